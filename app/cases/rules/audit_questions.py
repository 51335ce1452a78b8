"""What a quality audit asks of an assessment: dated lists of questions, each answered 1, 0 or not applicable.

The questions are our own, worded anew. They follow what the CAF practitioners' guide (March 2010) and the
East Midlands minimum standards ask of a good assessment, plan and review.
"""

from dataclasses import dataclass
from datetime import date

from app.cases.rules.vocabulary import Word


class AuditSection(Word):
    """The part of an assessment that a question of the review form is about."""

    CONSENT = "consent"
    ASSESSMENT = "assessment"
    OWN_WORDS = "own-words"
    PLAN = "plan"
    TEAM = "team"
    REVIEW = "review"


class AuditQuestion(Word):
    """A question of the review form, by the name under which its answer is kept."""

    CONSENT_RECORDED = "consent-recorded"
    CONSENT_SCOPE = "consent-scope"
    DETAILS_COMPLETE = "details-complete"
    REASON_CLEAR = "reason-clear"
    CHILD_CONSIDERED = "child-considered"
    PARENTS_CONSIDERED = "parents-considered"
    SURROUNDINGS_CONSIDERED = "surroundings-considered"
    STRENGTHS_AND_NEEDS = "strengths-and-needs"
    EVIDENCE_GIVEN = "evidence-given"
    CONCLUSIONS_FOLLOW = "conclusions-follow"
    CHILDS_WORDS = "childs-words"
    PARENTS_WORDS = "parents-words"
    OUTCOMES_DESIRED = "outcomes-desired"
    WHO_AND_BY_WHEN = "who-and-by-when"
    FAMILYS_PART = "familys-part"
    TEAM_MET = "team-met"
    RIGHT_AGENCIES = "right-agencies"
    FAMILY_AT_MEETINGS = "family-at-meetings"
    REVIEW_ON_TIME = "review-on-time"
    PROGRESS_SAID = "progress-said"
    CLOSURE_REASONED = "closure-reasoned"


@dataclass(frozen=True, slots=True)
class AskedInAudit:
    """A question with the section that it stands in and its words."""

    section: AuditSection
    question: AuditQuestion
    words: str


@dataclass(frozen=True, slots=True)
class QuestionList:
    """The questions of every audit drawn from a day on, until a later list. They never change afterwards."""

    starts_on: date
    asked: tuple[AskedInAudit, ...]

    def of_section(self, section: AuditSection) -> tuple[AskedInAudit, ...]:
        """The questions of a section, in their order."""
        return tuple(each for each in self.asked if each.section is section)

    @property
    def questions(self) -> tuple[AuditQuestion, ...]:
        """The questions by name, in their order."""
        return tuple(each.question for each in self.asked)


QUESTION_LISTS = (
    QuestionList(
        date(2012, 4, 1),
        (
            AskedInAudit(
                AuditSection.CONSENT,
                AuditQuestion.CONSENT_RECORDED,
                "Is it recorded who decided about consent, when, and what they decided?",
            ),
            AskedInAudit(
                AuditSection.CONSENT,
                AuditQuestion.CONSENT_SCOPE,
                "Can you tell with whom the family agreed that it may be shared?",
            ),
            AskedInAudit(
                AuditSection.ASSESSMENT,
                AuditQuestion.DETAILS_COMPLETE,
                "Are the child’s details complete: birth date, sex, ethnicity, first language, disability?",
            ),
            AskedInAudit(
                AuditSection.ASSESSMENT,
                AuditQuestion.REASON_CLEAR,
                "Does it say plainly what led to the assessment?",
            ),
            AskedInAudit(
                AuditSection.ASSESSMENT,
                AuditQuestion.CHILD_CONSIDERED,
                "Is the child’s own development considered?",
            ),
            AskedInAudit(
                AuditSection.ASSESSMENT,
                AuditQuestion.PARENTS_CONSIDERED,
                "Is the care that parents or carers give considered?",
            ),
            AskedInAudit(
                AuditSection.ASSESSMENT,
                AuditQuestion.SURROUNDINGS_CONSIDERED,
                "Are the wider family, the home and the neighbourhood considered?",
            ),
            AskedInAudit(
                AuditSection.ASSESSMENT,
                AuditQuestion.STRENGTHS_AND_NEEDS,
                "Are strengths recorded as well as needs?",
            ),
            AskedInAudit(
                AuditSection.ASSESSMENT,
                AuditQuestion.EVIDENCE_GIVEN,
                "Are views backed by what was seen or said, and by whom?",
            ),
            AskedInAudit(
                AuditSection.ASSESSMENT,
                AuditQuestion.CONCLUSIONS_FOLLOW,
                "Do the conclusions follow from what was found?",
            ),
            AskedInAudit(
                AuditSection.OWN_WORDS,
                AuditQuestion.CHILDS_WORDS,
                "Are the child’s own words there, or what was seen of a child too young to say?",
            ),
            AskedInAudit(
                AuditSection.OWN_WORDS,
                AuditQuestion.PARENTS_WORDS,
                "Are the parents’ or carers’ own words there?",
            ),
            AskedInAudit(
                AuditSection.PLAN,
                AuditQuestion.OUTCOMES_DESIRED,
                "Does the plan say what should be better for the child?",
            ),
            AskedInAudit(
                AuditSection.PLAN,
                AuditQuestion.WHO_AND_BY_WHEN,
                "Has every action somebody who does it and a day by which it is done?",
            ),
            AskedInAudit(
                AuditSection.PLAN,
                AuditQuestion.FAMILYS_PART,
                "Does the family have a part in the plan?",
            ),
            AskedInAudit(
                AuditSection.TEAM,
                AuditQuestion.TEAM_MET,
                "Did a Team Around the Family meet, without long delay?",
            ),
            AskedInAudit(
                AuditSection.TEAM,
                AuditQuestion.RIGHT_AGENCIES,
                "Were the agencies that the needs call for invited?",
            ),
            AskedInAudit(
                AuditSection.TEAM,
                AuditQuestion.FAMILY_AT_MEETINGS,
                "Were the child or the parents at the meetings, or their views brought?",
            ),
            AskedInAudit(
                AuditSection.REVIEW,
                AuditQuestion.REVIEW_ON_TIME,
                "Was each review held by the day agreed on?",
            ),
            AskedInAudit(
                AuditSection.REVIEW,
                AuditQuestion.PROGRESS_SAID,
                "Do the reviews say what has changed for the child?",
            ),
            AskedInAudit(
                AuditSection.REVIEW,
                AuditQuestion.CLOSURE_REASONED,
                "If it is closed, is the reason borne out by the record?",
            ),
        ),
    ),
)


def questions_on(day: date, lists: tuple[QuestionList, ...] = QUESTION_LISTS) -> QuestionList:
    """The list of an audit that is drawn on a day: the latest begun by then, before all of them the first."""
    begun = [each for each in lists if each.starts_on <= day]
    return max(begun, key=lambda each: each.starts_on) if begun else min(lists, key=lambda e: e.starts_on)
