"""Internal audit: how many are drawn, which, what holds a batch, and what moves when it is closed."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.quality_audits import fingerprint
from app.claims.rules.internal_audit import (
    SHARE_SOURCE,
    TERMS_TO_BEGIN_WITH,
    AuditState,
    Finding,
    Tally,
    Terms,
    check_may_close,
    check_may_draw_further,
    check_may_send_back,
    check_note,
    check_put_right,
    check_terms,
    draw,
    is_as_drawn,
    parted,
    sample_size,
    state_of,
    tally,
)
from app.claims.rules.intervals import Interval
from app.errors import RuleRefused

LINES = [UUID(int=each) for each in range(1, 101)]
DRAWN = [8, 1, 2]
UPHELD, NOT_UPHELD, MISSING = Finding.UPHELD, Finding.NOT_UPHELD, Finding.EVIDENCE_MISSING


def refused(code, act, *given):
    with pytest.raises(RuleRefused) as refusal:
        act(*given)
    assert refusal.value.code == code
    assert refusal.value.message.endswith(".")
    return refusal.value.message


class TestHowManyAreDrawn:
    @pytest.mark.parametrize(
        ("population", "terms", "size"),
        [
            pytest.param(100, Terms(10, 5, 5), 10, id="a tenth of a hundred"),
            pytest.param(101, Terms(10, 5, 5), 11, id="a part of a line is a line"),
            pytest.param(20, Terms(10, 5, 5), 5, id="the least number, where the share is less"),
            pytest.param(50, Terms(10, 5, 5), 5, id="where both are the same"),
            pytest.param(3, Terms(10, 5, 5), 3, id="never more than there are"),
            pytest.param(0, Terms(10, 5, 5), 0, id="of nothing nothing"),
            pytest.param(7, Terms(100, 1, 5), 7, id="the whole batch"),
        ],
    )
    def test_the_share_but_at_least_so_many(self, population, terms, size):
        assert sample_size(population, terms) == size

    def test_the_share_to_begin_with_is_recalled_and_to_be_verified(self):
        assert Terms(share_percent=10, least=5, limit_percent=5) == TERMS_TO_BEGIN_WITH
        assert SHARE_SOURCE.verify_before_first_live_claim

    @pytest.mark.parametrize(
        ("terms", "is_allowed"),
        [
            pytest.param(Terms(1, 1, 0), True, id="the least of each"),
            pytest.param(Terms(100, 1_000, 100), True, id="the most of each"),
            pytest.param(Terms(0, 1, 5), False, id="no share"),
            pytest.param(Terms(101, 1, 5), False, id="more than all"),
            pytest.param(Terms(10, 0, 5), False, id="no line at all"),
            pytest.param(Terms(10, 1_001, 5), False, id="too large a least number"),
            pytest.param(Terms(10, 1, -1), False, id="a limit below nothing"),
            pytest.param(Terms(10, 1, 101), False, id="a limit above all"),
        ],
    )
    def test_terms_are_within_reason(self, terms, is_allowed):
        if is_allowed:
            check_terms(terms)
        else:
            assert "from 1 to 100 per cent" in refused("terms-out-of-range", check_terms, terms)


class TestWhichAreDrawn:
    def test_the_same_lines_and_seed_draw_the_same_sample_in_whatever_order_they_are_read(self):
        assert draw(LINES, 10, 7) == draw(LINES[::-1], 10, 7)

    def test_the_draw_does_not_change_with_the_version_of_the_program(self):
        assert [each.int for each in draw(LINES[:10], 3, 2013)] == DRAWN

    def test_another_seed_draws_another_sample(self):
        assert draw(LINES, 10, 7) != draw(LINES, 10, 8)

    def test_every_line_is_drawn_about_as_often_as_any_other(self):
        times = dict.fromkeys(LINES[:20], 0)
        for seed in range(2_000):
            for each in draw(LINES[:20], 5, seed):
                times[each] += 1

        assert 420 <= min(times.values()) <= max(times.values()) <= 580

    def test_nothing_cannot_be_drawn_from(self):
        assert "waits to be drawn" in refused("nothing-to-draw", draw, [], 0, 7)

    @pytest.mark.parametrize(
        ("population", "seed", "digest", "sampled", "is_so"),
        [
            pytest.param(LINES, 7, fingerprint(LINES), draw(LINES, 10, 7), True, id="as it was drawn"),
            pytest.param(LINES, 8, fingerprint(LINES), draw(LINES, 10, 7), False, id="another seed"),
            pytest.param(LINES[1:], 7, fingerprint(LINES), draw(LINES, 10, 7), False, id="a line is gone"),
            pytest.param(
                LINES, 7, fingerprint(LINES), draw(LINES, 10, 8), False, id="another sample, as many"
            ),
            pytest.param([], 7, fingerprint([]), [], False, id="nothing"),
        ],
    )
    def test_a_sample_that_is_kept_can_be_proved(self, population, seed, digest, sampled, is_so):
        assert is_as_drawn(population, seed=seed, digest=digest, sampled=sampled) is is_so


class TestTheFailureRate:
    @pytest.mark.parametrize(
        ("findings", "found", "tenths"),
        [
            pytest.param([], Tally(), None, id="nothing read has no rate"),
            pytest.param([UPHELD] * 4, Tally(4, 0, 0), 0, id="all upheld"),
            pytest.param([UPHELD, UPHELD, NOT_UPHELD], Tally(2, 1, 0), 333, id="one of three"),
            pytest.param([UPHELD, MISSING, NOT_UPHELD], Tally(1, 1, 1), 667, id="missing evidence fails too"),
            pytest.param([NOT_UPHELD], Tally(0, 1, 0), 1000, id="all failed"),
        ],
    )
    def test_is_what_failed_of_what_was_read(self, findings, found, tenths):
        assert tally(findings) == found
        assert found.tenths == tenths

    def test_has_the_exact_interval(self):
        assert Tally(19, 1, 0).interval == Interval(12, 2488)
        assert Tally().interval is None

    @pytest.mark.parametrize(
        ("found", "limit", "is_above"),
        [
            pytest.param(Tally(20, 0, 0), 0, False, id="nothing failed"),
            pytest.param(Tally(19, 1, 0), 0, True, id="none is allowed"),
            pytest.param(Tally(19, 1, 0), 5, False, id="at the limit"),
            pytest.param(Tally(18, 1, 0), 5, True, id="a line fewer read"),
            pytest.param(Tally(0, 4, 4), 100, False, id="a limit that holds nothing"),
        ],
    )
    def test_holds_a_batch_above_the_limit_and_not_at_it(self, found, limit, is_above):
        assert found.is_above(limit) is is_above


READ_WELL, READ_BADLY = Tally(20, 0, 0), Tally(10, 5, 0)

NOT_READ, HELD, NOT_HELD = "sample-not-read", "batch-held", "not-held"
NOT_RIGHT, NOT_BACK = "not-put-right", "not-sent-back"

# found, lines waiting, closed, sent back → where it stands; then why it may not be closed, drawn further,
# sent back, drawn anew (None: it may)
STATES = [
    pytest.param(
        (READ_WELL, 0, False, False),
        AuditState.WITHIN_THE_LIMIT,
        (None, None, NOT_HELD, NOT_BACK),
        id="within",
    ),
    pytest.param(
        (READ_BADLY, 0, False, False), AuditState.HELD, (HELD, None, None, NOT_BACK), id="above the limit"
    ),
    pytest.param(
        (READ_BADLY, 1, False, False),
        AuditState.READING,
        (NOT_READ, NOT_READ, NOT_HELD, NOT_BACK),
        id="a line waits",
    ),
    pytest.param(
        (Tally(), 4, False, False),
        AuditState.READING,
        (NOT_READ, NOT_READ, NOT_HELD, NOT_BACK),
        id="just drawn",
    ),
    pytest.param(
        (Tally(), 0, False, False),
        AuditState.NOTHING_READ,
        (NOT_READ, None, NOT_HELD, NOT_BACK),
        id="all left unread",
    ),
    pytest.param(
        (READ_BADLY, 0, False, True),
        AuditState.BEING_PUT_RIGHT,
        (NOT_RIGHT, NOT_RIGHT, NOT_HELD, None),
        id="sent back",
    ),
    pytest.param(
        (READ_WELL, 0, True, False), AuditState.CLOSED, (NOT_READ, None, NOT_HELD, NOT_BACK), id="closed"
    ),
]


@pytest.mark.parametrize(("stands", "state", "why_not"), STATES)
def test_where_an_audit_stands_says_what_may_be_done_and_why_the_rest_may_not(stands, state, why_not):
    found, waiting, is_closed, is_sent_back = stands
    said = state_of(found, limit_percent=5, waiting=waiting, is_closed=is_closed, is_sent_back=is_sent_back)

    assert said is state

    acts = (
        (check_may_close, state, 3),
        (check_may_draw_further, state),
        (check_may_send_back, state),
        (check_put_right, state, 0),
    )
    for act, code in zip(acts, why_not, strict=True):
        if code is None:
            act[0](*act[1:])
        else:
            refused(code, *act)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (AuditState.READING, "sample-not-read"),
        (AuditState.NOTHING_READ, "sample-not-read"),
        (AuditState.HELD, "batch-held"),
        (AuditState.BEING_PUT_RIGHT, "not-put-right"),
    ],
)
def test_a_batch_is_closed_early_only_when_nothing_of_it_is_left(state, code):
    refused(code, check_may_close, state, 1)

    check_may_close(state, 0)


@pytest.mark.parametrize(
    ("still_out", "words"),
    [
        pytest.param(1, "1 line of this batch sent back to be put right is not", id="one"),
        pytest.param(3, "3 lines", id="several"),
    ],
)
def test_a_held_batch_is_drawn_anew_once_what_failed_is_put_right(still_out, words):
    assert words in refused("not-put-right", check_put_right, AuditState.BEING_PUT_RIGHT, still_out)


@pytest.mark.parametrize("finding", Finding)
def test_a_line_that_fails_needs_a_note_that_says_why(finding):
    check_note(finding, "The register of the term is missing.")
    if finding is UPHELD:
        check_note(finding, None)
    else:
        refused("note-needed", check_note, finding, None)


@given(
    st.sets(st.sampled_from(LINES[:30])),
    st.dictionaries(st.sampled_from(LINES[:40]), st.sampled_from(Finding)),
)
def test_for_any_findings_the_lines_that_pass_are_exactly_those_not_failed(batch, findings):
    passes, fails = parted(batch, findings)

    assert set(passes) | set(fails) == batch
    assert set(fails) == {each for each in batch if findings.get(each) in (NOT_UPHELD, MISSING)}
    assert len(passes) + len(fails) == len(batch)
