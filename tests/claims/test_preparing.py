"""A drafted line tested again, completed with its proof frozen, sent to audit, taken back and withdrawn."""

from datetime import date
from functools import partial

import pytest
from sqlmodel import select

from app.access.policies import SYSTEM
from app.claims.models.claims import ClaimEvidence
from app.claims.queries import evidence_checks
from app.claims.queries.moves import moves_of
from app.claims.queries.proofs import past_proofs
from app.claims.rules.lifecycle import LineState
from app.claims.rules.proof import digest_of
from app.claims.services import preparing
from app.db import reading
from app.errors import Conflict, Forbidden, NotFound, RuleRefused
from tests.claims.claimable import (
    AUDITOR,
    COLLEAGUE,
    COORDINATOR,
    MANAGER,
    TODAY,
    a_window,
    better_at_school,
    change_rows,
    check_evidence,
    completed,
    drafted,
    lines_of,
    put_in,
    set_state,
    the_row,
    with_audit,
    with_progress,
)

BY_COORDINATOR = {"actor": COORDINATOR, "today": TODAY}


@pytest.fixture
def drafts(database):
    """The lines of a family's claim, as drafts: education and crime, and progress to work."""
    (family,) = put_in(database, with_progress())
    return drafted(family, a_window())


def refusal(act):
    with pytest.raises((Conflict, Forbidden, NotFound, RuleRefused)) as refused:
        act()
    return refused.value


def complete(line, **more):
    return preparing.complete_line(line.id, version=line.version, **{**BY_COORDINATOR, **more})


def test_completing_freezes_everything_that_proves_the_line_under_its_digest(drafts):
    complete(drafts[0])

    row = the_row(drafts[0].id)
    assert (row.state, row.tested_on, row.pack_code) == (LineState.EVIDENCE_COMPLETE, TODAY, "P1-2012")
    assert row.proof_digest == digest_of(row.proof)
    assert row.proof["line"] == str(row.id)
    assert (row.proof["tested_on"], row.proof["pack"]["code"]) == ("2013-07-12", "P1-2012")
    assert row.proof["eligibility"]["answer"] == "yes"
    assert row.proof["valuation"]["value_pence"] == 70000
    education = row.proof["parts"][0]
    assert (education["title"], education["outcome"]) == ("School exclusions and attendance", "pass")
    assert "the person aged 11" in education["findings"][0]["sentence"]
    assert education["findings"][0]["evidence"][0]["source"] == "Test extract"
    assert education["rule"]["text"].startswith("Troubled Families, slides")


def test_a_proof_holds_nobodys_name(drafts):
    complete(drafts[0])

    told = str(the_row(drafts[0].id).proof)
    assert "Robin" not in told
    assert "2002-03-01" not in told  # a date of birth


def test_a_part_that_fails_or_is_not_known_keeps_a_line_from_being_complete(drafts):
    change_rows("delete from measurement where kind = 'fixed-term-exclusions' and starts_on > '2013-01-01'")
    not_known = refusal(lambda: complete(drafts[0]))
    change_rows("update measurement set value = 2000 where kind = 'unauthorised-absence'")
    failed = refusal(lambda: complete(drafts[0]))

    assert not_known.code == failed.code == "evidence-incomplete"
    assert not_known.message == (
        "School exclusions and attendance: not known. Fixed-term exclusions, spring term 2013: no figure is"
        " held for the person aged 11."
    )
    assert failed.message.startswith("School exclusions and attendance: fail. Unauthorised absence of the")
    assert the_row(drafts[0].id).proof is None


def test_evidence_that_has_changed_is_tested_again_before_it_is_complete(drafts):
    change_rows("update measurement set extract_on = '2013-07-08' where kind = 'unauthorised-absence'")

    changed = refusal(lambda: complete(drafts[0]))
    version = preparing.test_again(drafts[0].id, version=drafts[0].version, **BY_COORDINATOR)
    unchecked = refusal(lambda: preparing.complete_line(drafts[0].id, version=version, **BY_COORDINATOR))
    check_evidence(drafts[0].family_id)
    preparing.complete_line(drafts[0].id, version=version, **BY_COORDINATOR)

    assert changed.message == preparing.TEST_AGAIN
    assert unchecked.message == "The evidence from Test extract has not been checked."
    with reading(SYSTEM) as session:
        rows = session.exec(select(ClaimEvidence).where(ClaimEvidence.line_id == drafts[0].id)).all()
    assert {row.part: row.evidence_on for row in rows} == {
        "education": date(2013, 7, 8),
        "eligibility": date(2012, 9, 1),
    }


def test_evidence_that_stays_stays_checked_and_evidence_that_changes_does_not(drafts):
    def checked():
        with reading(SYSTEM) as session:
            rows = session.exec(select(ClaimEvidence).where(ClaimEvidence.line_id == drafts[0].id)).all()
            return {row.part: row.checked_on for row in rows}

    version = preparing.test_again(drafts[0].id, version=1, **BY_COORDINATOR)
    assert checked() == {"eligibility": TODAY, "education": TODAY}
    change_rows("update measurement set extract_on = '2013-07-08' where kind = 'unauthorised-absence'")
    preparing.test_again(drafts[0].id, version=version, **BY_COORDINATOR)
    assert checked() == {"eligibility": TODAY, "education": None}


