"""Merging two records: what stays, what leads to it, what is refused, and that undoing restores it all."""

from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app import tables
from app.access.policies import SYSTEM, Actor
from app.access.roles import Role
from app.audit import AuditEvent
from app.campaigns.models import CampaignRow
from app.cases.models.evidence import Measurement
from app.cases.models.people import Family, HouseholdMember, Person, Residence
from app.cases.models.relationships import FamilyRelationship
from app.cases.models.teams import TeamMember
from app.cases.models.triage import Allocation, LeadProfessional
from app.cases.queries import teams
from app.cases.queries.families import FamilyFilters
from app.cases.queries.numbering import family_id_of_reference, lock_numbering, next_number
from app.cases.rules.household_words import CorrectionReason
from app.cases.rules.merge_words import MergeKind
from app.cases.rules.notes import NoteKind, OversightKind
from app.cases.rules.relationships import RelationshipKind, Responsibility
from app.cases.rules.vocabulary import Sex, TriageOutcome
from app.cases.services import families, notes, people, searching, teaming, withdrawing
from app.cases.services.people import PersonDetails
from app.claims.models.claims import Claim, ClaimLine
from app.claims.rules.lifecycle import LineState
from app.db import reading, transaction
from app.errors import Conflict, DomainError, Forbidden, NotFound, RuleRefused
from app.merging import words
from app.merging.rules.plan import HANGING, PARTS, How
from app.merging.services import choosing, merging, undoing
from app.programme.facts import MemberRole
from tests.cases.builders import (
    DECIDED_ON,
    TODAY,
    a_decision,
    a_family,
    a_meeting,
    a_person,
    a_practitioner,
    a_ward,
    an_agency,
    an_allocation,
)
from tests.cases.sharing_builders import saved
from tests.conftest import COORDINATOR
from tests.merging.builders import (
    NOW,
    Place,
    a_full_family,
    a_measurement,
    a_place_in_the_team,
    a_relationship,
    a_suspected_duplicate,
)
from tests.merging.whole_database import database_now, differing, merge, shown, undo

FAMILY, PERSON = MergeKind.FAMILY, MergeKind.PERSON


asked = {"actor": COORDINATOR, "today": TODAY}


def version_of(family):
    return column(select(Family.version).where(Family.id == family))[0]


@pytest.fixture
def place(database) -> Place:
    return Place()


def column(statement):
    with reading(SYSTEM) as session:
        return list(session.exec(statement))


def whose(table, key, record_id):
    """How many rows of a table belong to a record."""
    found = tables.metadata.tables[table]
    statement = sa.select(sa.func.count()).where(found.c[key] == record_id)
    with reading(SYSTEM) as session:
        return session.connection().execute(statement).scalar_one()


def child_of(family):
    return column(select(HouseholdMember.person_id).where(HouseholdMember.family_id == family))[0]


def refused(code, act, kind=RuleRefused):
    before = database_now()
    with pytest.raises(kind) as refusal:
        act()
    assert refusal.value.code == code
    assert differing(before, database_now()) == {}


class TestThePlan:
    def test_names_every_table_with_a_key_to_a_person_or_a_family(self):
        keys = {
            (table.name, next(iter(key.columns)).name, key.referred_table.name)
            for table in tables.metadata.sorted_tables
            for key in table.foreign_key_constraints
            if key.referred_table.name in ("person", "family")
        }

        assert keys == {
            (part.table, part.column, kind.value) for kind, parts in PARTS.items() for part in parts
        }

    def test_names_whatever_hangs_on_a_row_that_may_be_set_aside(self):
        hanging: dict[str, set[tuple[str, str]]] = {}
        for table in tables.metadata.sorted_tables:
            for key in table.foreign_key_constraints:
                hanging.setdefault(key.referred_table.name, set()).add(
                    (table.name, next(iter(key.columns)).name)
                )
        waiting = {part.table for parts in PARTS.values() for part in parts if part.how is not How.MOVES}
        seen: set[str] = set()
        while waiting:
            table = waiting.pop()
            seen.add(table)
            assert set(HANGING.get(table, ())) == hanging.get(table, set()), table
            waiting |= {name for name, _ in hanging.get(table, set())} - seen

    def test_is_within_what_the_application_role_may_do(self, database):
        def may(table, what, name=None):
            asked = (
                "has_column_privilege(:table, :column, :what)"
                if name
                else "has_table_privilege(:table, :what)"
            )
            return database.execute(
                sa.text(f"select {asked}"), {"table": table, "what": what, "column": name}
            ).scalar_one()

        for parts in PARTS.values():
            for part in parts:
                assert may(part.table, "update", part.column), part
                if part.how is not How.MOVES:
                    assert may(part.table, "delete"), part
                    assert may(part.table, "insert"), part

    def test_finds_every_row_by_an_id_of_its_own(self):
        for parts in PARTS.values():
            for part in parts:
                assert "id" in tables.metadata.tables[part.table].c

    def test_has_a_word_for_each_column_in_which_rows_may_contradict(self):
        for part in (part for parts in PARTS.values() for part in parts):
            assert set(part.tells) <= words.COLUMNS.keys() & {
                each.name for each in tables.metadata.tables[part.table].c
            }


