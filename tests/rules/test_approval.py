"""The steps between the making of a board report and its release, link lives, and quarters."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from app.errors import Forbidden, RuleRefused
from app.reports.rules.approval import (
    LEADS_TO,
    ApprovalState,
    ApprovalStep,
    LinkState,
    Taken,
    check_apart_from,
    check_latest,
    check_link_days,
    check_step,
    link_state,
    quarter_to_report,
)

S, T = ApprovalState, ApprovalStep
ALLOWED = {
    (T.SUBMITTED, S.DRAFT),
    (T.SUBMITTED, S.SENT_BACK),
    (T.SENT_BACK, S.WAITING),
    (T.APPROVED, S.WAITING),
    (T.WITHDRAWN, S.APPROVED),
}
MAKER, OTHER = UUID(int=1), UUID(int=2)
NOW = datetime(2013, 7, 12, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("step", T)
@pytest.mark.parametrize("state", S)
def test_a_step_is_taken_from_the_states_that_allow_it_and_no_other(step, state):
    if (step, state) in ALLOWED:
        check_step(step, state)
        return
    with pytest.raises(RuleRefused) as refused:
        check_step(step, state)
    assert refused.value.code == "approval-step"
    assert refused.value.message.startswith("This report")


def test_every_step_leads_to_a_state_and_a_draft_is_what_was_never_approved():
    assert set(LEADS_TO) == set(T)
    assert {state for state in S if state.is_draft} == {S.DRAFT, S.WAITING, S.SENT_BACK}
    assert {state for state in S if state.to_submit} == {S.DRAFT, S.SENT_BACK}
    assert [state.label for state in S if state.is_draft] == [
        "Draft: not approved",
        "Draft: waiting for approval",
        "Draft: sent back",
    ]
    assert T.SENT_BACK.label == "Sent back"


@pytest.mark.parametrize(
    ("step", "taken", "refused"),
    [
        pytest.param(T.SUBMITTED, [], False, id="who asked submits"),
        pytest.param(T.APPROVED, [], True, id="who asked approves"),
        pytest.param(T.SENT_BACK, [], True, id="who asked sends back"),
        pytest.param(T.WITHDRAWN, [], False, id="who asked withdraws: that opens nothing"),
    ],
)
def test_whoever_asked_for_a_report_does_not_decide_on_it(step, taken, refused):
    if not refused:
        check_apart_from(step, MAKER, makers={MAKER}, taken=taken)
        return
    with pytest.raises(Forbidden, match="You drafted this report, so somebody else must authorise it"):
        check_apart_from(step, MAKER, makers={MAKER}, taken=taken)


def test_whoever_submitted_does_not_decide_and_whoever_decided_does_not_submit():
    with pytest.raises(Forbidden):
        check_apart_from(T.APPROVED, OTHER, makers={MAKER}, taken=[Taken(T.SUBMITTED, OTHER)])
    with pytest.raises(Forbidden):
        check_apart_from(T.SUBMITTED, OTHER, makers={MAKER}, taken=[Taken(T.SENT_BACK, OTHER)])
    check_apart_from(
        T.APPROVED,
        OTHER,
        makers={MAKER},
        taken=[Taken(T.SUBMITTED, MAKER), Taken(T.SENT_BACK, OTHER), Taken(T.WITHDRAWN, OTHER)],
    )


def test_a_report_with_a_later_one_as_at_its_day_goes_no_further():
    check_latest(has_later=False)
    with pytest.raises(RuleRefused, match="A later report as at the same day"):
        check_latest(has_later=True)


@pytest.mark.parametrize(
    ("state", "revoked", "expires", "expected"),
    [
        pytest.param(S.APPROVED, None, NOW + timedelta(seconds=1), LinkState.OPEN, id="open"),
        pytest.param(S.APPROVED, None, NOW, LinkState.EXPIRED, id="expires now"),
        pytest.param(S.APPROVED, NOW, NOW + timedelta(days=1), LinkState.REVOKED, id="revoked"),
        pytest.param(S.WITHDRAWN, None, NOW + timedelta(days=1), LinkState.WITHDRAWN, id="withdrawn"),
    ],
)
def test_a_link_opens_an_approved_report_until_it_expires_or_is_revoked(state, revoked, expires, expected):
    assert link_state(state, expires_at=expires, revoked_at=revoked, now=NOW) is expected


@pytest.mark.parametrize("days", [1, 366])
def test_a_link_may_be_open_for_a_day_to_a_year(days):
    check_link_days(days)


@pytest.mark.parametrize("days", [0, -1, 367, 10**30])
def test_a_link_may_not_be_open_for_less_or_longer(days):
    with pytest.raises(RuleRefused, match="A link may be open for 1 to 366 days"):
        check_link_days(days)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        pytest.param(date(2013, 7, 1), None, id="the first day"),
        pytest.param(date(2013, 7, 7), None, id="the last day of settling"),
        pytest.param(date(2013, 7, 8), date(2013, 6, 30), id="the first day on which it is asked"),
        pytest.param(date(2013, 9, 30), date(2013, 6, 30), id="late"),
        pytest.param(date(2013, 10, 1), None, id="the next quarter begins"),
        pytest.param(date(2014, 1, 8), date(2013, 12, 31), id="over the year's end"),
        pytest.param(date(2013, 4, 8), date(2013, 3, 31), id="over the financial year's end"),
    ],
)
def test_a_quarter_is_reported_once_its_last_days_have_settled(today, expected):
    assert quarter_to_report(today) == expected
