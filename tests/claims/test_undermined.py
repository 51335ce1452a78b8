"""A correction that undermines a claim raises it at once, once, and until it is settled or passes again."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from app.access.policies import SYSTEM
from app.cases.rules.merge_words import MergeKind
from app.claims.queries.concerns import concerns_of
from app.claims.services import preparing
from app.claims.services.undermined import list_concerns, look_for_undermined, settle_concern
from app.db import reading
from app.errors import Conflict, Forbidden, NotFound, RuleRefused
from tests.claims.claimable import (
    AUDITOR,
    COORDINATOR,
    TODAY,
    a_window,
    better_at_school,
    change_rows,
    completed,
    drafted,
    put_in,
    set_state,
    was_also_in,
    was_in,
    with_progress,
)
from tests.merging.whole_database import merge
from tests.rules.facts import a_parent

NOW = datetime(2013, 7, 20, 9, 0, tzinfo=UTC)
LATER = date(2013, 7, 20)


def look():
    return look_for_undermined(today=LATER, now=NOW)


def raised():
    return [(each.part, each.outcome.value) for each in list_concerns(actor=COORDINATOR)]


def absence(value, extract_on=TODAY):
    change_rows(
        "update measurement set value = :value, extract_on = :on where kind = 'unauthorised-absence'",
        value=value,
        on=extract_on,
    )


@pytest.fixture
def line(database):
    """A line of education and crime whose evidence is complete, beside families that nothing is said of."""
    family, *_ = put_in(database, better_at_school(), better_at_school())
    return completed(family, a_window())[0]


def test_nothing_is_raised_while_a_claim_is_borne_out(line):
    assert look() == 0
    assert raised() == []


def test_a_correction_is_raised_with_the_part_that_fails_now(line):
    absence(2000)

    assert look() == 1

    [concern] = list_concerns(actor=COORDINATOR)
    assert (concern.line_id, concern.part, concern.noticed_on) == (line.id, "education", LATER)
    assert concern.said == (
        "School exclusions and attendance: fail. Unauthorised absence of the person aged 11, summer term 2012"
        " to spring term 2013: 20.00% on average; it has to be under 15.00% on average."
    )


def test_a_figure_that_came_in_late_about_the_days_before_is_raised_too(line):
    absence(2000, extract_on=LATER)

    look()

    assert raised() == [("education", "fail")]


def test_a_later_extract_that_says_the_same_raises_nothing(line):
    absence(0, extract_on=LATER)
    change_rows("update criterion_evidence set extract_on = '2013-07-19', verified_on = '2013-07-20'")

    assert look() == 0


@pytest.mark.parametrize(
    ("change", "part", "outcome"),
    [
        pytest.param("delete from measurement", "education", "not-known", id="evidence taken out"),
        pytest.param("update criterion_evidence set met = false", "eligibility", "not-known", id="not met"),
        pytest.param(
            "update family set attached_on = '2013-08-01'", "attachment", "fail", id="attached after all"
        ),
        pytest.param(
            "update family set attached_on = '2013-04-02'", "value", "fail", id="another cohort year"
        ),
        pytest.param(
            "update family set funded_elsewhere = 'ESF provision'", "value", "fail", id="funded elsewhere"
        ),
        pytest.param("delete from household_member", "result", "neutral", id="nobody asked about"),
    ],
)
def test_whatever_a_claim_rests_on_is_looked_at(line, change, part, outcome):
    change_rows(change)

    look()

    assert (part, outcome) in raised()


def test_a_concern_is_raised_once_and_settled_once_and_then_rests(line):
    absence(2000)
    assert [look(), look()] == [1, 0]
    [concern] = list_concerns(actor=COORDINATOR)

    settle_concern(concern.id, "The school has corrected its return.", actor=COORDINATOR, now=NOW)

    assert (look(), raised()) == (0, [])
    with pytest.raises(Conflict):
        settle_concern(concern.id, "Again.", actor=COORDINATOR, now=NOW)


def test_what_passes_again_is_closed_by_itself_and_raised_anew_if_it_fails_again(line):
    absence(2000)
    look()
    absence(0)

    assert (look(), raised()) == (0, [])
    absence(2000)
    assert (look(), raised()) == (1, [("education", "fail")])
    with reading(SYSTEM) as session:
        assert len(concerns_of(session, line.id)) == 2


def test_only_lines_past_draft_that_stand_are_looked_at(database):
    family, other = put_in(database, better_at_school(), better_at_school())
    window = a_window()
    drafted(family, window)
    (valid,) = completed(other, window)
    set_state(valid.id, "not-valid")
    absence(2000)

    assert look() == 0
    set_state(valid.id, "paid")
    assert look() == 1


def test_what_nobody_has_raised_yet_keeps_a_line_from_audit_at_once(line):
    absence(2000, extract_on=LATER)
    with pytest.raises(RuleRefused) as refusal:
        preparing.send_to_audit(line.id, version=line.version, actor=COORDINATOR, today=TODAY)

    assert refusal.value.code == "in-doubt"
    assert raised() == []
    absence(0)
    preparing.send_to_audit(line.id, version=line.version, actor=COORDINATOR, today=TODAY)


def test_a_line_in_doubt_is_not_sent_to_audit_until_the_concern_is_settled(line):
    absence(2000)
    look()

    with pytest.raises(RuleRefused) as refusal:
        preparing.send_to_audit(line.id, version=line.version, actor=COORDINATOR, today=TODAY)
    [concern] = list_concerns(actor=COORDINATOR)
    settle_concern(concern.id, "A slip of the pen.", actor=COORDINATOR, now=NOW)

    assert refusal.value.code == "in-doubt"
    preparing.send_to_audit(line.id, version=line.version, actor=COORDINATOR, today=TODAY)


def test_each_line_of_a_claim_is_looked_at_for_itself(database):
    (family,) = put_in(database, with_progress())
    completed(family, a_window())
    change_rows("delete from measurement where kind = 'work-programme'")

    look()

    assert raised() == [("progress-to-work", "not-known")]


def test_people_found_to_be_claimed_for_twice_are_raised_on_both_claims_until_one_reason_is_given(database):
    one, other = better_at_school(a_parent()), better_at_school(a_parent())
    put_in(database, one, other)
    window = a_window()
    completed(one.family_id, window)
    (line,) = completed(other.family_id, window)

    merge(MergeKind.PERSON, one.members[1].person_id, was_also_in(other.family_id))

    assert (look(), raised()) == (2, [("people", "fail"), ("people", "fail")])
    preparing.say_another_family(
        line.id, "A lodger, in 2009.", version=line.version, actor=COORDINATOR, today=TODAY
    )
    assert (look(), raised()) == (0, [])


def test_no_note_settles_that_a_household_is_claimed_for_under_two_records(database):
    left, other = better_at_school(), better_at_school()
    put_in(database, left, other)
    window = a_window()
    (before,) = completed(left.family_id, window)
    (line,) = completed(other.family_id, window)
    set_state(before.id, "paid")
    was_in(left.family_id, other.members[0].person_id)
    change_rows(
        "update household_member set ends_on = '2013-07-14' where family_id = :family and ends_on is null",
        family=left.family_id,
    )
    look()
    (concern,) = [each for each in list_concerns(actor=COORDINATOR) if each.line_id == line.id]

    with pytest.raises(RuleRefused, match="It is one family: merge the two records"):
        settle_concern(concern.id, "They are lodgers.", actor=COORDINATOR, now=NOW)

    assert raised()


def test_concerns_are_for_the_coordinator(line):
    with pytest.raises(Forbidden):
        list_concerns(actor=AUDITOR)
    with pytest.raises(Forbidden):
        settle_concern(uuid4(), "Mine.", actor=AUDITOR, now=NOW)
    with pytest.raises(NotFound):
        settle_concern(uuid4(), "None.", actor=COORDINATOR, now=NOW)