class TestFamilies:
    def test_all_rows_go_to_the_one_that_stays_and_come_back_when_it_is_undone(self, place):
        stays, goes = a_full_family(place, surname="Testcase"), a_full_family(place, surname="Other")
        before = database_now()

        made = merge(FAMILY, stays, goes)

        for part in PARTS[FAMILY]:
            assert whose(part.table, part.column, goes) == 0, part.table
            assert whose(part.table, part.column, stays) > 0, part.table
        assert column(select(Family.id).where(Family.id == goes)) == []
        assert len(column(select(Allocation).where(Allocation.family_id == stays))) == 1
        assert len(column(select(Claim).where(Claim.family_id == stays))) == 1
        undo(made)
        assert differing(before, database_now()) == {}

    def test_with_only_days_that_the_other_does_not_cover_its_allocation_and_lead_are_shortened(self, place):
        stays = a_full_family(place, allocated=(date(2013, 2, 1), None))
        goes = a_full_family(place, allocated=(DECIDED_ON, None), claim_state=None)
        before = database_now()

        made = merge(FAMILY, stays, goes)

        spells = column(
            select(Allocation.starts_on, Allocation.ends_on)
            .where(Allocation.family_id == stays)
            .order_by(col(Allocation.starts_on))
        )
        assert spells == [(DECIDED_ON, date(2013, 1, 31)), (date(2013, 2, 1), None)]
        leads = column(
            select(LeadProfessional.starts_on, LeadProfessional.ends_on).order_by(
                col(LeadProfessional.starts_on)
            )
        )
        assert leads == spells
        undo(made)
        assert differing(before, database_now()) == {}

    def test_an_allocation_within_the_others_is_not_split(self, place):
        stays = a_full_family(place, allocated=(date(2013, 2, 1), date(2013, 3, 1)))
        goes = a_full_family(place, allocated=(DECIDED_ON, None), claim_state=None)

        refused("cannot-be-split", lambda: merge(FAMILY, stays, goes))
        assert shown(FAMILY, goes, stays).obstacle is None

    def test_two_claims_of_a_phase_beyond_a_draft_are_not_joined(self, place):
        stays = a_full_family(place, claim_state=LineState.SUBMITTED)
        goes = a_full_family(place, claim_state=LineState.PAID)

        refused("claimed-twice", lambda: merge(FAMILY, stays, goes))

    def test_of_two_claims_the_one_beyond_a_draft_stands_whichever_family_stays(self, place):
        stays = a_full_family(place, claim_state=LineState.DRAFT)
        goes = a_full_family(place, claim_state=LineState.PAID)
        before = database_now()

        made = merge(FAMILY, stays, goes)

        assert column(select(ClaimLine.state)) == [LineState.PAID]
        assert whose("claim", "family_id", stays) == 1
        undo(made)
        assert differing(before, database_now()) == {}

    def test_a_merge_is_not_undone_once_a_claim_has_gone_on(self, place):
        stays, goes = a_full_family(place), a_full_family(place, claim_state=None)
        made = merge(FAMILY, stays, goes)
        with transaction(SYSTEM) as session:
            session.exec(select(ClaimLine)).one().state = LineState.SUBMITTED

        refused("claimed-since", lambda: undo(made))

    def test_one_that_is_on_the_list_stays(self, place):
        listed, not_listed = a_family(place.ward), a_family(place.ward, listed_on=None)

        refused("listed-stays", lambda: merge(FAMILY, not_listed, listed))
        assert shown(FAMILY, listed, not_listed).obstacle is None
        assert choosing.order_of(not_listed, listed, actor=COORDINATOR) == (listed, not_listed)

    def test_what_the_one_that_stays_does_not_say_may_be_taken_from_the_other(self, place):
        stays, goes = a_family(place.ward), a_family(place.ward, attached_on=date(2013, 1, 7))
        before = database_now()
        (difference,) = shown(FAMILY, stays, goes).differences

        made = merge(FAMILY, stays, goes, "attached_on")

        assert (difference.field, difference.takes) == ("attached_on", True)
        assert column(select(Family.attached_on).where(Family.id == stays)) == [date(2013, 1, 7)]
        undo(made)
        assert differing(before, database_now()) == {}

    def test_its_reference_leads_to_the_one_that_stays_and_is_never_given_again(self, place):
        stays, goes = a_family(place.ward), a_family(place.ward)
        (reference,) = column(select(Family.reference).where(Family.id == goes))

        merge(FAMILY, stays, goes)

        with transaction(SYSTEM) as session:
            assert family_id_of_reference(session, reference) == stays
            lock_numbering(session)
            assert next_number(session) > int(reference[3:9])
        (found,) = searching.search_families(
            reference, FamilyFilters(), actor=COORDINATOR, today=TODAY
        ).families
        assert found.id == stays
        assert choosing.lead_on(FAMILY, goes, actor=COORDINATOR, today=TODAY) == stays

    def test_where_it_leads_is_told_only_to_those_who_may_open_it(self, place):
        stays, goes = a_family(place.ward), a_family(place.ward)
        merge(FAMILY, stays, goes)
        stranger = Actor(UUID(int=7), frozenset({Role.LEAD_PROFESSIONAL}), UUID(int=8))

        assert choosing.lead_on(FAMILY, goes, actor=stranger, today=TODAY) is None

    def test_the_one_that_went_is_gone_from_every_list_and_cannot_be_opened(self, place):
        stays, goes = a_full_family(place), a_full_family(place)

        merge(FAMILY, stays, goes)

        page = families.list_families(FamilyFilters(), actor=COORDINATOR, today=TODAY)
        assert [each.id for each in page.families] == [stays]
        with pytest.raises(NotFound):
            families.open_record(goes, actor=COORDINATOR, today=TODAY)

    def test_what_is_written_afterwards_stays_where_it_was_written(self, place):
        stays, goes = a_full_family(place), a_full_family(place, claim_state=None)
        made = merge(FAMILY, stays, goes)
        version = families.open_record(stays, actor=COORDINATOR, today=TODAY).version
        details = PersonDetails("Rowan", "Testcase", date(2005, 1, 1), None, Sex.UNKNOWN, None, None, None)
        people.add_person(
            stays,
            details,
            role=MemberRole.CHILD,
            starts_on=date(2013, 7, 1),
            version=version,
            actor=COORDINATOR,
            today=TODAY,
        )

        undo(made)

        names = [each.forename for each in families.open_record(stays, actor=COORDINATOR, today=TODAY).people]
        assert sorted(names) == ["Rowan", "Tansy"]
        assert len(families.open_record(goes, actor=COORDINATOR, today=TODAY).people) == 1

    def test_no_version_of_one_state_is_ever_that_of_another(self, place):
        stays, goes = a_family(place.ward), a_family(place.ward)
        opened = [families.open_record(stays, actor=COORDINATOR, today=TODAY).version]
        for _ in range(2):
            made = merge(FAMILY, stays, goes)
            opened.append(families.open_record(stays, actor=COORDINATOR, today=TODAY).version)
            undo(made)

        assert families.open_record(stays, actor=COORDINATOR, today=TODAY).version == opened[0]
        assert len(set(opened)) == 3

    def test_it_is_on_the_trail_of_both_and_stays_there_when_undone(self, place):
        stays, goes = a_family(place.ward), a_family(place.ward)

        undo(merge(FAMILY, stays, goes))

        for action in ("family.merged", "family.merge-undone"):
            assert set(column(select(AuditEvent.subject_id).where(AuditEvent.action == action))) == {
                stays,
                goes,
            }

    def test_whoever_opened_either_is_told_while_they_are_one(self, place):
        stays, goes = a_family(place.ward), a_family(place.ward)
        reader = Actor(place.writer, frozenset({Role.PROGRAMME_COORDINATOR}))
        families.open_record(goes, actor=reader, today=TODAY)

        def openers_of(family):
            with reading(SYSTEM) as session:
                names = {each.by for each in teams.openers(session, family)}
                assert {each.by for each in teams.openings(session, family)} == names
                return names

        assert "Wren Writer" not in openers_of(stays)
        made = merge(FAMILY, stays, goes)
        assert "Wren Writer" in openers_of(stays)
        undo(made)

        assert "Wren Writer" not in openers_of(stays)
        assert "Wren Writer" in openers_of(goes)

    def test_one_that_has_changed_since_it_was_shown_is_not_merged(self, place):
        stays, goes = a_family(place.ward), a_family(place.ward)
        comparison = shown(FAMILY, stays, goes)
        a_person(goes)

        refused(
            "changed-meanwhile",
            lambda: merging.merge_records(
                FAMILY,
                stays,
                goes,
                takes=(),
                as_shown=comparison.as_shown,
                actor=COORDINATOR,
                today=TODAY,
            ),
            Conflict,
        )

    def test_a_field_in_which_they_agree_is_not_taken_over(self, place):
        stays, goes = a_family(place.ward), a_family(place.ward)

        refused("nothing-to-take", lambda: merge(FAMILY, stays, goes, "attached_on"))

    def test_a_record_is_not_merged_with_itself_nor_with_one_that_is_not_there(self, place):
        family = a_family(place.ward)

        refused("same-record", lambda: merge(FAMILY, family, family))
        refused("family", lambda: merge(FAMILY, family, UUID(int=5)), NotFound)


