"""An assessment's form as it is filled in: what it holds, what is missing, who may still change it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.cases.rules.form_boxes import (
    DOMAINS,
    LONGEST_TEXT,
    MOST_ACTIONS,
    TITLES,
    Box,
    FormSection,
    boxes_of,
)
from app.cases.rules.vocabulary import ConsentDecision, Word
from app.errors import RuleRefused
from app.periods import LIVING_MEMORY

UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")

REQUIRED: Mapping[Box, str] = {
    Box.PEOPLE_PRESENT: "Enter who was present.",
    Box.WHAT_LED_TO_IT: "Enter what led to this assessment.",
    Box.CONCLUSIONS: "Enter what was concluded.",
    Box.CHILDS_WORDS: "Enter the child’s own words, or what you saw if they are too young to say.",
    Box.PARENTS_WORDS: "Enter the parents’ or carers’ own words.",
}


class FormState(Word):
    """Where a form stands. Kept elsewhere: completed before, or outside, Loxley's own forms."""

    NOT_STARTED = "not-started"
    DRAFT = "draft"
    COMPLETED = "completed"
    KEPT_ELSEWHERE = "kept-elsewhere"


class SectionState(Word):
    """How far a section is. In progress: something stands in it, and something is missing."""

    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    DONE = "done"


