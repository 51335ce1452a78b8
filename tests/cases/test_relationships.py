"""Relationships in the database: who may record them, what is kept of them, and what a team member sees."""

from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import pypdfium2
import pytest
import sqlalchemy as sa

from app.access.policies import Actor
from app.access.roles import Role
from app.cases.models.people import HouseholdMember
from app.cases.queries.map_parts import MapOnFile
from app.cases.rules.form import Content
from app.cases.rules.form_boxes import Box, FormSection
from app.cases.rules.relationships import (
    End,
    RelationshipKind,
    Responsibility,
    SetAsideWhy,
    Tie,
)
from app.cases.services import families, forms, teaming
from app.cases.services import relationships as services
from app.cases.services.relationships import Recorded
from app.clock import LONDON
from app.db import Sessions
from app.errors import Conflict, Forbidden, NotFound, RuleRefused
from app.programme.facts import MemberRole
from tests.cases.builders import CHANGED_AT, TODAY, a_family, a_person, an_assessment
from tests.cases.sharing_builders import a_led_family, saved
from tests.conftest import COORDINATOR
from tests.paper.told import broken_rules, structure

pytestmark = pytest.mark.usefixtures("database")

Kind = RelationshipKind
ELSEWHERE = End(label="Father, lives elsewhere")


class Household:
    """A mother and her child, on file."""

    def __init__(self, family_id: UUID | None = None) -> None:
        self.family_id = family_id or a_family()
        self.mum = End(
            a_person(self.family_id, "Fern", born_on=date(1980, 2, 1), role=MemberRole.PARENT_OR_CARER)
        )
        self.tansy = End(a_person(self.family_id))

    def opened(self, actor: Actor = COORDINATOR) -> MapOnFile:
        return services.open_map(self.family_id, actor=actor, today=TODAY)

    def as_asked(self, actor: Actor = COORDINATOR, version: int | None = None) -> dict[str, Any]:
        return {"version": version or version_of(self.family_id), "actor": actor, "today": TODAY}

    def record(self, tie: Tie, actor: Actor = COORDINATOR, version: int | None = None) -> Recorded:
        return services.record_relationship(self.family_id, tie, **self.as_asked(actor, version))

    def correct(self, relationship: UUID, right: Tie) -> Recorded:
        return services.correct_relationship(
            self.family_id, relationship, right, why=SetAsideWhy.TOLD_WRONG, **self.as_asked()
        )

    def end(self, relationship: UUID, on: date = TODAY) -> int:
        return services.end_relationship(self.family_id, relationship, on, **self.as_asked())

    def withdraw(self, relationship: UUID) -> int:
        return services.withdraw_relationship(
            self.family_id, relationship, SetAsideWhy.TYPED_WRONG, **self.as_asked()
        )

    @property
    def ties(self) -> list[Tie]:
        return [each.tie for each in self.opened().relationships]


def version_of(family_id: UUID) -> int:
    with Sessions() as session:
        found = session.execute(sa.text("select version from family where id = :id"), {"id": family_id})
        return int(found.scalar_one())


def audited(*actions: str) -> Sequence[Any]:
    with Sessions() as session:
        found = session.execute(sa.text("select action, details from audit_event order by position"))
        return [row for row in found if row.action in actions]


def chronology_of(family_id: UUID, actor: Actor = COORDINATOR) -> list[tuple[date, str]]:
    """What a family's chronology tells of its map."""
    found = families.open_chronology(family_id, actor=actor, today=TODAY)
    return [(event.day, event.what) for event in found.events if event.about == "map"]


@pytest.fixture
def home() -> Household:
    return Household()


def test_the_household_stands_on_its_map_before_anything_is_recorded(home: Household) -> None:
    found = home.opened()

    assert [found.people[place.key].end for place in found.drawing.places] == [home.mum, home.tansy]
    assert found.drawing.generations == 2
    assert found.may_change