def test_whoever_stops_leading_is_named_before_and_so_is_a_decision_that_contradicts(place):
    stays, goes = a_full_family(place), a_full_family(place, claim_state=None)
    meeting = a_meeting(place.ward, held_on=date(2013, 7, 1))
    a_decision(goes, meeting, TriageOutcome.NOT_TO_BE_ALLOCATED, decided_on=date(2013, 7, 1))

    lead, decision = words.warnings(shown(FAMILY, stays, goes), TODAY)

    assert lead.startswith("Lee Example no longer leads")
    assert "“not to be allocated” (1 July 2013), while an allocation goes on" in decision


def test_whoever_gains_access_is_named_before_and_so_is_who_gets_back_what_was_taken_away(place):
    stays, goes = a_family(place.ward), a_family(place.ward)
    nia, kim = (a_practitioner(name) for name in ("Nia Example", "Kim Example"))
    an_allocation(goes, place.agency, an_agency("HOMES"))
    a_place_in_the_team(place, stays, date(2013, 3, 4), practitioner=nia)
    a_place_in_the_team(place, stays, date(2013, 3, 4), practitioner=kim, removed_at=NOW)
    a_place_in_the_team(place, goes, date(2013, 3, 4), practitioner=kim)

    gained, given_back, *allocated = words.warnings(shown(FAMILY, stays, goes), TODAY)

    assert gained.startswith("Nia Example (HEALTH), in the team of the record that stays, may then open what")
    assert given_back.startswith(
        "Kim Example (HEALTH) was taken out of the team of the record that stays on 3 June 2013 at 11:30am,"
        " but is in that of the record that goes: the merge gives that access back."
    )
    assert allocated == [
        f"{each}, allocated to the record that goes, may then open what the record that stays holds too"
        for each in ("HEALTH", "HOMES")
    ]