class ReopenReason(Word):
    """Why a completed form was opened again."""

    MISTAKE_FOUND = "mistake-found"
    FAMILY_ASKED = "family-asked"
    NEW_INFORMATION = "new-information"
    COMPLETED_TOO_EARLY = "completed-too-early"


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """A row of the plan, as far as it is filled in. by_when: as entered, day/month/year."""

    desired_outcome: str = ""
    action: str = ""
    who: str = ""
    by_when: str = ""

    @property
    def by_on(self) -> date | None:
        """The day by which it is to be done; None while what was entered is no day."""
        found = DAY.fullmatch(self.by_when)
        try:
            day = date(int(found[3]), int(found[2]), int(found[1])) if found else None
        except ValueError:
            return None
        return day if day is not None and day in LIVING_MEMORY else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was entered."""
        return not any((self.desired_outcome, self.action, self.who, self.by_when))


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in a section: words by box, or for the plan its actions in order. No box is empty."""

    texts: Mapping[Box, str] = field(default_factory=dict)
    actions: tuple[PlannedAction, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not self.texts and not self.actions


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a form must have to be completed. place: the id of the box that it belongs in."""

    section: FormSection
    place: str
    sentence: str


NOTHING = Content()

Contents = Mapping[FormSection, Content]


def tidied(texts: Mapping[Box, str], actions: Sequence[PlannedAction]) -> Content:
    """What was sent as it is kept: one kind of line end, nothing unprintable, nothing empty."""
    words = {box: _plain(text) for box, text in texts.items()}
    rows = (
        PlannedAction(_plain(row.desired_outcome), _plain(row.action), _plain(row.who), _plain(row.by_when))
        for row in actions
    )
    return Content(
        {box: text for box, text in words.items() if text}, tuple(row for row in rows if not row.is_empty)
    )


def check_belongs(section: FormSection, content: Content) -> None:
    """Refuse words for a box that a section does not have, and more than it can hold.

    Raises RuleRefused("not-in-this-section" | "too-many-actions" | "text-too-long").
    """
    if not set(content.texts) <= set(boxes_of(section)) or (
        content.actions and section is not FormSection.PLAN
    ):
        raise RuleRefused("not-in-this-section", "Something was sent that this section has no box for.")
    if len(content.actions) > MOST_ACTIONS:
        raise RuleRefused("too-many-actions", f"Enter {MOST_ACTIONS} actions or fewer.")
    if any(len(text) > LONGEST_TEXT for text in content.texts.values()):
        raise RuleRefused("text-too-long", f"Enter {LONGEST_TEXT:,} characters or fewer in each box.")


def missing_from(contents: Contents) -> tuple[Missing, ...]:
    """What a form still needs before it can be completed, in the form's order.

    Not every element needs a comment; each domain needs one at least.
    Source: CAF practitioners' guide, March 2010 (recalled).
    """
    return tuple(
        each for section in FormSection for each in _missing(section, contents.get(section, NOTHING))
    )


def section_state(section: FormSection, content: Content) -> SectionState:
    """How far a section is."""
    if content.is_empty:
        return SectionState.NOT_STARTED
    return SectionState.IN_PROGRESS if _missing(section, content) else SectionState.DONE


def form_state(*, is_completed: bool, was_saved: bool) -> FormState:
    """Where a form stands: completed or not, and whether anything of it was ever saved here."""
    if is_completed:
        return FormState.COMPLETED if was_saved else FormState.KEPT_ELSEWHERE
    return FormState.DRAFT if was_saved else FormState.NOT_STARTED


def check_can_fill_in(*, is_completed: bool, is_closed: bool, consent: ConsentDecision | None) -> None:
    """Refuse a change of a form that is finished with, or that the family does not agree to.

    consent: the latest decision; None where none is recorded yet.
    Source: East Midlands minimum standards (no CAF without agreement).
    Raises RuleRefused("assessment-closed" | "form-completed" | "no-consent").
    """
    check_can_reopen(is_closed=is_closed, consent=consent)
    if is_completed:
        raise RuleRefused("form-completed", "This form is completed. Reopen it to change it.")


def check_can_reopen(*, is_closed: bool, consent: ConsentDecision | None) -> None:
    """Refuse work on the form of an assessment that is closed or has no consent.

    Raises RuleRefused("assessment-closed" | "no-consent").
    """
    if is_closed:
        raise RuleRefused("assessment-closed", "This assessment is closed, so its form cannot be changed.")
    if consent in (ConsentDecision.REFUSED, ConsentDecision.WITHDRAWN):
        raise RuleRefused(
            "no-consent",
            f"The family has {consent} consent, so this form cannot be filled in. "
            "Record their new decision first if they have changed their mind.",
        )


def can_fill_in(*, is_completed: bool, is_closed: bool, consent: ConsentDecision | None) -> bool:
    """Whether `check_can_fill_in` would let a form be changed."""
    try:
        check_can_fill_in(is_completed=is_completed, is_closed=is_closed, consent=consent)
    except RuleRefused:
        return False
    return True


def can_reopen(*, is_closed: bool, consent: ConsentDecision | None) -> bool:
    """Whether `check_can_reopen` would let a completed form be reopened."""
    try:
        check_can_reopen(is_closed=is_closed, consent=consent)
    except RuleRefused:
        return False
    return True


def check_complete(contents: Contents) -> None:
    """Raises RuleRefused("form-incomplete") while something is missing from a form."""
    missing = missing_from(contents)
    if missing:
        what = "1 thing is" if len(missing) == 1 else f"{len(missing)} things are"
        raise RuleRefused("form-incomplete", f"The form cannot be completed yet: {what} missing.")


def _missing(section: FormSection, content: Content) -> tuple[Missing, ...]:
    boxes = boxes_of(section)
    if section is FormSection.PLAN:
        return _missing_of_plan(content.actions)
    if section in DOMAINS:
        if content.texts:
            return ()
        sentence = f"Enter a strength or a need under “{TITLES[section]}”."
        return (Missing(section, boxes[0].value, sentence),)
    return tuple(Missing(section, box.value, REQUIRED[box]) for box in boxes if box not in content.texts)


def _missing_of_plan(actions: Sequence[PlannedAction]) -> tuple[Missing, ...]:
    if not actions:
        sentence = "Enter at least one desired outcome with an action."
        return (Missing(FormSection.PLAN, "action-1-desired_outcome", sentence),)
    return tuple(each for number, row in enumerate(actions, start=1) for each in _missing_of_row(number, row))


def _missing_of_row(number: int, row: PlannedAction) -> tuple[Missing, ...]:
    asked = (
        ("desired_outcome", bool(row.desired_outcome), "enter the desired outcome."),
        ("action", bool(row.action), "enter what will be done."),
        ("who", bool(row.who), "enter who will do it."),
        ("by_when-day", row.by_on is not None, "enter a real date by when, like 27 9 2013."),
    )
    return tuple(
        Missing(FormSection.PLAN, f"action-{number}-{name}", f"Action {number}: {sentence}")
        for name, is_there, sentence in asked
        if not is_there
    )


def _plain(text: str) -> str:
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
