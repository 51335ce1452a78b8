"""Internal audit of a window's claim lines, from the draw to what moves when it is closed."""

from dataclasses import replace
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from app import embedded
from app.access.policies import SYSTEM
from app.audit import AuditEvent
from app.cases.rules.quality_audits import fingerprint
from app.claims.models.claims import ClaimEvidence
from app.claims.models.internal_audits import ClaimAudit, ClaimAuditFinding
from app.claims.queries.lines import lines_to_move
from app.claims.queries.moves import moves_of
from app.claims.rules.internal_audit import AuditState, DrawKind, Finding, Terms, draw
from app.claims.rules.lifecycle import LineState
from app.claims.services import audit_findings, internal_audits
from app.claims.services.moving import move_lines
from app.db import reading, transaction
from app.errors import Conflict, DomainError, Forbidden, NotFound, RuleRefused
from tests.claims.audits import (
    AUDITOR,
    BOTH,
    COLLEAGUE,
    DRAFTER,
    MISSING,
    NOT_UPHELD,
    OFFICER,
    UPHELD,
    WITH_AUDIT,
    a_batch,
    a_window,
    close,
    draw_again,
    drawn,
    move,
    opened,
    read,
    send_back,
    send_to_audit,
    states,
)
from tests.conftest import TODAY, counted
from tests.lengths import examples

LOOSE = Terms(share_percent=50, least=4, limit_percent=50)


@pytest.fixture
def window(database):
    return a_window()


def refused(kind, code, act):
    with pytest.raises(kind) as refusal:
        act()
    assert refusal.value.code == code
    return refusal.value.message


def set_terms(terms):
    internal_audits.set_terms(terms, decided_by="Executive Board, 9 July 2013", actor=OFFICER, today=TODAY)


def ids(lines):
    return [each.line_id for each in lines]


class TestTheDraw:
    def test_freezes_every_line_with_audit_and_draws_what_its_seed_draws(self, window):
        batch = a_batch(window, 24)
        elsewhere = a_batch(a_window("October 2013"), 2)

        audit = opened(drawn(window, seed=2013))

        (made,) = audit.draws
        assert {each.line_id for each in made.lines} == set(batch)
        assert set(elsewhere).isdisjoint(ids(made.lines))
        assert (made.kind, made.seed, made.size, made.population_size) == (DrawKind.FIRST, 2013, 5, 24)
        assert made.population_digest == fingerprint(batch)
        assert tuple(ids(made.sampled)) == draw(batch, 5, 2013)
        assert made.is_as_drawn
        assert audit.state is AuditState.READING
        assert audit.name == "July 2013, batch 1"

    def test_is_by_the_terms_that_the_council_set_which_a_later_decision_leaves_alone(self, window):
        a_batch(window, 10)
        set_terms(LOOSE)

        audit = drawn(window)
        set_terms(replace(LOOSE, limit_percent=0))

        assert opened(audit).terms == LOOSE
        assert len(opened(audit).draws[0].sampled) == 5
        found = internal_audits.terms(actor=DRAFTER)
        assert (found.in_force.limit_percent, len(found.set)) == (0, 2)

    def test_leaves_lines_sent_to_audit_afterwards_to_the_next_batch(self, window):
        a_batch(window, 3)
        audit = drawn(window)
        later = a_batch(window, 2)
        read(audit)

        close(audit)

        assert set(states(later).values()) == {WITH_AUDIT}
        (waiting,) = internal_audits.audits(actor=AUDITOR).waiting
        assert (waiting.label, waiting.lines) == ("July 2013", 2)
        following = opened(drawn(window))
        assert set(ids(following.population)) == set(later)
        assert following.number == 2

    def test_is_refused_while_a_batch_of_the_window_is_open_and_when_nothing_waits(self, window):
        assert "waits to be drawn" in refused(RuleRefused, "nothing-to-draw", lambda: drawn(window))
        a_batch(window, 3)
        drawn(window)
        a_batch(window, 1)

        assert "open already" in refused(Conflict, "audit-open", lambda: drawn(window))
        refused(NotFound, "claim-window", lambda: drawn(uuid4()))

    def test_is_refused_to_who_prepared_a_claim_of_the_batch_and_leaves_nothing_behind(self, window):
        a_batch(window, 3)
        a_batch(window, 1, BOTH)

        words = refused(Forbidden, "not-apart", lambda: drawn(window, actor=BOTH))

        assert words == "You drafted this batch or a claim of it, so somebody else must audit it."
        with reading(SYSTEM) as session:
            assert counted(session, "claim_audit") == counted(session, "claim_audit_draw") == 0

    def test_is_refused_to_who_checked_evidence_of_a_claim_of_the_batch(self, window):
        a_batch(window, 3)
        with transaction(SYSTEM) as session:
            item = session.exec(select(ClaimEvidence)).first()
            item.checked_by, item.checked_on = BOTH.user_id, TODAY

        refused(Forbidden, "not-apart", lambda: drawn(window, actor=BOTH))

    def test_keeps_whoever_drew_from_preparing_the_claims_of_the_batch_though_others_read_it(self, window):
        batch = a_batch(window, 3)
        audit = drawn(window, actor=BOTH)
        read(audit)
        close(audit)

        words = refused(Forbidden, "not-apart", lambda: move(batch[:1], LineState.WITHDRAWN, BOTH))

        assert words == "You audited this claim, so somebody else must prepare it."

    @pytest.mark.parametrize("actor", [DRAFTER, OFFICER], ids=["the coordinator", "the officer"])
    def test_is_for_internal_auditors_only(self, window, actor):
        a_batch(window, 3)

        refused(Forbidden, "role", lambda: drawn(window, actor=actor))


