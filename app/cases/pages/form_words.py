"""The form of an assessment in the words that its pages print: pure, from the form to rows of text."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.cases.queries.form_parts import FormOnFile, PersonOnForm, SectionKept
from app.cases.rules.form import PlannedAction, SectionState
from app.cases.rules.form_boxes import DOMAINS, QUESTIONS, TITLES, FormSection, boxes_of, elements_of
from app.cases.rules.form_clash import Keep
from app.cases.rules.vocabulary import AssessmentKind, Ethnicity, Sex
from app.govuk import at_time, long_date

Rows = list[dict[str, dict[str, str]]]
AddressOf = Callable[[UUID, FormSection, str | None], str]

TAGS = {SectionState.IN_PROGRESS: "govuk-tag--light-blue", SectionState.NOT_STARTED: "govuk-tag--blue"}


@dataclass(frozen=True, slots=True)
class Part:
    """A section to be read: its answers in order, and for the plan its actions."""

    section: FormSection
    title: str
    saved: str
    answers: tuple[tuple[str, str], ...]
    actions: tuple[PlannedAction, ...]


def form_name(form: FormOnFile) -> str:
    """What a page calls a form: never by a name."""
    kind = "CAF form" if form.kind is AssessmentKind.CAF else "Family assessment form"
    return f"{kind}, {family_name(form)}"


def family_name(form: FormOnFile) -> str:
    """The family by its reference."""
    return f"family {form.reference}" if form.reference else "family without a reference"


def details(form: FormOnFile) -> Rows:
    """What the record knows of the people, so that nobody types it again."""
    assessed = [person for person in form.people if person.is_assessed]
    others = [person for person in form.people if not person.is_assessed]
    shown = [(person.name, _about(person)) for person in assessed]
    shown += [
        ("Others in the household", "; ".join(_other(person) for person in others) or "Nobody on record"),
        ("Address", form.address or "Not recorded"),
        ("Lead professional", ", ".join(part for part in (form.lead, form.lead_agency) if part) or "None"),
        ("Initiated", long_date(form.initiated_on)),
        ("Consent", _consent(form)),
    ]
    return [{"key": {"text": key}, "value": {"text": value}} for key, value in shown]


def tasks(form: FormOnFile, address: AddressOf) -> list[dict[str, Any]]:
    """Every section with how far it is, in the shape that the task list takes."""
    return [
        {
            "title": {"text": TITLES[section]},
            "href": address(form.assessment_id, section, None),
            "hint": {"text": _hint(form, section)} if _hint(form, section) else None,
            "status": _status(form.state_of(section)),
        }
        for section in FormSection
    ]


def missing(form: FormOnFile, address: AddressOf) -> list[dict[str, str]]:
    """What is missing, each with the way to its box."""
    return [
        {"text": each.sentence, "href": address(form.assessment_id, each.section, each.place)}
        for each in form.missing
    ]


def parts(form: FormOnFile) -> list[Part]:
    """The form to be read from beginning to end, or what of it may be read."""
    found = []
    for section in FormSection:
        if not form.shows(section):
            continue
        kept = form.kept(section)
        texts = kept.content.texts
        answers = tuple((QUESTIONS[box], texts[box]) for box in boxes_of(section) if box in texts)
        found.append(Part(section, TITLES[section], saved(kept), answers, kept.content.actions))
    return found


def history(form: FormOnFile) -> list[tuple[str, UUID | None]]:
    """When the form was completed and reopened, the first first, with the completions that are past."""
    said: list[tuple[str, UUID | None]] = []
    for each in form.completions:
        by = f" by {each.completed_by}" if each.completed_by else ""
        is_past = each.reopened_at is not None
        said.append((f"Completed on {long_date(each.completed_on)}{by}.", each.id if is_past else None))
        if each.reopened_at and each.reopen_reason:
            why = each.reopen_reason.label.lower()
            said.append((f"Reopened on {at_time(each.reopened_at)}: {why}.", None))
    return said


def saved(kept: SectionKept) -> str:
    """When a section was last saved, and by whom; nothing if it never was."""
    if kept.saved_at is None:
        return ""
    by = f" by {kept.saved_by}" if kept.saved_by else ""
    return f"Last saved on {at_time(kept.saved_at)}{by}"


def keep_choices(kept: SectionKept) -> list[tuple[str, str]]:
    """What may be chosen of two texts."""
    theirs = f"What {kept.saved_by} saved" if kept.saved_by else "What was saved"
    return [
        (Keep.BOTH.value, "Both, one after the other"),
        (Keep.MINE.value, "What I entered"),
        (Keep.THEIRS.value, theirs),
    ]


def _hint(form: FormOnFile, section: FormSection) -> str:
    kept = form.kept(section)
    said = saved(kept)
    if section in DOMAINS and said:
        elements = elements_of(section)
        texts = kept.content.texts
        filled = sum(1 for each in elements if each.strengths in texts or each.needs in texts)
        return f"{filled} of {len(elements)} elements. {said}"
    return said


def _status(state: SectionState) -> dict[str, Any]:
    if state is SectionState.DONE:
        return {"text": "Done"}
    return {"tag": {"text": state.label, "classes": TAGS[state]}}


def _about(person: PersonOnForm) -> str:
    known = [
        _born(person.born_on, person.expected_on),
        person.sex.label if person.sex is not Sex.UNKNOWN else "sex not recorded",
        _ethnicity(person.ethnicity),
        f"first language {person.first_language}" if person.first_language else "",
        {True: "disabled", False: "not disabled", None: ""}[person.is_disabled],
    ]
    return ", ".join(each for each in known if each)


def _other(person: PersonOnForm) -> str:
    role = f" ({person.role.label.lower()})" if person.role else ""
    return f"{person.name}{role}"


def _born(born_on: date | None, expected_on: date | None) -> str:
    if born_on:
        return f"Born {long_date(born_on)}"
    return f"Expected {long_date(expected_on)}" if expected_on else "Date of birth not recorded"


def _ethnicity(code: str | None) -> str:
    if not code:
        return ""
    return Ethnicity(code).label if code in list(Ethnicity) else code


def _consent(form: FormOnFile) -> str:
    if form.consent is None:
        return "No decision is recorded"
    return f"{form.consent.label}, {long_date(form.consent_on)}"
