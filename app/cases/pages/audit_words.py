"""Quality audits in the words that their pages print: categories, scores, rows of a record."""

from datetime import date

from app import govuk
from app.cases.pages.agency_words import agency_name
from app.cases.queries.audit_parts import AuditListed, AuditOnFile, Sampled, SampledRecord
from app.cases.queries.course_parts import CourseOnFile
from app.cases.queries.form_parts import PersonOnForm
from app.cases.queries.record_parts import AssessmentOnFile
from app.cases.rules.audit_questions import QUESTION_LISTS, AskedInAudit, AuditQuestion
from app.cases.rules.quality_audits import AgencyMix, AuditCategory, AuditScore, SampleState, Tally
from app.cases.rules.vocabulary import Ethnicity, Sex
from app.cases.services.finding import Choice

Rows = list[dict[str, dict[str, str]]]

CATEGORIES = {AuditCategory.ANY: "Any kind"}
MIXES = {
    AgencyMix.ANY: "One agency or several",
    AgencyMix.SINGLE_AGENCY: "One agency only",
    AgencyMix.MULTI_AGENCY: "Several agencies",
}
SCORES = {
    AuditScore.ONE: "1: yes",
    AuditScore.ZERO: "0: no",
    AuditScore.NOT_APPLICABLE: "Not applicable",
}
STATES = {
    SampleState.NO_AUDITOR: "No auditor yet",
    SampleState.TO_REVIEW: "To be reviewed",
    SampleState.SCORED: "Scored",
    SampleState.TAKEN_OUT: "Taken out",
}
COLOURS = {
    SampleState.NO_AUDITOR: "govuk-tag--yellow",
    SampleState.TO_REVIEW: "govuk-tag--light-blue",
    SampleState.SCORED: "govuk-tag--green",
    SampleState.TAKEN_OUT: "govuk-tag--grey",
}

SCORE_CHOICES = tuple(Choice(score.value, words) for score, words in SCORES.items())
CATEGORY_CHOICES = tuple(Choice(each.value, CATEGORIES.get(each, each.label)) for each in AuditCategory)
MIX_CHOICES = tuple(Choice(each.value, words) for each, words in MIXES.items())


def category(of: AuditCategory) -> str:
    """A category as pages print it."""
    return CATEGORIES.get(of, of.label)


def what(audit: AuditListed | AuditOnFile) -> str:
    """What an audit looks at: "Unborn, several agencies"."""
    return f"{category(audit.category)}, {MIXES[audit.mix].lower()}"


def every_question() -> list[AskedInAudit]:
    """Every question that any list has asked, in the latest words, in order."""
    latest = {
        each.question: each
        for asked in sorted(QUESTION_LISTS, key=lambda one: one.starts_on)
        for each in asked.asked
    }
    return [latest[question] for question in AuditQuestion if question in latest]


def score(found: Tally) -> str:
    """A score with its base: "80% (4 of 5)"."""
    return f"{found.percent}% ({found.ones} of {found.base})" if found.base else "Nothing applied"


def sampled_name(sampled: Sampled) -> str:
    """What a page calls a sampled assessment: never by a name."""
    return f"{sampled.kind.label}, initiated {govuk.long_date(sampled.initiated_on)}"


def _lead(assessment: AssessmentOnFile) -> str:
    agency = agency_name(assessment.lead_agency) if assessment.lead_agency else None
    return ", ".join(part for part in (assessment.lead, agency) if part)


def facts(found: SampledRecord) -> Rows:
    """The head of a sampled assessment."""
    assessment, course = found.course.assessment, found.course
    shown = [
        ("Stage", assessment.stage.label),
        ("Reasons", _reasons(course)),
        ("Initiated by", agency_name(assessment.initiating_agency)),
        ("Lead professional", _lead(assessment) or "None"),
        ("Consent", _consent(course)),
        ("Level of need", f"Level {course.level}" if course.level else "Not decided"),
        ("Next review", govuk.long_date(course.next_review_on) or "Not agreed"),
    ]
    return [{"key": {"text": key}, "value": {"text": value}} for key, value in shown]


def children(found: SampledRecord) -> Rows:
    """The children whom it is about: what is on record of each."""
    return [{"key": {"text": each.name}, "value": {"text": _child(each)}} for each in found.form.people]


def dates(found: SampledRecord) -> Rows:
    """The dated steps of a sampled assessment."""
    assessment = found.course.assessment
    steps: list[tuple[str, date | None]] = [
        ("Initiated", assessment.initiated_on),
        ("Consent", assessment.consented_on),
        ("Assessment started", assessment.assessment_started_on),
        ("Assessment completed", assessment.assessment_completed_on),
        ("First team meeting", assessment.first_team_meeting_on),
        ("First review", assessment.first_reviewed_on),
        ("Closed", assessment.closed_on),
    ]
    return [
        {"key": {"text": key}, "value": {"text": govuk.long_date(day) or "Not recorded"}}
        for key, day in steps
    ]


def _reasons(course: CourseOnFile) -> str:
    assessment = course.assessment
    primary = [assessment.primary_reason.label] if assessment.primary_reason else []
    return ", ".join([*primary, *(each.label for each in assessment.secondary_reasons)]) or "Not recorded"


def _consent(course: CourseOnFile) -> str:
    decided = (
        f"{each.decision.label}, {govuk.long_date(each.decided_on)}"
        + (f", by {each.decided_by.label.lower()}" if each.decided_by else "")
        + (f" ({', '.join(limit.agency or 'every other' for limit in each.limits)})" if each.limits else "")
        for each in course.assessment.consents
    )
    return "; ".join(decided) or "Nothing on file"


def _child(person: PersonOnForm) -> str:
    born = f"Born {govuk.long_date(person.born_on)}" if person.born_on else "Birth date not recorded"
    disabled = {True: "disabled", False: "not disabled", None: "disability not recorded"}
    return "; ".join(
        (
            f"Expected {govuk.long_date(person.expected_on)}" if person.expected_on else born,
            "sex not recorded" if person.sex is Sex.UNKNOWN else person.sex.label.lower(),
            f"ethnicity {_ethnicity(person.ethnicity)}",
            f"first language {person.first_language or 'not recorded'}",
            disabled[person.is_disabled],
        )
    )


def _ethnicity(code: str | None) -> str:
    if not code:
        return "not recorded"
    return Ethnicity(code).label if code in list(Ethnicity) else code