class TestReading:
    def test_a_claim_is_read_with_its_evidence_and_moves_and_the_reading_is_noted(self, window):
        a_batch(window, 3)
        (first, *_) = opened(drawn(window)).waiting

        claim = audit_findings.open_claim(first.id, actor=AUDITOR)

        assert claim.line is not None
        assert claim.line.id == first.line_id
        assert [each.source for each in claim.evidence] == ["School census, summer 2013"]
        assert [each.to_state for each in claim.moves][-1] is WITH_AUDIT
        assert claim.obstacle is None
        with reading(SYSTEM) as session:
            (event,) = session.exec(select(AuditEvent).where(AuditEvent.action == "claim-audit.claim-read"))
        assert event.subject_id == first.family_id

    def test_a_line_that_was_not_drawn_and_one_of_a_closed_audit_are_not_there_to_be_read(self, window):
        a_batch(window, 8)
        audit = drawn(window)
        left = next(each for each in opened(audit).population if each.position is None)
        sampled = opened(audit).waiting[0]

        refused(NotFound, "sampled-claim", lambda: audit_findings.open_claim(left.id, actor=AUDITOR))
        read(audit)
        close(audit)
        refused(NotFound, "sampled-claim", lambda: audit_findings.open_claim(sampled.id, actor=AUDITOR))
        refused(NotFound, "sampled-claim", lambda: audit_findings.open_claim(uuid4(), actor=AUDITOR))

    @pytest.mark.parametrize("actor", [DRAFTER, OFFICER], ids=["the coordinator", "the officer"])
    def test_is_for_internal_auditors_only(self, window, actor):
        a_batch(window, 3)
        (first, *_) = opened(drawn(window)).waiting

        refused(Forbidden, "role", lambda: audit_findings.open_claim(first.id, actor=actor))
        refused(
            Forbidden,
            "role",
            lambda: audit_findings.record_finding(
                first.id, UPHELD, None, version=0, actor=actor, today=TODAY
            ),
        )

    def test_a_finding_can_be_corrected_and_both_are_kept_with_who_and_when(self, window):
        a_batch(window, 3)
        audit = drawn(window)
        (first, *_) = opened(audit).waiting
        record = audit_findings.record_finding

        record(first.id, MISSING, "No register.", version=0, actor=AUDITOR, today=TODAY)
        record(first.id, UPHELD, "It was found.", version=1, actor=COLLEAGUE, today=TODAY)

        sampled = next(each for each in opened(audit).draws[0].sampled if each.id == first.id)
        assert [(each.finding, each.note, each.found_by) for each in sampled.found] == [
            (MISSING, "No register.", AUDITOR.user_id),
            (UPHELD, "It was found.", COLLEAGUE.user_id),
        ]
        assert opened(audit).tally.upheld == 1
        assert opened(audit).tally.read == 1

    def test_the_second_of_two_is_told_and_the_same_finding_sent_twice_changes_nothing(self, window):
        a_batch(window, 3)
        (first, *_) = opened(drawn(window)).waiting
        record = audit_findings.record_finding
        assert record(first.id, UPHELD, None, version=0, actor=AUDITOR, today=TODAY) == 1

        assert record(first.id, UPHELD, None, version=0, actor=AUDITOR, today=TODAY) == 1
        refused(
            Conflict,
            "changed-meanwhile",
            lambda: record(first.id, MISSING, "No.", version=0, actor=COLLEAGUE, today=TODAY),
        )

        with reading(SYSTEM) as session:
            assert counted(session, "claim_audit_finding") == 1

    def test_a_failure_says_why_and_a_finding_is_not_of_a_line_that_has_left(self, window):
        a_batch(window, 3)
        first, second, _ = opened(drawn(window)).waiting
        move([second.line_id], LineState.WITHDRAWN)

        def record(line, finding):
            return lambda: audit_findings.record_finding(
                line.id, finding, None, version=0, actor=AUDITOR, today=TODAY
            )

        refused(RuleRefused, "note-needed", record(first, NOT_UPHELD))
        refused(RuleRefused, "left-the-batch", record(second, UPHELD))
        assert audit_findings.open_claim(second.id, actor=AUDITOR).obstacle

    def test_whoever_drafted_a_claim_may_not_find_anything_of_it(self, window):
        a_batch(window, 2)
        a_batch(window, 1, BOTH)
        audit = drawn(window)
        with reading(SYSTEM) as session:
            own = next(
                each
                for each in opened(audit).waiting
                if moves_of(session, each.line_id)[0].moved_by == BOTH.user_id
            )

        words = refused(
            Forbidden,
            "not-apart",
            lambda: audit_findings.record_finding(own.id, UPHELD, None, version=0, actor=BOTH, today=TODAY),
        )

        assert words == "You drafted this claim, so somebody else must audit it."
        assert audit_findings.open_claim(own.id, actor=BOTH).obstacle == words

    def test_whoever_found_something_of_a_claim_has_audited_it_though_another_closed_the_audit(self, window):
        batch = a_batch(window, 3)
        audit = drawn(window)
        read(audit, NOT_UPHELD, actor=BOTH)
        draw_from = opened(audit)
        assert draw_from.state is AuditState.HELD
        send_back(audit)
        (failed,) = [line for line, state in states(batch).items() if state is LineState.DRAFT]

        words = refused(Forbidden, "not-apart", lambda: move([failed], LineState.EVIDENCE_COMPLETE, BOTH))

        assert words == "You audited this claim, so somebody else must prepare it."