class TestUndoingAMergeOfFamilies:
    """It reopens nothing that was closed since, and says what stays where it was written."""

    def write(self, family):
        for _ in range(2):
            notes.write_note(
                family,
                kind=NoteKind.HOME_VISIT,
                happened_on=TODAY,
                text="Spoke of what was assessed.",
                actor=self.writer,
                today=TODAY,
            )
        notes.write_oversight(
            family, kind=OversightKind.SUPERVISION, held_on=TODAY, direction="Go on.", **self.asked
        )

    @pytest.fixture(autouse=True)
    def somebody_writes(self, place):
        self.writer = Actor(place.writer, frozenset({Role.PROGRAMME_COORDINATOR}))
        self.asked = {"actor": self.writer, "today": TODAY}

    def test_asks_to_confirm_how_many_notes_stay_that_may_tell_of_an_assessment(self, place):
        stays, goes = a_family(place.ward), a_full_family(place)
        made = merge(FAMILY, stays, goes)
        self.write(stays)

        assert undoing.undoable(made.merge_id, actor=COORDINATOR).notes_stay == 3
        refused("notes-stay", lambda: undo(made))
        refused("notes-stay", lambda: undo(made, 2))
        undo(made, 3)

        assert (whose("case_note", "family_id", stays), whose("case_note", "family_id", goes)) == (2, 2)

    def test_asks_nothing_where_no_assessment_can_be_told_of(self, place):
        stays, goes = a_family(place.ward), a_family(place.ward)
        made = merge(FAMILY, stays, goes)
        self.write(stays)

        assert undoing.undoable(made.merge_id, actor=COORDINATOR).notes_stay == 0
        undo(made)

    @pytest.mark.parametrize(
        ("stayed", "went"),
        [
            pytest.param((date(2013, 3, 4), None), (date(2013, 4, 1), None), id="set aside"),
            pytest.param((date(2013, 3, 4), None), (date(2013, 1, 7), None), id="kept to days before"),
            pytest.param(
                (date(2013, 2, 4), date(2013, 3, 1)),
                (date(2013, 1, 7), None),
                id="in two pieces",
            ),
        ],
    )
    def test_leaves_whoever_was_taken_out_of_the_team_since_out_of_both(self, place, stayed, went):
        both = stays, goes = a_family(place.ward), a_family(place.ward)
        for family, (first, last) in zip(both, (stayed, went), strict=True):
            a_place_in_the_team(place, family, first, last)
        before = database_now()
        made = merge(FAMILY, stays, goes)
        (current,) = column(
            select(TeamMember.id).where(TeamMember.family_id == stays, col(TeamMember.ends_on).is_(None))
        )
        version = families.open_record(stays, **self.asked).version
        teaming.remove_from_team(stays, current, version=version, **self.asked)

        undo(made)

        now = column(select(TeamMember).where(TeamMember.family_id == goes))
        assert [(each.starts_on, each.ends_on) for each in now] == [went]
        assert all(each.removed_at is not None for each in now)
        assert len(before["team_member"]) == whose("team_member", "practitioner_id", place.worker)

    def test_brings_back_a_place_in_a_team_that_nobody_has_left(self, place):
        both = stays, goes = a_family(place.ward), a_family(place.ward)
        for family in both:
            a_place_in_the_team(place, family, date(2013, 3, 4), None)
        before = database_now()

        undo(merge(FAMILY, stays, goes))

        assert differing(before, database_now()) == {}