def test_a_relationship_is_recorded_and_audited_without_a_word_of_it(home: Household) -> None:
    tie = Tie(Kind.PARENT, ELSEWHERE, home.tansy, date(2001, 5, 9), responsibility=Responsibility.NOT_KNOWN)

    made = home.record(tie)

    assert made.version == 2
    assert home.ties == [tie]
    assert [each.name for each in home.opened().people.values() if not each.is_here] == [ELSEWHERE.label]
    (event,) = audited("relationship.recorded")
    assert event.details == {
        "relationship_id": str(made.id),
        "kind": "parent",
        "second_id": str(home.tansy.person_id),
    }


def test_a_label_spelt_otherwise_is_the_same_person(home: Household) -> None:
    home.record(Tie(Kind.PARENT, ELSEWHERE, home.tansy))

    home.record(Tie(Kind.FORMER_PARTNER, End(label="father,  LIVES elsewhere"), home.mum))

    assert len(home.opened().people) == 3
    assert {end.label for tie in home.ties for end in (tie.first, tie.second)} == {None, ELSEWHERE.label}


def test_what_cannot_be_is_refused_and_leaves_nothing(home: Household) -> None:
    home.record(Tie(Kind.PARENT, home.mum, home.tansy))

    for wrong in (
        Tie(Kind.PARENT, home.tansy, home.mum),
        Tie(Kind.STEP_PARENT, home.mum, home.tansy),
        Tie(Kind.PARENT, home.mum, home.mum),
    ):
        with pytest.raises(RuleRefused):
            home.record(wrong)
    with pytest.raises(NotFound, match="no such person"):
        home.record(Tie(Kind.PARENT, End(uuid4()), home.tansy))

    assert len(home.ties) == 1
    assert version_of(home.family_id) == 2


def test_a_correction_takes_the_place_of_what_was_wrong_which_is_kept(home: Household) -> None:
    wrong = Tie(Kind.STEP_PARENT, home.mum, home.tansy)
    first = home.record(wrong)
    right = Tie(Kind.PARENT, home.mum, home.tansy, responsibility=Responsibility.YES)

    made = home.correct(first.id, right)

    found = home.opened()
    assert [(each.id, each.tie, each.corrects) for each in found.relationships] == [
        (made.id, right, first.id)
    ]
    (kept,) = found.set_aside
    assert (kept.tie, kept.set_aside_why) == (wrong, SetAsideWhy.TOLD_WRONG)
    (event,) = audited("relationship.corrected")
    assert (event.details["corrects"], event.details["why"]) == (str(first.id), "told-wrong")
    with pytest.raises(RuleRefused, match="Nothing here differs"):
        home.correct(made.id, right)
    with pytest.raises(NotFound):
        home.correct(first.id, right)


def test_a_relationship_ends_and_may_begin_again_later(home: Household) -> None:
    made = home.record(Tie(Kind.PARTNER, home.mum, ELSEWHERE, date(2010, 1, 1)))

    home.end(made.id, date(2012, 6, 30))
    home.record(Tie(Kind.PARTNER, ELSEWHERE, home.mum, date(2013, 1, 1)))

    assert [tie.ends_on for tie in home.ties] == [None, date(2012, 6, 30)]
    assert len(audited("relationship.ended")) == 1
    with pytest.raises(RuleRefused, match="ended already"):
        home.end(made.id)


def test_a_withdrawn_relationship_is_kept_and_may_be_recorded_again(home: Household) -> None:
    tie = Tie(Kind.PARENT, home.mum, home.tansy)
    made = home.record(tie)

    home.withdraw(made.id)

    found = home.opened()
    assert (found.relationships, [each.id for each in found.set_aside]) == ((), [made.id])
    assert home.record(tie).version == 4
    with pytest.raises(NotFound):
        home.withdraw(made.id)