def test_a_change_of_what_it_is_worth_is_tested_again(drafts):
    change_rows("update family set funded_elsewhere = 'ESF provision'")

    changed = refusal(lambda: complete(drafts[0]))
    preparing.test_again(drafts[0].id, version=drafts[0].version, **BY_COORDINATOR)

    assert changed.message == preparing.TEST_AGAIN
    row = the_row(drafts[0].id)
    assert (row.value_pence, row.unfunded_reason) == (0, "ESF provision")


def test_evidence_that_nobody_has_checked_keeps_a_line_from_being_complete(drafts, monkeypatch):
    said = ("School census of 1 July 2013 has not been checked.",)
    monkeypatch.setattr(evidence_checks, "unchecked", lambda *_: {drafts[0].id: said})

    assert refusal(lambda: complete(drafts[0])).message == said[0]


def test_a_line_is_completed_only_while_its_window_is_open(drafts):
    late = refusal(lambda: complete(drafts[0], today=date(2013, 8, 1)))

    assert "July 2013 closed on 31 July 2013." in late.message


def test_progress_to_work_is_not_completed_on_a_claim_without_a_result_that_stands(drafts):
    preparing.withdraw_line(drafts[0].id, "Not proved.", version=1, **BY_COORDINATOR)

    alone = refusal(lambda: complete(drafts[1]))

    assert alone.message == (
        "Progress to work is paid beside or after a result that turns the family around, and this claim has"
        " none that stands."
    )


def test_a_line_goes_to_audit_once_and_only_when_complete(drafts):
    early = refusal(lambda: preparing.send_to_audit(drafts[0].id, version=1, **BY_COORDINATOR))
    version = complete(drafts[0])
    preparing.send_to_audit(drafts[0].id, version=version, **BY_COORDINATOR)
    twice = refusal(lambda: preparing.send_to_audit(drafts[0].id, version=version + 1, **BY_COORDINATOR))

    assert early.code == twice.code == "move-not-allowed"
    with reading(SYSTEM) as session:
        moves = moves_of(session, drafts[0].id)
    assert [(move.to_state, move.moved_by) for move in moves] == [
        (LineState.DRAFT, COORDINATOR.user_id),
        (LineState.EVIDENCE_COMPLETE, COORDINATOR.user_id),
        (LineState.WITH_INTERNAL_AUDIT, COORDINATOR.user_id),
    ]


def test_a_line_is_taken_back_with_a_reason_and_the_proof_before_is_kept(drafts):
    version = complete(drafts[0])
    first = the_row(drafts[0].id).proof_digest
    version = preparing.take_back(drafts[0].id, "One figure is in doubt.", version=version, **BY_COORDINATOR)
    preparing.complete_line(drafts[0].id, version=version, **BY_COORDINATOR)

    with reading(SYSTEM) as session:
        [past] = past_proofs(session, drafts[0].id)
        reasons = [move.reason for move in moves_of(session, drafts[0].id)]
    assert past.proof_digest == first == digest_of(past.proof)
    assert reasons == [None, None, "One figure is in doubt.", None]


def test_what_audit_has_is_sent_back_by_audit_and_may_be_withdrawn(database):
    (family,) = put_in(database, better_at_school())
    (line,) = with_audit(family, a_window())

    refused = refusal(lambda: preparing.take_back(line.id, "Mine.", version=line.version, **BY_COORDINATOR))
    preparing.withdraw_line(line.id, "The family has moved.", version=line.version, **BY_COORDINATOR)

    assert refused.message == "Internal audit has this line. They send it back, or you withdraw it."
    assert [each.state for each in lines_of(family)] == [LineState.WITHDRAWN]


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(preparing.complete_line, id="completed"),
        pytest.param(preparing.test_again, id="tested again"),
        pytest.param(preparing.send_to_audit, id="sent to audit"),
        pytest.param(partial(preparing.take_back, reason="Why."), id="taken back"),
        pytest.param(partial(preparing.withdraw_line, reason="Why."), id="withdrawn"),
    ],
)
def test_a_line_that_somebody_else_moved_is_not_moved_again_from_what_was_seen(database, act):
    (family,) = put_in(database, better_at_school())
    (line,) = completed(family, a_window())

    stale = refusal(lambda: act(line.id, version=line.version - 1, **BY_COORDINATOR))
    others = [
        refusal(partial(act, line.id, version=line.version, actor=actor, today=TODAY)).code
        for actor in (MANAGER, AUDITOR)
    ]
    gone = refusal(lambda: act(family, version=1, **BY_COORDINATOR))

    assert (stale.code, stale.version) == ("changed-meanwhile", line.version)
    assert others == ["role", "role"]
    assert gone.code == "claim-line"


def test_nobody_who_audited_a_claim_completes_it(drafts):
    change_rows(
        "insert into claim_move (id, line_id, from_state, to_state, moved_on, moved_at, moved_by) values"
        " (gen_random_uuid(), :line, 'with-internal-audit', 'draft', '2013-07-12', now(), :auditor)",
        line=drafts[1].id,
        auditor=COLLEAGUE.user_id,
    )

    assert refusal(lambda: complete(drafts[0], actor=COLLEAGUE)).code == "not-apart"


def test_a_line_that_an_import_alone_calls_complete_is_not_sent_to_audit(drafts):
    set_state(drafts[0].id, "evidence-complete")

    unproved = refusal(
        lambda: preparing.send_to_audit(drafts[0].id, version=drafts[0].version, **BY_COORDINATOR)
    )

    assert unproved.code == "not-proved"
    assert unproved.message == (
        "This line was imported as complete, and nothing proves it here. Take it back to draft, and complete"
        " it."
    )
