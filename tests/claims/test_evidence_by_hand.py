"""Evidence entered by hand on a real database: entered, corrected, never silently overwritten, audited."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import select

from app.audit import AuditEvent
from app.cases.models.evidence import CriterionEvidence, Measurement
from app.claims.models.claims import ClaimEvidence
from app.claims.models.supplied import EvidenceEntry
from app.claims.rules.entered import EntryState
from app.claims.rules.lifecycle import LineState
from app.claims.services import evaluating, supplying
from app.claims.services.recording import Supplied
from app.db import reading
from app.errors import Conflict, Forbidden, NotFound, RuleRefused
from app.programme.facts import Criterion, MeasurementKind
from tests.cases.builders import TODAY
from tests.claims.evidence_world import ABSENCE, World


@pytest.fixture
def world(database):
    return World()


@pytest.fixture
def absence(world):
    """The child's absence of the autumn term, told by the school."""
    return Supplied(
        source="School office, by telephone",
        extract_on=date(2013, 7, 9),
        kind=ABSENCE,
        person_id=world.child,
        term="2012-autumn",
        figure="12.5",
    )


def enter(world, given, actor=None):
    return supplying.enter(world.family, given, actor=actor or world.lead, today=TODAY)


def refused(world, given, code, kind=RuleRefused, actor=None):
    with pytest.raises(kind) as refusal:
        enter(world, given, actor)
    assert refusal.value.code == code
    return refusal.value.message


def stored(world, table):
    with reading(world.lead) as session:
        return session.exec(select(table)).all()


def tag(world, given):
    found = supplying.on_record(world.family, given, actor=world.lead, today=TODAY)
    return found.tag if found else None


def test_a_figure_is_on_record_for_the_term_that_it_is_of_and_audited_without_its_value(world, absence):
    entry = enter(world, absence)

    (measured,) = stored(world, Measurement)
    assert (measured.starts_on, measured.ends_on, measured.value) == (
        date(2012, 9, 3),
        date(2012, 12, 21),
        1250,
    )
    (event,) = [each for each in stored(world, AuditEvent) if each.action.startswith("evidence.")]
    assert (event.action, event.subject_id) == ("evidence.entered", world.family)
    assert event.details == {
        "entry_id": str(entry),
        "what": "unauthorised-absence",
        "to_check_again": 0,
        "requests_answered": 0,
    }


def test_a_family_moves_by_itself_once_its_missing_figure_is_entered(world, absence):
    world.eligible()
    world.school_figures(but="2012-autumn")
    before = evaluating.evaluate_programme(on=TODAY, actor=world.coordinator)

    enter(world, absence)

    after = evaluating.evaluate_programme(on=TODAY, actor=world.coordinator)
    assert [each.family_id for each in before.nearly] == [world.family]
    assert [each.family_id for each in after.claimable] == [world.family]


def test_what_is_on_record_is_not_replaced_unless_it_was_seen_and_then_both_are_kept(world, absence):
    world.measured(ABSENCE, date(2012, 9, 5), date(2012, 12, 21), 800)
    refused(world, absence, "figure-held", Conflict)
    refused(world, replace(absence, replaces="0" * 16), "figure-held", Conflict)
    assert [row.value for row in stored(world, Measurement)] == [800]

    enter(world, replace(absence, replaces=tag(world, absence)))

    (measured,) = stored(world, Measurement)
    assert (measured.starts_on, measured.value, measured.source) == (
        date(2012, 9, 5),
        1250,
        "School office, by telephone",
    )
    (entry,) = supplying.family_evidence(world.family, actor=world.lead, today=TODAY).entries
    assert (entry.said.words, entry.before.words, entry.before.source) == (
        "12.50%",
        "8.00%",
        "School census",
    )
    assert entry.now is None


def test_a_second_correction_needs_the_first_to_have_been_seen(world, absence):
    world.measured(ABSENCE, date(2012, 9, 5), date(2012, 12, 21), 800)
    seen = tag(world, absence)
    enter(world, replace(absence, replaces=seen))

    refused(world, replace(absence, figure="3", replaces=seen), "figure-held", Conflict, world.coordinator)
    enter(world, replace(absence, figure="3", replaces=tag(world, absence)), world.coordinator)

    found = supplying.family_evidence(world.family, actor=world.lead, today=TODAY).entries
    assert [(each.said.words, each.before.words, each.state) for each in found] == [
        ("3.00%", "12.50%", EntryState.TO_BE_CHECKED),
        ("12.50%", "8.00%", EntryState.REPLACED),
    ]


