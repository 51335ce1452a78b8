"""The words in which the course of an assessment is recorded."""

from app.cases.rules.vocabulary import Word

LEVELS = range(1, 5)
"""The levels of need of the Family Support Pathway, 1 to 4."""


class Attendance(Word):
    """Whether somebody came to a Team Around the Family meeting; invited: not known yet."""

    INVITED = "invited"
    ATTENDED = "attended"
    SENT_APOLOGIES = "sent-apologies"
    DID_NOT_ATTEND = "did-not-attend"


class NeedMoment(Word):
    """On which occasion a level of need was decided."""

    INITIATION = "initiation"
    REVIEW = "review"
    CLOSURE = "closure"


class ReopeningReason(Word):
    """Why a closed assessment was opened again."""

    CLOSED_BY_MISTAKE = "closed-by-mistake"
    NEEDS_HAVE_RETURNED = "needs-have-returned"
    STEPPED_DOWN_FROM_SOCIAL_CARE = "stepped-down-from-social-care"
    FAMILY_ENGAGES_AGAIN = "family-engages-again"
    MOVED_BACK = "moved-back"


class DateCorrection(Word):
    """Why the recorded day of a stage was wrong."""

    MISTYPED = "mistyped"
    WRONG_DAY_REPORTED = "wrong-day-reported"
    ANOTHER_ASSESSMENT_MEANT = "another-assessment-meant"


class StageDate(Word):
    """A dated step of an assessment that can be corrected."""

    INITIATED = "initiated"
    ASSESSMENT_STARTED = "assessment-started"
    ASSESSMENT_COMPLETED = "assessment-completed"
    FIRST_TEAM_MEETING = "first-team-meeting"
    FIRST_REVIEW = "first-review"
    CLOSED = "closed"
