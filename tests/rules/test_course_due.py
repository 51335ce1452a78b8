"""What is due of an open assessment, and when."""

from datetime import date

import pytest

from app.cases.rules.due import DueKind, OpenAssessment, due_of, is_shown

BEGUN, COMPLETED = date(2013, 1, 7), date(2013, 2, 4)
MET, REVIEWED, AGREED = date(2013, 2, 28), date(2013, 4, 30), date(2013, 6, 3)


@pytest.mark.parametrize(
    ("assessment", "due"),
    [
        pytest.param(
            OpenAssessment(BEGUN, None, None, None, None),
            [(DueKind.ASSESSMENT_TO_COMPLETE, date(2013, 2, 18))],
            id="six weeks from initiation, not completed",
        ),
        pytest.param(OpenAssessment(BEGUN, COMPLETED, None, None, None), [], id="completed, no team yet"),
        pytest.param(
            OpenAssessment(BEGUN, COMPLETED, MET, None, None),
            [(DueKind.REVIEW, date(2013, 8, 28))],
            id="six months after the first meeting",
        ),
        pytest.param(
            OpenAssessment(BEGUN, COMPLETED, MET, REVIEWED, None),
            [(DueKind.REVIEW, date(2013, 10, 30))],
            id="six months after the first review",
        ),
        pytest.param(
            OpenAssessment(BEGUN, COMPLETED, MET, REVIEWED, AGREED),
            [(DueKind.REVIEW, AGREED)],
            id="the day agreed on",
        ),
    ],
)
def test_an_open_assessment_is_to_be_completed_and_then_reviewed(
    assessment: OpenAssessment, due: list[tuple[DueKind, date]]
) -> None:
    assert list(due_of(assessment)) == due


def test_what_is_due_is_shown_two_weeks_before_its_day() -> None:
    assert is_shown(date(2013, 7, 26), date(2013, 7, 12))
    assert not is_shown(date(2013, 7, 27), date(2013, 7, 12))