class TestClosing:
    def test_within_the_limit_all_lines_not_failed_are_audited_and_the_failed_go_back_with_why(self, window):
        batch = a_batch(window, 12)
        set_terms(LOOSE)
        audit = drawn(window)
        (first, second, *_) = opened(audit).waiting
        read(audit, NOT_UPHELD, MISSING)

        assert close(audit) == (10, 2)

        now = states(batch)
        assert {line for line, state in now.items() if state is LineState.DRAFT} == {
            first.line_id,
            second.line_id,
        }
        assert sorted(now.values()).count(LineState.AUDITED) == 10
        with reading(SYSTEM) as session:
            last = moves_of(session, first.line_id)[-1]
        assert last.reason == "Internal audit: not upheld. The register of the term is missing."
        assert (last.to_state, last.moved_by) == (LineState.DRAFT, AUDITOR.user_id)
        found = opened(audit)
        assert found.state is AuditState.CLOSED
        assert set(found.passed) | set(found.went_back) == set(batch)
        assert found.tally.read == 6

    def test_a_closed_audit_stays_as_it_is(self, window):
        a_batch(window, 3)
        audit = drawn(window)
        sampled = opened(audit).waiting[0]
        read(audit)
        close(audit)

        refused(Conflict, "audit-closed", lambda: close(audit))
        refused(Conflict, "audit-closed", lambda: draw_again(audit))
        refused(Conflict, "audit-closed", lambda: send_back(audit))
        refused(
            Conflict,
            "audit-closed",
            lambda: audit_findings.record_finding(
                sampled.id, MISSING, "No.", version=1, actor=AUDITOR, today=TODAY
            ),
        )

    def test_is_refused_until_all_that_was_drawn_is_read_and_to_who_has_not_seen_the_last_finding(
        self, window
    ):
        a_batch(window, 3)
        audit = drawn(window)
        version = opened(audit).version
        refused(RuleRefused, "sample-not-read", lambda: close(audit))

        read(audit)

        refused(
            Conflict,
            "changed-meanwhile",
            lambda: internal_audits.close(audit, version=version, actor=AUDITOR, today=TODAY),
        )
        assert close(audit) == (3, 0)

    def test_a_line_moved_since_the_draw_is_not_of_the_batch_even_when_it_is_back_with_audit(self, window):
        batch = a_batch(window, 20)
        audit = drawn(window)
        left = next(each.line_id for each in opened(audit).population if each.position is None)
        move([left], LineState.WITHDRAWN)
        move([left], LineState.DRAFT)
        send_to_audit([left])
        read(audit)

        assert close(audit) == (19, 0)

        assert states(batch)[left] is WITH_AUDIT

    def test_is_refused_to_who_drafted_a_claim_that_would_move(self, window):
        a_batch(window, 4)
        a_batch(window, 1, BOTH)
        audit = drawn(window)
        read(audit)

        refused(Forbidden, "role", lambda: close(audit, actor=DRAFTER))
        refused(Forbidden, "not-apart", lambda: close(audit, actor=BOTH))

        assert close(audit, actor=COLLEAGUE) == (5, 0)

    def test_a_batch_of_which_nothing_is_left_is_closed_without_a_move(self, window):
        batch = a_batch(window, 2)
        audit = drawn(window)
        move(batch, LineState.WITHDRAWN)

        assert close(audit) == (0, 0)
        refused(NotFound, "claim-audit", lambda: internal_audits.open_audit(uuid4(), actor=AUDITOR))