def test_somebody_elses_change_and_somebody_elses_family_are_refused(home: Household) -> None:
    led = a_led_family()
    theirs = Household(led.family)
    tie = Tie(Kind.PARENT, home.mum, home.tansy)
    made = home.record(tie)

    with pytest.raises(Conflict, match="since you opened it"):
        home.record(tie, version=1)
    with pytest.raises(NotFound):
        home.record(tie, actor=led.lead)
    with pytest.raises(NotFound):
        services.withdraw_relationship(
            led.family, made.id, SetAsideWhy.TYPED_WRONG, **theirs.as_asked(led.lead)
        )
    with pytest.raises(Forbidden):
        home.record(tie, actor=Actor(UUID(int=9), frozenset({Role.CAF_COORDINATOR})))
    for actor in (led.lead, led.manager):
        assert theirs.opened(actor).may_change
        with pytest.raises(NotFound):
            home.opened(actor)
        with pytest.raises(NotFound):
            services.open_to_change(home.family_id, actor=actor, today=TODAY)
    assert len(home.ties) == 1


def test_a_team_member_sees_the_household_of_now_and_nobody_else() -> None:
    led = a_led_family()
    home = Household(led.family)
    nan = End(a_person(led.family, "Nan", born_on=date(1955, 1, 1), role=MemberRole.OTHER_ADULT))
    home.record(Tie(Kind.PARENT, home.mum, home.tansy), led.lead)
    home.record(Tie(Kind.PARENT, ELSEWHERE, home.tansy), led.lead)
    home.record(Tie(Kind.PARENT, nan, home.mum), led.lead)
    made = home.record(Tie(Kind.SIBLING, home.mum, ELSEWHERE), led.lead)
    home.withdraw(made.id)
    left(nan.person_id, led.family)
    with pytest.raises(NotFound):
        home.opened(led.member)
    teaming.add_to_team(
        led.family,
        led.teachers_posting,
        starts_on=TODAY,
        ends_on=None,
        version=version_of(led.family),
        actor=led.lead,
        today=TODAY,
    )

    found = home.opened(led.member)

    assert [each.kind for each in found.relationships] == [Kind.PARENT]
    assert {each.end for each in found.people.values()} == {home.mum, home.tansy}
    assert (found.may_change, found.set_aside, found.choosable) == (False, (), ())
    (told,) = chronology_of(led.family, led.member)
    assert told[1] == "Put on the family map: Fern Testcase is the parent of Tansy Testcase"
    assert len(chronology_of(led.family, led.lead)) == 5
    whole = home.opened(led.lead)
    assert {each.end for each in whole.people.values() if not each.is_here} == {nan, ELSEWHERE}
    with pytest.raises(Forbidden):
        home.record(Tie(Kind.PARENT, ELSEWHERE, home.mum), led.member)


def test_the_chronology_tells_when_relationships_were_recorded_began_and_ended(home: Household) -> None:
    now = datetime.now(LONDON).date()
    made = home.record(Tie(Kind.PARTNER, ELSEWHERE, home.mum, date(2005, 1, 1)))

    home.end(made.id, date(2009, 12, 31))

    assert chronology_of(home.family_id) == [
        (now, "Put on the family map: Father, lives elsewhere is the partner of Fern Testcase"),
        (date(2009, 12, 31), "Until this day Father, lives elsewhere is the partner of Fern Testcase"),
        (date(2005, 1, 1), "From this day Father, lives elsewhere is the partner of Fern Testcase"),
    ]


def test_the_chronology_tells_what_was_corrected_and_what_was_withdrawn(home: Household) -> None:
    wrong = home.record(Tie(Kind.STEP_PARENT, home.mum, home.tansy, date(2001, 5, 9)))
    right = home.correct(wrong.id, Tie(Kind.OTHER, home.mum, home.tansy, described="aunt"))
    home.withdraw(right.id)

    assert sorted(what for _, what in chronology_of(home.family_id)) == [
        "Corrected on the family map: Fern Testcase is the aunt of Tansy Testcase",
        "Put on the family map: Fern Testcase is the step-parent of Tansy Testcase",
        "Withdrawn from the family map: Fern Testcase is the aunt of Tansy Testcase",
    ]


