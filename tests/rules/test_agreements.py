"""Information-sharing agreements: in place, due or missing on a day, and the days that are refused."""

from datetime import date

import pytest

from app.cases.rules.agreements import AgreementState, agreement_state, check_agreement_days
from app.errors import RuleRefused

TODAY = date(2013, 7, 12)


@pytest.mark.parametrize(
    ("signed_on", "due_on", "state"),
    [
        pytest.param(None, None, AgreementState.MISSING, id="nobody has signed"),
        pytest.param(date(2013, 7, 13), None, AgreementState.MISSING, id="signed tomorrow"),
        pytest.param(TODAY, None, AgreementState.IN_PLACE, id="signed today, no review set"),
        pytest.param(date(2012, 7, 1), date(2013, 7, 13), AgreementState.IN_PLACE, id="review tomorrow"),
        pytest.param(date(2012, 7, 1), TODAY, AgreementState.DUE, id="review today"),
    ],
)
def test_where_an_agreement_stands(signed_on, due_on, state):
    assert agreement_state(signed_on, due_on, TODAY) is state


@pytest.mark.parametrize(
    ("signed_on", "due_on", "code"),
    [
        pytest.param(date(2013, 7, 13), None, "signed-to-come", id="signed tomorrow"),
        pytest.param(None, TODAY, "review-without-signing", id="reviewed and never signed"),
        pytest.param(TODAY, TODAY, "review-before-signing", id="reviewed on the day it is signed"),
    ],
)
def test_days_that_cannot_be_are_refused(signed_on, due_on, code):
    with pytest.raises(RuleRefused) as refused:
        check_agreement_days(signed_on, due_on, TODAY)

    assert refused.value.code == code


@pytest.mark.parametrize("signed_on", [None, date(2013, 1, 7)])
def test_an_agreement_without_a_day_of_review_is_taken(signed_on):
    check_agreement_days(signed_on, None, TODAY)