class TestPeople:
    def test_of_one_household_become_one_and_come_back_when_it_is_undone(self, place):
        family = a_full_family(place)
        stays, goes = child_of(family), a_person(family, "Tanzy", "Testcase")
        a_measurement(goes, 5)
        a_measurement(goes, 1, date(2013, 1, 7))
        before = database_now()

        made = merge(PERSON, stays, goes, "forename")

        assert column(select(Person.forename)) == ["Tanzy"]
        assert len(column(select(HouseholdMember).where(HouseholdMember.person_id == stays))) == 1
        values = column(select(Measurement.value).order_by(col(Measurement.starts_on)))
        assert values == [2, 1], "of two figures for the same days that of the record that stays stands"
        undo(made)
        assert differing(before, database_now()) == {}

    def test_what_both_are_to_others_is_told_once_and_nobody_is_related_to_themselves(self, place):
        family = a_full_family(place)
        stays, goes = child_of(family), a_person(family, "Tanzy", "Testcase")
        mother = a_person(family, "Marjoram", "Testcase", born_on=None, role=MemberRole.PARENT_OR_CARER)
        for child in (stays, goes):
            a_relationship(place, family, mother, child, RelationshipKind.PARENT)
        mistaken = a_relationship(place, family, goes, stays, RelationshipKind.SIBLING, is_set_aside=True)
        a_relationship(place, family, stays, goes, RelationshipKind.SIBLING, corrects=mistaken)
        a_relationship(place, family, mother, goes, RelationshipKind.CARER)
        before = database_now()

        made = merge(PERSON, stays, goes)

        told = column(
            select(FamilyRelationship.kind, FamilyRelationship.second_person_id)
            .where(col(FamilyRelationship.first_person_id) == mother)
            .order_by(FamilyRelationship.kind)
        )
        assert told == [(RelationshipKind.CARER, stays), (RelationshipKind.PARENT, stays)]
        assert len(column(select(FamilyRelationship))) == 3, "those two, and the father’s"
        undo(made)
        assert differing(before, database_now()) == {}

    def test_what_stands_in_place_of_a_tie_between_them_stands_on_and_the_merge_can_be_undone(self, place):
        family = a_full_family(place)
        stays, goes = child_of(family), a_person(family, "Tanzy", "Testcase")
        brother = a_person(family, "Rowan", "Testcase")
        pairs = [(stays, goes), (goes, brother)]
        mistaken = a_relationship(place, family, *pairs[0], RelationshipKind.SIBLING, is_set_aside=True)
        right = a_relationship(place, family, *pairs[1], RelationshipKind.SIBLING, corrects=mistaken)
        before = database_now()

        made = merge(PERSON, stays, goes)

        with reading(SYSTEM) as session:
            stands = session.get_one(FamilyRelationship, right)
            assert {stands.first_person_id, stands.second_person_id} == {stays, brother}
            assert (stands.corrects, stands.set_aside_at) == (None, None)
            assert session.get(FamilyRelationship, mistaken) is None
        undo(made)
        assert differing(before, database_now()) == {}

    @pytest.mark.parametrize("turned", [False, True])
    @pytest.mark.parametrize("second_is_turned", [False, True])
    def test_of_a_chain_of_mistakes_what_tells_the_same_is_set_aside_and_comes_back(
        self, place, turned, second_is_turned
    ):
        family = a_full_family(place)
        lowest, brother, highest = sorted(a_person(family, name) for name in ("Una", "Rowan", "Wilf"))
        stays, goes = (highest, lowest) if turned else (lowest, highest)
        first = a_relationship(place, family, stays, goes, RelationshipKind.SIBLING, is_set_aside=True)
        pair = (goes, stays) if second_is_turned else (stays, goes)
        second = a_relationship(
            place, family, *pair, RelationshipKind.SIBLING, is_set_aside=True, corrects=first
        )
        for one, other, corrects in ((stays, brother, None), (goes, brother, second)):
            two = sorted((one, other))
            a_relationship(place, family, *two, RelationshipKind.SIBLING, corrects=corrects)
        before = database_now()

        made = merge(PERSON, stays, goes)

        told = select(FamilyRelationship).where(FamilyRelationship.kind == RelationshipKind.SIBLING)
        (stands,) = column(told)
        assert [stands.first_person_id, stands.second_person_id] == sorted((stays, brother))
        undo(made)
        assert differing(before, database_now()) == {}

    @pytest.mark.parametrize("kept", ["the lower", "the higher"])
    def test_what_each_is_to_the_other_is_told_once_whichever_of_the_two_was_named_first(self, place, kept):
        family = a_full_family(place)
        lowest, brother, highest = sorted(a_person(family, name) for name in ("Una", "Rowan", "Wilf"))
        stays, goes = (lowest, highest) if kept == "the lower" else (highest, lowest)
        ties = [
            a_relationship(place, family, *two, RelationshipKind.SIBLING)
            for two in ((lowest, brother), (brother, highest))
        ]
        half = a_relationship(
            place, family, brother, highest, RelationshipKind.HALF_SIBLING, is_set_aside=True
        )
        before = database_now()
        (effect,) = [each for each in shown(PERSON, stays, goes).effects if each.words[0] == "relationship"]

        made = merge(PERSON, stays, goes)

        told = select(FamilyRelationship).where(FamilyRelationship.kind == RelationshipKind.SIBLING)
        (stands,) = column(told)
        two = [stands.first_person_id, stands.second_person_id]
        assert two == sorted((stays, brother))
        assert stands.id == ties[kept != "the lower"]
        assert (effect.set_aside, effect.moved) == (1, 1 if kept == "the lower" else 0)
        with reading(SYSTEM) as session:
            mistaken = session.get_one(FamilyRelationship, half)
            assert [mistaken.first_person_id, mistaken.second_person_id] == two
        undo(made)
        assert differing(before, database_now()) == {}

    def test_a_figure_that_contradicts_is_told_apart_from_one_that_is_the_same(self, place):
        family = a_full_family(place)
        stays, goes = child_of(family), a_person(family, "Tanzy", "Testcase")
        for day in (date(2012, 9, 1), date(2013, 1, 7)):
            a_measurement(goes, 5, day)
        a_measurement(stays, 5, date(2013, 1, 7))

        effects = shown(PERSON, stays, goes).effects

        (figures,) = [each for each in effects if each.words[0] == "measurement"]
        assert (figures.set_aside, figures.differs, figures.differs_in) == (2, 1, ("value",))
        same, other = [each for each in words.happens(effects) if "measurement" in each]
        assert same.startswith("1 measurement is set aside, since the other record has the same")
        assert other.startswith("1 measurement is set aside although the other record says something else")
        assert "(the value)" in other

    @pytest.mark.parametrize("known", [Responsibility.YES, Responsibility.NO])
    def test_of_two_ties_the_one_stands_that_says_who_has_parental_responsibility(self, place, known):
        family = a_full_family(place)
        stays, goes = child_of(family), a_person(family, "Tanzy", "Testcase")
        mother = a_person(family, "Marjoram", "Testcase", born_on=None, role=MemberRole.PARENT_OR_CARER)
        for child, said in ((stays, Responsibility.NOT_KNOWN), (goes, known)):
            a_relationship(place, family, mother, child, RelationshipKind.PARENT, responsibility=said)
        before = database_now()
        effects = shown(PERSON, stays, goes).effects

        made = merge(PERSON, stays, goes)

        stands = select(FamilyRelationship.responsibility).where(FamilyRelationship.first_person_id == mother)
        assert column(stands) == [known]
        assert [each.differs for each in effects if each.words[0] == "relationship"] == [0]
        undo(made)
        assert differing(before, database_now()) == {}

    def test_stay_on_the_list_of_the_campaign_that_asked_whether_they_are_one(self, place):
        family = a_full_family(place)
        stays, goes = child_of(family), a_person(family, "Tanzy", "Testcase")
        a_suspected_duplicate(place, stays, goes)
        before = database_now()

        made = merge(PERSON, stays, goes)

        assert column(select(CampaignRow.person_id, CampaignRow.other_person_id)) == [(stays, stays)]
        undo(made)
        assert differing(before, database_now()) == {}

    def test_are_found_by_the_name_of_the_one_that_went(self, place):
        family = a_family(place.ward)
        stays, goes = a_person(family), a_person(family, "Wilfreda", "Otherwise", born_on=date(2001, 9, 5))
        merge(PERSON, stays, goes)

        for search in ("Wilfreda Otherwise", "5/9/2001", "Wilfreda Otherwise 5/9/2001"):
            (found,) = searching.search_families(
                search, FamilyFilters(), actor=COORDINATOR, today=TODAY
            ).families
            assert found.id == family
        assert choosing.lead_on(PERSON, goes, actor=COORDINATOR, today=TODAY) == stays

    def test_of_two_families_at_once_are_not_merged_until_one_has_ended(self, place):
        one, other = a_family(place.ward), a_family(place.ward)
        stays, goes = a_person(one), a_person(other)
        refused("in-two-families", lambda: merge(PERSON, stays, goes))
        with transaction(SYSTEM) as session:
            row = session.exec(select(HouseholdMember).where(HouseholdMember.person_id == goes)).one()
            row.ends_on = date(2010, 6, 1)
            session.exec(
                select(HouseholdMember).where(HouseholdMember.person_id == stays)
            ).one().starts_on = date(2010, 6, 2)
        before = database_now()

        made = merge(PERSON, stays, goes)

        assert whose("household_member", "person_id", stays) == 2
        undo(made)
        assert differing(before, database_now()) == {}

    def test_the_unborn_child_and_the_child_registered_at_birth_are_one_person(self, place):
        family = a_family(place.ward)
        unborn = a_person(family, "Unborn", "Testcase", born_on=None, role=MemberRole.UNBORN_CHILD)
        born = a_person(family, "Tansy", "Testcase", born_on=date(2013, 3, 1))
        with transaction(SYSTEM) as session:
            session.get_one(Person, unborn).expected_on = date(2013, 3, 7)
            for each, first in ((unborn, date(2012, 11, 1)), (born, date(2013, 3, 1))):
                row = session.exec(select(HouseholdMember).where(HouseholdMember.person_id == each)).one()
                row.starts_on = first
        before = database_now()

        made = merge(PERSON, unborn, born, "forename", "born_on")

        spells = column(
            select(HouseholdMember.role, HouseholdMember.starts_on, HouseholdMember.ends_on).order_by(
                col(HouseholdMember.starts_on)
            )
        )
        assert spells == [
            (MemberRole.UNBORN_CHILD, date(2012, 11, 1), date(2013, 2, 28)),
            (MemberRole.CHILD, date(2013, 3, 1), None),
        ]
        undo(made)
        assert differing(before, database_now()) == {}

    def test_a_merge_whose_rows_have_changed_again_is_not_undone(self, place):
        family = a_family(place.ward)
        stays, goes = a_person(family), a_person(family, "Tanzy")
        made = merge(PERSON, stays, goes, "forename")
        with transaction(SYSTEM) as session:
            session.get_one(Person, stays).forename = "Tamsin"

        refused("changed-since", lambda: undo(made))
        assert undoing.undoable(made.merge_id, actor=COORDINATOR).obstacle is not None

    def test_what_takes_the_place_of_something_that_would_come_back_is_named_as_in_the_way(self, place):
        family = a_full_family(place)
        stays, goes = child_of(family), a_person(family, "Tanzy")
        saved_id = a_measurement(goes, 5)
        made = merge(PERSON, stays, goes)
        saved(
            Measurement(
                id=saved_id,
                person_id=stays,
                kind=column(select(Measurement.kind))[0],
                starts_on=date(2013, 6, 1),
                value=1,
                source="school census",
                extract_on=TODAY,
            )
        )

        refused("stands-in-the-way", lambda: undo(made))

    def test_a_row_that_was_taken_out_since_stays_out(self, place):
        family = a_full_family(place)
        stays, goes = child_of(family), a_person(family, "Tanzy")
        gone = a_measurement(goes, 1, date(2013, 1, 7))
        made = merge(PERSON, stays, goes)
        with transaction(SYSTEM) as session:
            session.delete(session.get_one(Measurement, gone))

        undo(made)

        assert whose("measurement", "person_id", goes) == 0


