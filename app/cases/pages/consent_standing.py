"""What is recorded of consent and of sharing without it, for whoever was overtaken in recording more."""

from flask import request, url_for

from app import govuk
from app.cases.pages import record as words
from app.cases.pages.sharing_forms import EVERY, GROUPS
from app.cases.queries.record_parts import FamilyRecord
from app.cases.queries.sharing_parts import ConsentGiven, ConsentLimit
from app.cases.rules.consent_items import ConsentItem
from app.cases.rules.sharing import ConsentBy, LawfulReason
from app.cases.rules.vocabulary import ConsentDecision
from app.cases.services.consenting import ConsentToRecord
from app.cases.services.finding import Choice
from app.clashes import Standing
from app.govuk import Form
from app.questions import Kind, Question, filled

DECISIONS = tuple(Choice(each.value, each.label) for each in ConsentDecision)
DECIDERS = tuple(Choice(each.value, each.label) for each in ConsentBy)
REASONS = tuple(Choice(each.value, each.label) for each in LawfulReason)
MORE = {"": "", "_2": ", second part", "_3": ", third part"}


def consent_standing(found: ConsentToRecord) -> Standing:
    """The latest decision about consent, beside the one that was entered."""
    agencies = (Choice(EVERY, "Every agency"), *(Choice(str(each.id), each.name) for each in found.agencies))
    items = (Choice(EVERY, "All of it"), *(Choice(each.value, each.label) for each in ConsentItem))
    limits = (
        question
        for end in GROUPS
        for question in (
            Question(f"agencies{end}", f"Agencies that may read it{MORE[end]}", Kind.TICKS, choices=agencies),
            Question(f"items{end}", f"What they may read{MORE[end]}", Kind.TICKS, choices=items),
        )
    )
    return Standing(
        (
            Question("decision", "What was decided", Kind.RADIOS, choices=DECISIONS),
            Question("decided_on", "On which day", Kind.DATE),
            Question("decided_by", "Who decided", Kind.RADIOS, choices=DECIDERS),
            Question("present", "Who was present"),
            *limits,
            Question("risk", "What the risk is"),
            Question("follow_up_on", "Follow it up by", Kind.DATE),
        ),
        _decided(found, found.consents[-1]) if found.consents else Form(),
        found.version,
        "Record consent",
        f"{words.family_name(found.reference)}. {title_of(found)}",
        _keep(found),
        adds=True,
        now="The decision of the latest day acts; of one day, the one that was recorded last.",
    )


def sharing_standing(found: ConsentToRecord, record: FamilyRecord) -> Standing:
    """What has been asked or approved already of sharing with the same agency."""
    agencies = tuple(Choice(str(each.id), each.name) for each in found.agencies)
    codes = {each.code: str(each.id) for each in found.agencies}
    asked = (
        each
        for assessment in record.assessments
        if assessment.id == found.assessment_id
        for each in assessment.sharings
        if codes.get(each.agency) == request.form.get("agency_id")
    )
    recorded = (
        filled(
            {
                "agency_id": codes[each.agency],
                "reason": each.reason.value,
                "explanation": each.explanation,
            }
        )
        for each in asked
    )
    return Standing(
        (
            Question("agency_id", "With which agency", Kind.SELECT, choices=agencies),
            Question("reason", "The lawful reason", Kind.RADIOS, choices=REASONS),
            Question("explanation", "Why it holds here"),
        ),
        next(recorded, Form()),
        record.version,
        "Share without consent",
        f"{words.family_name(found.reference)}. {title_of(found)}",
        _keep(found),
        adds=True,
    )


def title_of(found: ConsentToRecord) -> str:
    """What the forms about consent call an assessment."""
    return f"{found.kind.label}, initiated {govuk.long_date(found.initiated_on)}"


def _decided(found: ConsentToRecord, given: ConsentGiven) -> Form:
    """A decision as the form has it; what was limited stands in as many of its groups as it has."""
    ids = {each.code: str(each.id) for each in found.agencies}
    by_items: dict[tuple[str, ...], list[str]] = {}
    for limit in given.limits:
        by_items.setdefault(_items(limit), []).append(ids.get(limit.agency, "") if limit.agency else EVERY)
    limits = {
        name: values
        for end, (items, agencies) in zip(GROUPS, by_items.items(), strict=False)
        for name, values in ((f"agencies{end}", agencies), (f"items{end}", list(items)))
    }
    return filled(
        {
            "decision": given.decision.value,
            "decided_on": given.decided_on,
            "decided_by": given.decided_by.value if given.decided_by else None,
            "present": given.present,
            **limits,
        }
    )


def _items(limit: ConsentLimit) -> tuple[str, ...]:
    return tuple(item.value for item in limit.items) if limit.items is not None else (EVERY,)


def _keep(found: ConsentToRecord) -> str:
    return url_for("cases_pages.family", family_id=found.family_id, _anchor="consent")
