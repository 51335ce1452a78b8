"""News by others and leads to settle, over the families of whoever asks."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from app import clock
from app.access import services as access
from app.access.policies import COMMAND_LINE, SYSTEM, Actor
from app.access.roles import Role
from app.audit import AuditEvent
from app.cases.models.assessments import Consent
from app.cases.queries.changes import MOST_CHANGES, NewChange
from app.cases.rules.changes import CHANGES, NEWS_FOR
from app.cases.rules.due import DueKind
from app.cases.rules.leading import LeadWanting
from app.cases.rules.merge_words import MergeKind
from app.cases.rules.notes import NoteKind
from app.cases.rules.vocabulary import ConsentDecision, LeadChosen
from app.cases.services import attention, course, notes
from app.db import transaction
from app.errors import Forbidden
from app.merging.services import comparing, merging
from tests.cases.builders import (
    DECIDED_ON,
    TODAY,
    a_family,
    a_lead,
    a_person,
    a_practitioner,
    an_agency,
    an_allocation,
    an_assessment,
    an_establishment,
)
from tests.cases.consent_builders import a_second_agency
from tests.cases.sharing_builders import Led, a_led_family, a_posting, key_of, saved
from tests.conftest import COORDINATOR

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def led() -> Led:
    return a_led_family()


def an_account(practitioner_id: UUID, name: str = "Robin Example") -> UUID:
    return access.create_user(
        f"{uuid4()}@example.org",
        name,
        {Role.LEAD_PROFESSIONAL},
        "three-blue-kettles",
        practitioner_key=key_of(practitioner_id),
        actor=COMMAND_LINE,
    )


def done(action: str, subject: UUID, by: UUID, *, ago: timedelta = timedelta(hours=1)) -> None:
    saved(AuditEvent(at=clock.now() - ago, user_id=by, action=action, subject_id=subject))


def news_of(actor: Actor) -> tuple[NewChange, ...]:
    return attention.newest_changes(actor=actor, today=TODAY, now=clock.now())


def test_what_a_colleague_did_is_news_with_who_and_from_which_agency(led: Led) -> None:
    colleague = an_account(led.colleague)
    done("note.written", led.family, colleague)
    done("person.added", led.family, colleague, ago=timedelta(hours=2))

    found = news_of(led.lead)

    assert [(each.what, each.part, each.by, each.agency) for each in found] == [
        ("Case note written", "notes", "Robin Example", "HEALTH"),
        ("Person added", "people", "Robin Example", "HEALTH"),
    ]
    assert {each.family_id for each in found} == {led.family}


def test_ones_own_changes_openings_and_what_is_four_weeks_old_are_no_news(led: Led) -> None:
    done("note.written", led.family, led.lead.user_id)
    done("family.opened", led.family, uuid4())
    done("note.written", led.family, uuid4(), ago=NEWS_FOR)

    assert news_of(led.lead) == ()


def test_a_change_in_the_service_itself_is_news_to_the_lead(led: Led) -> None:
    author = an_account(led.colleague)
    manager = Actor(author, frozenset({Role.AGENCY_MANAGER}), managed_establishments=frozenset({led.clinic}))
    notes.write_note(
        led.family, kind=NoteKind.HOME_VISIT, happened_on=TODAY, text="Secret.", actor=manager, today=TODAY
    )

    found = news_of(led.lead)

    assert [each.what for each in found] == ["Case note written"]
    assert "Secret" not in repr(found)
    assert news_of(manager) == ()


def test_a_form_that_saved_itself_again_and_again_is_one_change(led: Led) -> None:
    colleague = an_account(led.colleague)
    for minutes in (5, 10, 15):
        done("assessment-form.section-saved", led.family, colleague, ago=timedelta(minutes=minutes))

    assert len(news_of(led.lead)) == 1


def test_only_families_that_one_leads_covers_or_manages_are_news(led: Led) -> None:
    other = a_led_family("-2")
    for family in (led.family, other.family):
        done("note.written", family, uuid4())
    covering = Actor(uuid4(), frozenset({Role.LEAD_PROFESSIONAL}), led.colleague, covers=frozenset({led.lee}))

    assert {each.family_id for each in news_of(led.lead)} == {led.family}
    assert {each.family_id for each in news_of(led.manager)} == {led.family}
    assert {each.family_id for each in news_of(covering)} == {led.family}
    assert news_of(Actor(uuid4(), frozenset({Role.PROGRAMME_COORDINATOR}))) == ()


def test_whoever_led_a_family_before_hears_of_it_no_more(led: Led) -> None:
    done("note.written", led.family, uuid4())
    with transaction(SYSTEM) as session:
        session.connection().exec_driver_sql(
            "update lead_professional set ends_on = '2013-07-11' where allocation_id = %s", (led.allocation,)
        )

    assert news_of(led.lead) == ()


def test_a_decision_about_consent_is_news_though_it_is_noted_of_the_assessment(led: Led) -> None:
    done("assessment.consent-recorded", led.assessment, uuid4())

    (found,) = news_of(led.lead)

    assert (found.what, found.family_id, found.part) == (
        "Decision about consent recorded",
        led.family,
        "consent",
    )


def test_the_second_agency_of_a_joint_allocation_hears_nothing_of_assessments_and_notes(led: Led) -> None:
    family = a_family()
    allocation = an_allocation(family, led.health, led.school)
    a_lead(allocation, led.lee, led.clinic)
    assessment = an_assessment(family, agency_id=led.health)
    for action, subject in (
        ("review.recorded", family),
        ("assessment.consent-recorded", assessment),
        ("note.written", family),
        ("oversight.written", family),
        ("person.added", family),
    ):
        done(action, subject, uuid4())
    second = Actor(uuid4(), frozenset({Role.AGENCY_MANAGER}), managed_agencies=frozenset({led.school}))
    first = Actor(uuid4(), frozenset({Role.AGENCY_MANAGER}), managed_agencies=frozenset({led.health}))

    assert [each.what for each in news_of(second)] == ["Person added"]
    assert len(news_of(first)) == 5


@pytest.mark.parametrize(
    ("action", "words", "part"),
    [
        ("family.merged", "Two records of the family merged", "people"),
        ("family.merge-undone", "Merge of two records of the family undone", "people"),
        ("person.merged", "Two records of a person merged", "people"),
        ("person.merge-undone", "Merge of two records of a person undone", "people"),
        ("relationship.recorded", "Relationship recorded on the family map", "map"),
        ("relationship.corrected", "Relationship on the family map corrected", "map"),
        ("relationship.ended", "End of a relationship recorded on the family map", "map"),
        ("relationship.withdrawn", "Relationship taken off the family map", "map"),
    ],
)
def test_merges_and_changes_of_the_map_are_news_to_all_who_see_the_whole_record(
    led: Led, action: str, words: str, part: str
) -> None:
    joint = a_second_agency(led)
    done(action, led.family, uuid4())

    for actor in (led.lead, led.manager, joint):
        assert [(each.what, each.part) for each in news_of(actor)] == [(words, part)]


def test_a_merge_as_the_service_does_it_is_news_to_the_lead_of_the_record_that_stays(led: Led) -> None:
    tansy, tansie = a_person(led.family), a_person(led.family, "Tansie")
    both = (MergeKind.PERSON, tansy, tansie)
    shown = comparing.compare(*both, actor=COORDINATOR, today=TODAY).as_shown
    merging.merge_records(*both, takes=(), as_shown=shown, actor=COORDINATOR, today=TODAY)

    assert "Two records of a person merged" in {each.what for each in news_of(led.lead)}


def test_the_news_is_bounded_and_the_newest_first(led: Led) -> None:
    for minutes in range(MOST_CHANGES + 5):
        done("note.written", led.family, uuid4(), ago=timedelta(minutes=minutes + 1))

    found = news_of(led.lead)

    assert len(found) == MOST_CHANGES
    assert [each.at for each in found] == sorted((each.at for each in found), reverse=True)
    assert {each.by for each in found} == {"Somebody without an account"}


def test_every_change_has_its_words_and_says_nothing_of_what_was_written() -> None:
    assert all(change.words and change.words[0].isupper() for change in CHANGES.values())
    assert not any(action.endswith((".opened", ".printed", ".searched")) for action in CHANGES)


def test_somebody_who_may_change_no_family_is_refused_the_news() -> None:
    with pytest.raises(Forbidden):
        news_of(Actor(uuid4(), frozenset({Role.ANALYST})))


def test_families_without_a_lead_come_first_then_leads_who_left_then_leads_by_default(led: Led) -> None:
    gone = a_practitioner("Ash Example", left_on=TODAY)
    nobody, left, by_default, staying, over = (a_family() for _ in range(5))
    an_allocation(nobody, led.health)
    a_lead(an_allocation(left, led.health), gone, led.clinic)
    a_lead(an_allocation(by_default, led.health), led.lee, led.clinic, chosen=LeadChosen.BY_DEFAULT)
    a_lead(
        an_allocation(staying, led.health),
        a_practitioner("Bay Example", left_on=date(2013, 7, 13)),
        led.clinic,
    )
    an_allocation(over, led.health, ends_on=date(2013, 7, 11))
    of_agency = Actor(uuid4(), frozenset({Role.AGENCY_MANAGER}), managed_agencies=frozenset({led.health}))

    found = attention.leads_to_settle(actor=of_agency, today=TODAY)

    assert [(each.family_id, each.why, each.name, each.since) for each in found] == [
        (nobody, LeadWanting.NO_LEAD, None, DECIDED_ON),
        (left, LeadWanting.LEAD_HAS_LEFT, "Ash Example", DECIDED_ON),
        (by_default, LeadWanting.BY_DEFAULT, "Lee Example", DECIDED_ON),
    ]
    assert found[0].agencies == ("HEALTH",)


def test_a_manager_of_one_place_sees_only_its_leads_and_a_coordinator_every_one(led: Led) -> None:
    elsewhere = a_family()
    ward_agency = an_agency("YOT")
    office = an_establishment(ward_agency, "Cedar Example Office")
    lead = a_practitioner("Fen Example")
    a_posting(lead, office)
    a_lead(an_allocation(elsewhere, ward_agency), lead, office, chosen=LeadChosen.BY_DEFAULT)

    assert attention.leads_to_settle(actor=led.manager, today=TODAY) == ()
    everybody = Actor(uuid4(), frozenset({Role.PROGRAMME_COORDINATOR}))
    assert [each.family_id for each in attention.leads_to_settle(actor=everybody, today=TODAY)] == [elsewhere]
    with pytest.raises(Forbidden):
        attention.leads_to_settle(actor=led.lead, today=TODAY)


def consent(assessment: UUID, decided_on: date, decision: ConsentDecision = ConsentDecision.GIVEN) -> None:
    saved(Consent(assessment_id=assessment, decided_on=decided_on, decision=decision))


def renewals_of(led: Led) -> list[tuple[date, bool]]:
    found = course.due(actor=led.lead, today=TODAY)
    return [(each.due_on, each.is_overdue) for each in found if each.kind is DueKind.CONSENT_TO_RENEW]


def test_consent_is_due_again_a_year_after_it_was_given_and_shown_four_weeks_before(led: Led) -> None:
    consent(led.assessment, date(2012, 8, 9))

    assert renewals_of(led) == [(date(2013, 8, 9), False)]


def test_consent_given_again_is_due_a_year_from_then(led: Led) -> None:
    consent(led.assessment, date(2012, 6, 1))
    assert renewals_of(led) == [(date(2013, 6, 1), True)]

    consent(led.assessment, date(2013, 7, 1), ConsentDecision.LIMITED)
    assert renewals_of(led) == []


def test_nobody_is_asked_again_who_refused_or_whose_assessment_is_closed(led: Led) -> None:
    consent(led.assessment, date(2012, 6, 1), ConsentDecision.REFUSED)
    an_assessment(
        led.family,
        agency_id=led.health,
        consented_on=date(2012, 6, 1),
        closed_on=date(2013, 6, 1),
        closure_reason="needs-met",
    )
    assert renewals_of(led) == []


def test_an_imported_day_of_consent_counts_where_no_decision_is_on_file(led: Led) -> None:
    an_assessment(led.family, agency_id=led.health, consented_on=date(2012, 6, 1))

    assert renewals_of(led) == [(date(2013, 6, 1), True)]