class TestABatchAboveTheLimit:
    def test_is_held_and_nothing_of_it_goes_further(self, window):
        batch = a_batch(window, 20)
        audit = drawn(window)
        read(audit, NOT_UPHELD)

        assert opened(audit).state is AuditState.HELD
        assert "This batch is held" in refused(RuleRefused, "batch-held", lambda: close(audit))

        assert set(states(batch).values()) == {WITH_AUDIT}

    def test_is_released_by_a_second_sample_judged_together_with_the_first(self, window):
        batch = a_batch(window, 30)
        set_terms(Terms(share_percent=20, least=5, limit_percent=10))
        audit = drawn(window)
        read(audit, NOT_UPHELD)
        first = set(ids(opened(audit).draws[0].sampled))

        draw_again(audit)

        second = opened(audit).draws[1]
        assert second.kind is DrawKind.FURTHER
        assert set(ids(second.sampled)).isdisjoint(first)
        assert set(ids(second.lines)) == set(batch) - first
        assert second.is_as_drawn
        refused(RuleRefused, "sample-not-read", lambda: draw_again(audit))
        read(audit)
        assert (opened(audit).tally.failed, opened(audit).tally.read) == (1, 11)
        assert close(audit) == (29, 1)

    def test_is_not_let_go_by_a_limit_that_was_raised_since(self, window):
        a_batch(window, 30)
        audit = drawn(window)
        read(audit, NOT_UPHELD)
        set_terms(LOOSE)
        draw_again(audit)
        read(audit)

        found = opened(audit)
        assert (found.tally.failed, found.tally.read, found.limit_percent) == (1, 18, 5)
        assert found.state is AuditState.HELD

    def test_stays_held_when_the_second_sample_fails_too(self, window):
        a_batch(window, 30)
        audit = drawn(window)
        read(audit, NOT_UPHELD)
        draw_again(audit)
        read(audit, UPHELD)

        assert opened(audit).state is AuditState.HELD
        refused(RuleRefused, "batch-held", lambda: close(audit))

    def test_is_drawn_anew_once_what_failed_was_put_right_and_then_judged_by_that_sample_alone(self, window):
        batch = a_batch(window, 12)
        audit = drawn(window)
        read(audit, NOT_UPHELD, MISSING)

        assert send_back(audit) == 2

        gone = [line for line, state in states(batch).items() if state is LineState.DRAFT]
        assert len(gone) == 2
        assert opened(audit).state is AuditState.BEING_PUT_RIGHT
        refused(RuleRefused, "not-put-right", lambda: close(audit))
        assert "2 lines" in refused(RuleRefused, "not-put-right", lambda: draw_again(audit))
        refused(RuleRefused, "not-held", lambda: send_back(audit))
        refused(Conflict, "audit-open", lambda: drawn(window))
        send_to_audit(gone[:1])
        move(gone[1:], LineState.WITHDRAWN)
        draw_again(audit)
        found = opened(audit)
        assert found.draws[1].kind is DrawKind.ANEW
        assert set(ids(found.population)) == set(batch) - set(gone[1:])
        read(audit)
        assert opened(audit).tally.failed == 0
        assert close(audit) == (11, 0)
        assert [len(each.sampled) for each in opened(audit).draws] == [5, 5]

    def test_that_was_read_whole_has_nothing_left_to_draw(self, window):
        a_batch(window, 3)
        audit = drawn(window)
        read(audit, NOT_UPHELD)

        refused(RuleRefused, "nothing-to-draw", lambda: draw_again(audit))

    def test_sends_nothing_back_while_it_is_within_the_limit(self, window):
        a_batch(window, 3)
        audit = drawn(window)
        read(audit)

        refused(RuleRefused, "not-held", lambda: send_back(audit))