def test_only_the_programme_coordinator_merges_and_undoes(place):
    stays, goes = a_family(place.ward), a_family(place.ward)
    made = merge(FAMILY, stays, goes)

    for role in set(Role) - {Role.PROGRAMME_COORDINATOR}:
        actor = Actor(UUID(int=9), frozenset({role}))
        for act in (
            lambda actor=actor: merging.merge_records(
                FAMILY, stays, goes, takes=(), as_shown="", actor=actor, today=TODAY
            ),
            lambda actor=actor: undoing.undo_merge(made.merge_id, actor=actor),
            lambda actor=actor: undoing.undoable(made.merge_id, actor=actor),
            lambda actor=actor: choosing.families_to_choose(stays, actor=actor, today=TODAY),
        ):
            refused("role", act, Forbidden)


def test_a_trial_of_undoing_changes_nothing(place):
    made = merge(FAMILY, a_full_family(place), a_full_family(place))
    before = database_now()

    assert undoing.undoable(made.merge_id, actor=COORDINATOR).obstacle is None
    assert differing(before, database_now()) == {}


def test_those_that_may_be_the_same_are_offered(place):
    family, other = a_family(place.ward), a_family(a_ward("Aspley"))
    child, twin = a_person(family), a_person(other)
    a_person(other, "Someone", "Unlike", born_on=date(1980, 2, 3))
    (member,) = column(select(HouseholdMember.id).where(HouseholdMember.person_id == child))

    alike = choosing.families_to_choose(family, actor=COORDINATOR, today=TODAY).alike
    people_alike = choosing.people_to_choose(family, member, actor=COORDINATOR, today=TODAY)

    assert [each.id for each in alike] == [other]
    assert [each.person_id for each in people_alike.others] == [twin]