def test_people_who_live_together_elsewhere_take_their_relationship_along(home: Household) -> None:
    made = home.record(Tie(Kind.PARENT, home.mum, home.tansy))
    home.record(Tie(Kind.PARENT, ELSEWHERE, home.tansy))
    there = Household()
    for end in (home.mum, home.tansy):
        left(end.person_id, home.family_id)
        saved(
            HouseholdMember(
                person_id=end.person_id,
                family_id=there.family_id,
                starts_on=date(2013, 6, 1),
                role=MemberRole.CHILD,
            )
        )

    assert [tie.kind for tie in there.ties] == [Kind.PARENT], "what is called by a label stays where it was"
    before = version_of(home.family_id)
    there.withdraw(made.id)

    assert there.ties == []
    assert [tie.first for tie in home.ties] == [ELSEWHERE]
    assert version_of(home.family_id) == before + 1, "the family that it was recorded with has changed too"


def test_the_map_is_on_the_forms_paper_for_those_who_may_open_the_family(home: Household) -> None:
    assessment = a_saved_form(home)
    without = words_of(assessment, COORDINATOR)

    home.record(Tie(Kind.PARENT, ELSEWHERE, home.tansy))
    home.record(Tie(Kind.STEP_PARENT, home.mum, home.tansy))
    home.record(Tie(Kind.FORMER_PARTNER, ELSEWHERE, home.mum))

    caf = Actor(UUID(int=103), frozenset({Role.CAF_COORDINATOR}))
    assert "Your family" not in without
    assert "Your family" not in words_of(assessment, caf)
    found = words_of(assessment, COORDINATOR)
    assert found == words_of(assessment, COORDINATOR)
    for words in (
        "Your family",
        "As it is recorded on 12 July 2013.",
        "Father, lives",
        "elsewhere",
        "Age 12",
        "Step-parent",
        "Former partners",
    ):
        assert words in found
    assert "Grandparent" not in found, "the key names the lines that the map has"


def test_the_map_on_paper_is_told_in_words_to_those_who_hear_it(home: Household) -> None:
    assessment = a_saved_form(home)
    home.record(Tie(Kind.PARENT, ELSEWHERE, home.tansy))
    home.record(Tie(Kind.STEP_PARENT, home.mum, home.tansy))

    paper = printed(assessment, COORDINATOR)
    family, *key = structure(paper).all("Figure")

    assert family.alt == (
        "Family map with 3 people: Fern Testcase, age 33; Father, lives elsewhere; Tansy Testcase, age 12. "
        "In a dashed box: Father, lives elsewhere. Father, lives elsewhere is the parent of Tansy Testcase. "
        "Fern Testcase is the step-parent of Tansy Testcase."
    )
    assert [each.alt for each in key] == ["Plain line", "Dashed line"]
    assert broken_rules(paper) == []


def a_saved_form(home: Household) -> UUID:
    """An assessment with something in its form."""
    assessment = an_assessment(home.family_id, home.tansy.person_id)
    forms.save_section(
        assessment,
        FormSection.CONCLUSIONS,
        Content({Box.CONCLUSIONS: "Nan helps"}),
        version=0,
        actor=COORDINATOR,
        today=TODAY,
        now=CHANGED_AT,
    )
    return assessment


def printed(assessment: UUID, actor: Actor) -> bytes:
    """A form's paper."""
    return forms.print_form(assessment, organisation="A council", actor=actor, today=TODAY).content


def words_of(assessment: UUID, actor: Actor) -> str:
    """What a form's paper says, from the first page to the last."""
    with closing(pypdfium2.PdfDocument(printed(assessment, actor))) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def left(person_id: UUID | None, family_id: UUID) -> None:
    """Somebody left a household at the end of May."""
    with Sessions() as session, session.begin():
        session.execute(
            sa.text(
                "update household_member set ends_on = '2013-05-31'"
                " where person_id = :person and family_id = :family"
            ),
            {"person": person_id, "family": family_id},
        )
