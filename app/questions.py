"""The questions of a form, stated once: how each is asked, and how an answer to it is read back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from app import govuk
from app.govuk import Choice, Form

NOT_OFFERED = "One that is no longer offered"


class Kind(Enum):
    """How a question is asked."""

    TEXT = "text"
    DATE = "date"
    SELECT = "select"
    RADIOS = "radios"
    TICKS = "ticks"


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form. choices: what may be chosen. width: of a text box, in characters, if short.

    is_recorded: whether its answer becomes part of the record, and so can clash with what stands there.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    hint: str = ""
    choices: Sequence[Choice] = ()
    width: int | None = None
    is_recorded: bool = True

    def items(self, form: Form) -> list[dict[str, Any]]:
        """The choices in the shape that a select or radios take, with the entered one marked."""
        return govuk.choices(self.choices, form.value(self.name))

    def answer(self, form: Form) -> str:
        """What a form holds for this question, as it is read: "12 July 2013", "Child"; "" for nothing."""
        match self.kind:
            case Kind.TEXT:
                return form.value(self.name).replace("\r\n", "\n").strip()
            case Kind.DATE:
                return _date_answer([form.value(f"{self.name}-{part}").strip() for part in govuk.DATE_PARTS])
            case Kind.SELECT | Kind.RADIOS:
                return self._chosen([form.value(self.name)])
            case Kind.TICKS:
                return self._chosen(form.values(self.name))

    def _chosen(self, values: Sequence[str]) -> str:
        """What was chosen, in the order in which it is offered; what is not offered is told as such."""
        sent = {value for value in values if value}
        offered = [choice.text for choice in self.choices if choice.value in sent]
        gone = [NOT_OFFERED] if sent - {choice.value for choice in self.choices} else []
        return ", ".join([*offered, *gone])


def filled(values: Mapping[str, str | date | bool | Collection[str] | None]) -> Form:
    """A form in which these values stand, to begin with; None leaves its question open.

    Several values are the boxes that are ticked.
    """
    entered: dict[str, list[str]] = {}
    for name, value in values.items():
        match value:
            case None:
                pass
            case bool():
                entered[name] = ["yes" if value else "no"]
            case date():
                entered |= {f"{name}-{part}": [str(getattr(value, part))] for part in govuk.DATE_PARTS}
            case str():
                entered[name] = [str(value)]
            case _:
                entered[name] = [str(each) for each in value]
    return Form(entered)


def _date_answer(parts: list[str]) -> str:
    try:
        day, month, year = map(int, parts)
        return govuk.long_date(date(year, month, day))
    except ValueError:
        return " ".join(part for part in parts if part)