def test_a_merge_that_was_undone_is_not_undone_again(place):
    made = merge(FAMILY, a_family(place.ward), a_family(place.ward))
    undo(made)

    refused("merge", lambda: undo(made), NotFound)
    assert issubclass(NotFound, DomainError)


def test_a_row_for_a_family_that_was_merged_a_moment_ago_is_a_clash_and_no_fault(place):
    stays, goes = a_family(place.ward), a_family(place.ward)
    merge(FAMILY, stays, goes)

    refused(
        "merged-meanwhile",
        lambda: saved(Residence(family_id=goes, ward_id=place.ward, starts_on=TODAY)),
        Conflict,
    )


class TestStaysTakenBack:
    def test_a_merge_is_not_undone_over_somebody_who_was_taken_out_since(self, place):
        stays, goes = a_family(), a_family()
        child = a_person(goes)
        made = merge(FAMILY, stays, goes)
        (member,) = column(select(HouseholdMember).where(HouseholdMember.person_id == child))
        withdrawn = withdrawing.withdraw_membership(
            stays, member.id, CorrectionReason.TYPED_WRONG, version=version_of(stays), **asked
        )
        with pytest.raises(RuleRefused) as refused:
            undo(made)

        assert refused.value.code == "changed-since"
        withdrawing.put_back(stays, withdrawn.id, version=version_of(stays), **asked)
        undo(made)
        assert column(select(HouseholdMember.family_id).where(HouseholdMember.person_id == child)) == [goes]

    def test_what_two_were_to_each_other_does_not_come_back_while_one_of_them_is_taken_out(self, place):
        family = a_family()
        stays, goes = a_person(family), a_person(family, "Tanzy")
        a_relationship(place, family, stays, goes, RelationshipKind.SIBLING)
        before = database_now()
        made = merge(PERSON, stays, goes)
        (member,) = column(select(HouseholdMember).where(HouseholdMember.person_id == stays))
        withdrawn = withdrawing.withdraw_membership(
            family, member.id, CorrectionReason.TYPED_WRONG, version=version_of(family), **asked
        )
        with pytest.raises(RuleRefused) as refused:
            undo(made)

        assert refused.value.code == "changed-since"
        withdrawing.put_back(family, withdrawn.id, version=version_of(family), **asked)
        undo(made)
        assert set(differing(before, database_now())) <= {"family", "withdrawn_membership"}

    def test_who_was_taken_out_before_a_merge_is_put_back_where_the_records_are_then(self, place):
        stays, goes = a_family(), a_family()
        child = a_person(goes)
        (member,) = column(select(HouseholdMember).where(HouseholdMember.person_id == child))
        withdrawn = withdrawing.withdraw_membership(
            goes, member.id, CorrectionReason.TYPED_WRONG, version=1, **asked
        )
        made = merge(FAMILY, stays, goes)

        withdrawing.put_back(stays, withdrawn.id, version=version_of(stays), **asked)

        assert column(select(HouseholdMember.family_id).where(HouseholdMember.person_id == child)) == [stays]
        with pytest.raises(RuleRefused) as refused:
            undo(made)
        assert refused.value.code == "changed-since"
