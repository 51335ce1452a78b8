"""Until when consent is taken to last before the family is asked again."""

from datetime import date

import pytest

from app.cases.rules.changes import CHANGES, OF_ASSESSMENTS
from app.cases.rules.due import DueKind, OpenAssessment, due_of, is_shown
from app.cases.rules.leading import LeadWanting, lead_wanting
from app.cases.rules.renewal import RENEWAL, is_renewal_shown, renewal_due_on
from app.cases.rules.vocabulary import ConsentDecision, LeadChosen

TODAY = date(2013, 7, 12)


@pytest.mark.parametrize(
    ("decision", "decided_on", "due_on"),
    [
        pytest.param(ConsentDecision.GIVEN, date(2012, 8, 9), date(2013, 8, 9), id="given"),
        pytest.param(
            ConsentDecision.LIMITED, date(2012, 2, 29), date(2013, 2, 28), id="limited, in February"
        ),
        pytest.param(None, date(2012, 8, 9), date(2013, 8, 9), id="only the day is on file"),
        pytest.param(ConsentDecision.REFUSED, date(2012, 8, 9), None, id="refused"),
        pytest.param(ConsentDecision.WITHDRAWN, date(2012, 8, 9), None, id="withdrawn"),
        pytest.param(None, None, None, id="nothing on file"),
    ],
)
def test_consent_is_to_be_renewed_twelve_months_after_it_was_given(decision, decided_on, due_on):
    assert renewal_due_on(decision, decided_on) == due_on


def test_a_renewal_is_shown_from_four_weeks_before_its_day():
    assert is_renewal_shown(date(2013, 8, 9), TODAY)
    assert not is_renewal_shown(date(2013, 8, 10), TODAY)
    assert RENEWAL.source.startswith("Ours")


def test_consent_is_due_beside_the_rest_and_shown_earlier_than_it():
    open_since = OpenAssessment(
        date(2012, 8, 1), date(2012, 9, 1), None, None, None, ConsentDecision.GIVEN, date(2012, 8, 9)
    )

    assert list(due_of(open_since)) == [(DueKind.CONSENT_TO_RENEW, date(2013, 8, 9))]
    assert is_shown(date(2013, 8, 9), TODAY, DueKind.CONSENT_TO_RENEW)
    assert not is_shown(date(2013, 8, 9), TODAY, DueKind.REVIEW)


@pytest.mark.parametrize(
    ("chosen", "left_on", "wanting"),
    [
        pytest.param(None, None, LeadWanting.NO_LEAD, id="nobody leads"),
        pytest.param(LeadChosen.KEY_WORKER, TODAY, LeadWanting.LEAD_HAS_LEFT, id="left today"),
        pytest.param(LeadChosen.BY_DEFAULT, TODAY, LeadWanting.LEAD_HAS_LEFT, id="by default, and left"),
        pytest.param(LeadChosen.KEY_WORKER, date(2013, 7, 13), None, id="leaves tomorrow"),
        pytest.param(LeadChosen.BY_DEFAULT, None, LeadWanting.BY_DEFAULT, id="by default"),
        pytest.param(LeadChosen.BEST_RELATIONSHIP, None, None, id="best relationship"),
    ],
)
def test_a_lead_is_to_be_settled_when_there_is_none_or_one_who_left_or_leads_by_default(
    chosen, left_on, wanting
):
    assert lead_wanting(chosen, left_on, today=TODAY) is wanting


def test_what_tells_of_an_assessment_or_may_in_a_note_is_marked_so_that_consent_can_keep_it():
    told = {action for action in CHANGES if action.split(".")[0] in OF_AN_ASSESSMENT}

    assert told == OF_ASSESSMENTS


OF_AN_ASSESSMENT = {
    "assessment",
    "assessment-form",
    "team-meeting",
    "review",
    "plan-action",
    "note",
    "oversight",
}