def test_the_same_again_is_refused_so_that_a_second_click_does_nothing(world, absence):
    enter(world, absence)

    refused(world, absence, "nothing-new")

    assert len(stored(world, EvidenceEntry)) == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param({"term": None}, "which-term", id="no term"),
        pytest.param({"term": "2012-winter"}, "which-term", id="a term that there is not"),
        pytest.param({"term": "2013-summer"}, "term-not-over", id="a term that has not ended"),
        pytest.param({"figure": "100.01"}, "figure", id="a percentage over 100"),
        pytest.param({"figure": "-1"}, "figure", id="a negative percentage"),
        pytest.param({"figure": "9" * 400}, "figure", id="a number without end"),
        pytest.param({"figure": "\uff11\uff12"}, "figure", id="digits of another script"),
        pytest.param({"figure": None}, "figure", id="no figure"),
        pytest.param({"extract_on": date(2013, 7, 13)}, "source-day", id="a source read tomorrow"),
        pytest.param({"extract_on": date(2012, 12, 20)}, "source-day", id="read before the term ended"),
        pytest.param({"person_id": None}, "of-whom", id="of nobody"),
        pytest.param({"kind": None}, "which", id="of nothing"),
        pytest.param({"criterion": Criterion.ASB_ORDER}, "which", id="of two things"),
    ],
)
def test_bad_input_is_refused_with_a_sentence_and_leaves_nothing(world, absence, given, code):
    message = refused(world, replace(absence, **given), code)

    assert message.endswith(".")
    assert stored(world, Measurement) == stored(world, EvidenceEntry) == []


def test_a_person_of_another_family_is_refused(world, absence):
    refused(world, replace(absence, person_id=world.stranger), "not-of-the-family")
    refused(world, replace(absence, person_id=uuid4()), "not-of-the-family")


def test_counts_that_tell_of_the_same_days_twice_are_refused(world):
    given = Supplied(
        source="Police",
        extract_on=date(2013, 7, 9),
        kind=MeasurementKind.ANTISOCIAL_BEHAVIOUR_INCIDENTS,
        person_id=world.adult,
        starts_on=date(2013, 1, 1),
        ends_on=date(2013, 6, 30),
        figure="2",
    )
    enter(world, given)

    message = refused(world, replace(given, starts_on=date(2013, 6, 30)), "overlaps")

    assert "1 January 2013 to 30 June 2013" in message
    refused(world, replace(given, starts_on=date(2014, 1, 1), ends_on=None), "which-last-day")
    refused(world, replace(given, starts_on=date(2012, 12, 1), ends_on=date(2012, 11, 1)), "ends-before")
    refused(world, replace(given, starts_on=date(1970, 1, 1), ends_on=date(1970, 2, 1)), "which-days")


def test_a_finding_about_a_criterion_is_on_record_and_nobody_has_verified_it(world):
    given = Supplied(
        source="Housing",
        extract_on=date(2013, 7, 9),
        criterion=Criterion.HOUSING_ASB_INTERVENTION,
        met=True,
        starts_on=date(2013, 5, 1),
    )
    enter(world, given)

    (fact,) = stored(world, CriterionEvidence)
    assert (fact.met, fact.person_id, fact.verified_on) == (True, None, None)
    refused(world, replace(given, met=None), "met")
    refused(world, replace(given, met=False), "figure-held", Conflict)


def test_those_who_may_not_open_the_family_are_told_that_there_is_none(world, absence):
    refused(world, absence, "family", NotFound, world.elsewhere)
    refused(world, absence, "family", NotFound, world.welfare_manager)
    refused(world, absence, "role", Forbidden, world.auditor)
    for actor in (world.manager, world.coordinator):
        assert supplying.family_evidence(world.family, actor=actor, today=TODAY).entries == ()


def test_a_correction_takes_the_check_from_the_drafts_that_rest_on_what_was_wrong(world, absence):
    world.measured(ABSENCE, date(2012, 9, 5), date(2012, 12, 21), 800)
    checked = {"checked_on": TODAY, "checked_by": uuid4()}
    line = world.line()
    world.item(line, **checked)
    world.item(line, source="Somebody else", **checked)

    enter(world, replace(absence, replaces=tag(world, absence)))

    by_source = {row.source: row.checked_on for row in stored(world, ClaimEvidence)}
    assert by_source == {"School census": None, "Somebody else": TODAY}


def test_the_evidence_of_a_line_beyond_a_draft_is_left_as_it_was(world, absence):
    world.measured(ABSENCE, date(2012, 9, 5), date(2012, 12, 21), 800)
    world.item(world.line(LineState.SUBMITTED), checked_on=TODAY, checked_by=uuid4())

    enter(world, replace(absence, replaces=tag(world, absence)))

    assert [row.checked_on for row in stored(world, ClaimEvidence)] == [TODAY]
