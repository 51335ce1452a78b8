"""Claims drafted in a window: once for each family, within the pot, at what its results are worth."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
import sqlalchemy as sa

from app.access.policies import SYSTEM
from app.claims.queries.proofs import EvidenceHeld, evidence_of
from app.claims.rules.lifecycle import LineState
from app.claims.services import preparing
from app.claims.services.drafting import draft_claim
from app.db import Sessions, reading
from app.errors import Conflict, Forbidden, NotFound, RuleRefused
from app.programme.packs import Route
from tests.claims.claimable import (
    AUDITOR,
    COLLEAGUE,
    COORDINATOR,
    IN_WORK,
    MANAGER,
    TODAY,
    a_window,
    better_at_school,
    change_rows,
    drafted,
    into_work,
    lines_of,
    put_in,
    set_state,
    with_audit,
    with_progress,
)
from tests.conftest import counted
from tests.rules.facts import a_parent


def refusal_of(family, window, **more):
    with pytest.raises((Conflict, RuleRefused)) as refused:
        draft_claim(family, window, actor=COORDINATOR, today=more.pop("today", TODAY), **more)
    return refused.value


def test_a_claim_has_a_line_for_each_payable_result_at_its_value(database):
    (family,) = put_in(database, with_progress())
    window = a_window()

    lines = drafted(family, window)

    assert [(line.route, line.value_pence, line.state) for line in lines] == [
        (Route.EDUCATION_AND_CRIME, 700_00, LineState.DRAFT),
        (Route.PROGRESS_TO_WORK, 100_00, LineState.DRAFT),
    ]
    assert {(line.window_id, line.drafted_on, line.tested_on) for line in lines} == {(window, TODAY, TODAY)}


def test_employment_stands_instead_of_both(database):
    (family,) = put_in(database, better_at_school(a_parent(*IN_WORK)))

    (line,) = drafted(family, a_window())

    assert (line.route, line.value_pence) == (Route.CONTINUOUS_EMPLOYMENT, 800_00)


def test_a_family_funded_elsewhere_is_claimed_at_nothing_with_the_reason_kept(database):
    (family,) = put_in(database, better_at_school(funded_elsewhere=True))

    (line,) = drafted(family, a_window())

    assert (line.value_pence, line.unfunded_reason) == (0, "ESF provision")


def test_the_evidence_of_a_line_is_a_row_for_each_part_and_source_with_its_latest_date(database):
    (family,) = put_in(database, better_at_school())

    draft_claim(family, a_window(), actor=COORDINATOR, today=TODAY)
    (line,) = lines_of(family)

    with reading(SYSTEM) as session:
        held = evidence_of(session, [line.id])[line.id]
    assert held == (
        EvidenceHeld("education", "Test extract", date(2013, 7, 1)),
        EvidenceHeld("eligibility", "Test extract", date(2012, 9, 1)),
    )


def test_a_second_draft_is_refused_and_leaves_nothing_behind(database):
    (family,) = put_in(database, better_at_school())
    window = a_window()
    drafted(family, window)

    refusal = refusal_of(family, window)

    assert refusal.code == "already-claimed"
    assert refusal.message.startswith("Education, crime and anti-social behaviour is claimed for this family")
    with Sessions() as session:
        assert [counted(session, table) for table in ("claim", "claim_line", "claim_move")] == [1, 1, 1]


def test_progress_to_work_comes_later_within_the_pot_though_school_has_slipped_since(database):
    (family,) = put_in(database, with_progress())
    july = a_window()
    change_rows("update measurement set extract_on = '2013-10-01' where kind = 'work-programme'")
    (line,) = drafted(family, july)
    assert line.route is Route.EDUCATION_AND_CRIME
    change_rows("update measurement set starts_on = '2013-08-05' where kind = 'work-programme'")
    october = a_window("October 2013", date(2013, 10, 1), date(2013, 10, 31))

    draft_claim(family, october, actor=COORDINATOR, today=date(2013, 10, 2))

    assert [(each.route, each.window_id) for each in lines_of(family)] == [
        (Route.EDUCATION_AND_CRIME, july),
        (Route.PROGRESS_TO_WORK, october),
    ]


def not_employed_yet():
    """A family that the department of work told us about only later."""
    change_rows("update measurement set extract_on = '2013-10-01' where kind = 'employment'")


def employed():
    change_rows("update measurement set extract_on = '2013-07-01' where kind = 'employment'")


def test_employment_is_refused_while_the_others_stand_and_drafted_once_they_are_withdrawn(database):
    (family,) = put_in(database, better_at_school(a_parent(*IN_WORK)))
    window = a_window()
    not_employed_yet()
    (line,) = drafted(family, window)
    employed()

    refusal = refusal_of(family, window)
    preparing.withdraw_line(line.id, "Employment instead.", version=1, actor=COORDINATOR, today=TODAY)
    draft_claim(family, window, actor=COORDINATOR, today=TODAY)

    assert refusal.code in ("already-claimed", "instead-of-both")
    assert {each.route: each.state for each in lines_of(family)} == {
        Route.EDUCATION_AND_CRIME: LineState.WITHDRAWN,
        Route.CONTINUOUS_EMPLOYMENT: LineState.DRAFT,
    }


def test_the_others_are_refused_while_employment_stands(database):
    (family,) = put_in(database, into_work())
    window = a_window()
    drafted(family, window)

    assert refusal_of(family, window).code == "already-claimed"
    change_rows("update claim_line set route = 'education-and-crime'")
    refusal = refusal_of(family, window)

    assert refusal.code == "instead-of-both"
    assert refusal.message == (
        "Continuous employment is not paid beside education, crime and anti-social behaviour, which is"
        " claimed for this family already. Withdraw that line first, if it should be the other one."
    )


def test_a_withdrawn_line_is_drafted_again_in_a_window_that_is_open_then(database):
    (family,) = put_in(database, into_work())
    (line,) = drafted(family, a_window())
    preparing.withdraw_line(line.id, "Too early.", version=1, actor=COORDINATOR, today=TODAY)
    august = a_window("August 2013", date(2013, 8, 1), date(2013, 8, 31))

    draft_claim(family, august, actor=COORDINATOR, today=date(2013, 8, 1))

    (again,) = lines_of(family)
    assert (again.id, again.window_id, again.state) == (line.id, august, LineState.DRAFT)
    assert again.tested_on == again.drafted_on == date(2013, 8, 1)
    assert again.version > line.version


def test_a_result_that_was_found_not_valid_is_never_claimed_again(database):
    (family,) = put_in(database, better_at_school())
    window = a_window()
    (line,) = drafted(family, window)
    set_state(line.id, "not-valid")

    refusal = refusal_of(family, window)

    assert refusal.code == "found-not-valid"


def test_a_claim_is_drafted_only_while_its_window_is_open(database):
    (family,) = put_in(database, better_at_school())
    window = a_window("July 2013", date(2013, 7, 13), date(2013, 7, 31))

    before = refusal_of(family, window)
    after = refusal_of(family, window, today=date(2013, 8, 1))

    assert before.message == "July 2013 opens on 13 July 2013."
    assert after.message == "July 2013 closed on 31 July 2013. Claim in a window that is open."
    with pytest.raises(NotFound):
        draft_claim(family, uuid4(), actor=COORDINATOR, today=TODAY)


def test_a_family_that_may_not_be_claimed_is_told_why(database):
    (family,) = put_in(database, replace(better_at_school(), criteria=()))

    refusal = refusal_of(family, a_window())

    assert refusal.code == "not-claimable"
    assert refusal.message == (
        "Verified evidence does not yet show that the family is eligible. No result that turns a family"
        " around has been achieved."
    )
    with Sessions() as session:
        assert counted(session, "claim") == 0


def test_lines_never_come_to_more_than_the_pot(database):
    (family,) = put_in(database, with_progress())
    window = a_window()
    change_rows("update measurement set extract_on = '2013-10-01' where kind = 'work-programme'")
    drafted(family, window)
    change_rows("update claim_line set value_pence = 79999")
    change_rows("update measurement set extract_on = '2013-07-01' where kind = 'work-programme'")

    refusal = refusal_of(family, window)

    assert refusal.code == "over-the-pot"
    assert refusal.message == (
        "The lines of this claim would come to £899.99, more than the £800 that a family of its cohort year"
        " can earn."
    )


def test_only_the_coordinator_drafts_and_nobody_who_audited_the_claim(database):
    (family,) = put_in(database, with_progress())
    window = a_window()
    for actor in (MANAGER, AUDITOR):
        with pytest.raises(Forbidden):
            draft_claim(family, window, actor=actor, today=TODAY)
    change_rows("update measurement set extract_on = '2013-10-01' where kind = 'work-programme'")
    (line,) = with_audit(family, window)
    change_rows(
        "insert into claim_move (id, line_id, from_state, to_state, moved_on, moved_at, moved_by) values"
        " (gen_random_uuid(), :line, 'with-internal-audit', 'audited', '2013-07-12', now(), :auditor)",
        line=line.id,
        auditor=COLLEAGUE.user_id,
    )
    change_rows("update measurement set extract_on = '2013-07-01' where kind = 'work-programme'")

    with pytest.raises(Forbidden) as refused:
        draft_claim(family, window, actor=COLLEAGUE, today=TODAY)

    assert refused.value.code == "not-apart"
    assert refused.value.message == "You audited this claim, so somebody else must prepare it."


def test_drafting_is_audited_without_a_name(database):
    (family,) = put_in(database, better_at_school())
    window = a_window()
    draft_claim(family, window, actor=COORDINATOR, today=TODAY)
    (line,) = lines_of(family)

    with Sessions() as session:
        found = session.execute(
            sa.text("select action, subject_id, details from audit_event order by position")
        ).all()
    assert [(each.action, each.subject_id) for each in found] == [
        ("claim-line.moved", line.id),
        ("claim-line.evidence-gathered", line.id),
        ("claim.drafted", line.claim_id),
    ]
    assert found[1].details == {"pieces": 2}
    assert found[2].details == {
        "family_id": str(family),
        "window_id": str(window),
        "lines": 1,
        "value_pence": 70000,
        "shares_people": 0,
    }