class TestTheTerms:
    def test_are_set_by_the_authorising_officer_alone(self, database):
        for actor in (AUDITOR, DRAFTER):
            refused(
                Forbidden,
                "role",
                lambda actor=actor: internal_audits.set_terms(
                    LOOSE, decided_by="Nobody", actor=actor, today=TODAY
                ),
            )
        refused(RuleRefused, "terms-out-of-range", lambda: set_terms(Terms(0, 5, 5)))

        set_terms(LOOSE)

        (kept,) = internal_audits.terms(actor=AUDITOR).set
        assert (kept.terms, kept.decided_by, kept.set_on) == (LOOSE, "Executive Board, 9 July 2013", TODAY)


@settings(max_examples=examples(6), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(findings=st.lists(st.sampled_from(Finding), min_size=6, max_size=6), seed=st.integers(0, 2**31 - 1))
def test_for_any_findings_and_seed_the_lines_that_move_are_exactly_those_not_failed(window, findings, seed):
    set_terms(replace(LOOSE, limit_percent=100))
    batch = a_batch(window, 8)
    audit = drawn(window, seed)
    sampled = ids(opened(audit).waiting)
    read(audit, *findings)

    close(audit)

    failed = {line for line, finding in zip(sampled, findings, strict=False) if finding.has_failed}
    now = states(batch)
    assert {line for line in batch if now[line] is LineState.AUDITED} == set(batch) - failed
    assert {line for line in batch if now[line] is LineState.DRAFT} == failed
    assert opened(audit).draws[0].is_as_drawn


def at_once(*acts):
    """Do these at the same instant. Returns what each was refused with, or None."""
    gate = Barrier(len(acts))
    answers = [None] * len(acts)

    def run(place, act):
        gate.wait()
        try:
            act()
        except DomainError as refusal:
            answers[place] = refusal.code

    threads = [Thread(target=run, args=each) for each in enumerate(acts)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return answers


def test_two_auditors_at_once_draw_one_batch_find_once_and_close_once(separate_database: embedded.Urls):
    window = a_window()
    batch = a_batch(window, 6)

    answers = at_once(*(lambda each=each: drawn(window, actor=each) for each in (AUDITOR, COLLEAGUE)))

    assert sorted(answers, key=str) == [None, "audit-open"]
    with reading(SYSTEM) as session:
        (audit,) = session.exec(select(ClaimAudit.id)).all()
    first = opened(audit).waiting[0]

    def finds(actor, note):
        return lambda: audit_findings.record_finding(
            first.id, UPHELD, note, version=0, actor=actor, today=TODAY
        )

    answers = at_once(finds(AUDITOR, "Mine."), finds(COLLEAGUE, "Theirs."))

    assert sorted(answers, key=str) == [None, "changed-meanwhile"]
    with reading(SYSTEM) as session:
        assert len(session.exec(select(ClaimAuditFinding)).all()) == 1
    read(audit)
    version = opened(audit).version

    def closes(actor):
        return lambda: internal_audits.close(audit, version=version, actor=actor, today=TODAY)

    def withdraws():
        with transaction(DRAFTER) as session:
            move_lines(
                session, lines_to_move(session, batch[:1]), LineState.WITHDRAWN, actor=DRAFTER, on=TODAY
            )

    answers = at_once(closes(AUDITOR), closes(COLLEAGUE), withdraws)

    assert sorted(answers[:2], key=str) == [None, "changed-meanwhile"]
    now = states(batch)
    assert now[batch[0]] is LineState.WITHDRAWN or answers[2] is not None
    assert set(now.values()) <= {LineState.AUDITED, LineState.WITHDRAWN}
