"""The one form that answers many cases: how its fields are named, read and shown again."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from marshmallow import fields, validate
from werkzeug.datastructures import MultiDict

from app import govuk
from app.campaigns.queries.parts import RowRead
from app.campaigns.rules.answers import Given, answer_given, lacking
from app.campaigns.rules.vocabulary import RowAnswer
from app.campaigns.schemas import Answered
from app.campaigns.services.answering import AnswerSent
from app.errors import Conflict, DomainError
from app.govuk import DATE_PARTS, Form, FormRefused

CASE = "case"
MOST_CASES = 100
GONE = "A case that you answered is on your list no more, so your answer was not saved."
OUT_OF_DATE = "This form is out of date. Load the page again."

# Where the sentence of a refusal stands; any other stands at the answer itself.
REFUSED_AT = {
    "closing-day-missing": "closed_on",
    "no-closing-meeting": "closed_on",
    "dates-out-of-order": "closed_on",
    "in-the-future": "closed_on",
    "after-closure": "closed_on",
    "closing-reason-missing": "closure_reason",
    "why-missing": "why",
}


class RowForm(Answered):
    """One case of the form. who, why: the words that belong to one answer each, in a box of their own."""

    who = fields.String(
        load_default=None, validate=validate.Length(max=500, error="Say it in at most {max} characters.")
    )
    why = fields.String(
        load_default=None, validate=validate.Length(max=500, error="Say it in at most {max} characters.")
    )


def name(row_id: UUID | str, what: str) -> str:
    """What a field of a case is called in the form."""
    return f"case-{row_id}-{what}"


@dataclass(slots=True)
class Sent:
    """What a form held: answers to save, and what is wrong with others, by the names of their fields."""

    cases: list[UUID] = field(default_factory=list)
    answers: dict[UUID, AnswerSent] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read(form: MultiDict[str, str], known: Mapping[UUID, RowRead]) -> Sent:
    """The answers of a form. A case without an answer is left out, and so is one whose answer stands already.

    Raises FormRefused when the form is none of ours.
    """
    found = Sent(list(dict.fromkeys(cases_of(form))))
    for row_id in found.cases:
        of_case = MultiDict(
            (sent_name.removeprefix(name(row_id, "")), value)
            for sent_name, value in form.items(multi=True)
            if sent_name.startswith(name(row_id, ""))
        )
        if not of_case.get("answer", "").strip():
            if _says_something(of_case):
                found.errors[name(row_id, "answer")] = "Choose an answer to go with what you entered."
            continue
        version, record = _number(of_case, "version"), _number(of_case, "record")
        try:
            values = govuk.load_form(RowForm(), of_case)
        except FormRefused as refusal:
            found.errors |= {name(row_id, what): said for what, said in refusal.errors.items()}
            continue
        given = _given(values)
        missing = {name(row_id, REFUSED_AT[code]): said for code, said in lacking(given)}
        if missing:
            found.errors |= missing
            continue
        row = known.get(row_id)
        if row is not None and row.version == version and is_as_answered(row, given):
            continue
        found.answers[row_id] = AnswerSent(given, version, record)
    return found


def cases_of(form: MultiDict[str, str]) -> list[UUID]:
    """The cases that a form shows, in its order. Raises FormRefused."""
    named = form.getlist(CASE)
    try:
        cases = [UUID(text) for text in named]
    except ValueError:
        raise FormRefused({"": OUT_OF_DATE}) from None
    if not cases or len(cases) > MOST_CASES:
        raise FormRefused({"": OUT_OF_DATE})
    return cases


def without_gone(
    errors: Mapping[str, str], form: MultiDict[str, str], gone: Sequence[UUID]
) -> dict[str, str]:
    """The errors, with one sentence for cases that are on the list no more, and what was entered for them."""
    prefixes = tuple(name(row_id, "") for row_id in gone)
    kept = {field_name: said for field_name, said in errors.items() if not field_name.startswith(prefixes)}
    if len(kept) == len(errors):
        return kept
    words = [
        text for row_id in gone for what in ("answer", "who", "why") if (text := _words(form, row_id, what))
    ]
    return {"": f"{GONE} You entered: {'; '.join(words)}.", **kept}


def _words(form: MultiDict[str, str], row_id: UUID, what: str) -> str:
    """What was chosen or typed for a case, as the page words it."""
    text = form.get(name(row_id, what), "").strip()
    if what != "answer":
        return text
    return next((answer.label for answer in RowAnswer if answer.value == text), "")


def is_as_answered(row: RowRead, given: Given) -> bool:
    """Whether an answer is the one that holds for a case already."""
    held = row.latest
    return held is not None and given == Given(held.answer, held.closed_on, held.closure_reason, held.words)


def refusals(refused: Mapping[UUID, DomainError], now: Mapping[UUID, RowRead]) -> dict[str, str]:
    """The sentence of each refusal, by the name of the field where it stands."""
    return {
        name(row_id, REFUSED_AT.get(refusal.code, "answer")): _sentence(refusal, now.get(row_id))
        for row_id, refusal in refused.items()
    }


def begun(rows: Iterable[RowRead]) -> Form:
    """The form as it begins: with the answers that hold."""
    entered: dict[str, Sequence[str]] = {}
    for row in rows:
        held = row.latest
        if held is None:
            continue
        values = {
            "answer": held.answer.value,
            "closure_reason": held.closure_reason.value if held.closure_reason else "",
            "who": held.words or "" if held.answer == "not-ours" else "",
            "why": held.words or "" if held.answer == "right-as-it-is" else "",
        }
        if held.closed_on:
            values |= {f"closed_on-{part}": str(getattr(held.closed_on, part)) for part in DATE_PARTS}
        entered |= {name(row.id, what): [value] for what, value in values.items()}
    return Form(entered)


def answer_words(row: RowRead) -> str:
    """The answer that holds for a case, in words; nothing while there is none."""
    held = row.latest
    if held is None:
        return ""
    said = held.answer.label
    if held.closed_on and held.closure_reason:
        said = f"{said}: {held.closure_reason.label.lower()}, on {govuk.long_date(held.closed_on)}"
    elif held.words:
        said = f"{said}: {held.words}"
    by = f" by {held.by}" if held.by else ""
    return f"{said} (answered{by}, {govuk.at_time(held.at)})"


def answered_by(row: RowRead) -> str:
    """Who answered a case last, and when, in a sentence; nothing while nobody has."""
    held = row.latest
    return f"{held.by or 'Somebody'} answered it, {govuk.at_time(held.at)}." if held else ""


def _sentence(refusal: DomainError, row: RowRead | None) -> str:
    """What is said of a refusal; beside a clash stands what the other person answered."""
    if isinstance(refusal, Conflict) and refusal.code == "changed-meanwhile" and row is not None:
        return (
            f"{refusal.message} It now says: {answer_words(row)}. Save again to put your answer in its place."
        )
    return refusal.message


def _given(values: Mapping[str, Any]) -> Given:
    answer = values["answer"]
    words = values["who"] if answer == "not-ours" else values["why"]
    return answer_given(
        answer, closed_on=values["closed_on"], closure_reason=values["closure_reason"], words=words
    )


def _says_something(of_case: MultiDict[str, str]) -> bool:
    """Whether anything was entered beside an answer that was not chosen."""
    boxes = ("closure_reason", "who", "why", *(f"closed_on-{part}" for part in DATE_PARTS))
    return any(of_case.get(box, "").strip() for box in boxes)


def _number(of_case: MultiDict[str, str], what: str) -> int:
    """A version that the form carries. Raises FormRefused."""
    text = of_case.get(what, "")
    if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII):
        raise FormRefused({"": OUT_OF_DATE})
    return int(text)
