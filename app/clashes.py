"""Two people changed the same record at once: the second sees both versions, and decides.

A page whose form carries the version that it started from answers a clash with `page`: what is recorded now
beside what was entered, question by question, and three ways on. Nothing that was entered is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request

from app.errors import Conflict
from app.govuk import Form
from app.questions import Question

CODE = "changed-meanwhile"
AGAIN = "change-my-answers"
NOT_KEPT = frozenset({"csrf_token", "version", AGAIN})
SENTENCE = "Somebody else changed this record after you opened it. What you entered has not been saved yet."


@dataclass(frozen=True, slots=True)
class Side:
    """One question with what is recorded now and what was entered; "" is nothing."""

    label: str
    recorded: str
    entered: str

    @property
    def differs(self) -> bool:
        """Whether saving what was entered would change what is recorded."""
        return self.recorded != self.entered


def side_by_side(questions: Sequence[Question], recorded: Form, entered: Form) -> tuple[Side, ...]:
    """Each question of the record that either form answers, with both answers."""
    asked = (each for each in questions if each.is_recorded)
    sides = (Side(each.label, each.answer(recorded), each.answer(entered)) for each in asked)
    return tuple(side for side in sides if side.recorded or side.entered)


def is_clash(refusal: Exception) -> bool:
    """Whether a form was refused because its record was changed meanwhile."""
    return isinstance(refusal, Conflict) and refusal.code == CODE


def is_asked_again() -> bool:
    """Whether somebody who saw both versions wants the form back, to change what they entered."""
    return AGAIN in request.form


def entered() -> Form:
    """The form as it was sent."""
    return Form({name: request.form.getlist(name) for name in request.form})


def page(
    questions: Sequence[Question], *, recorded: Form, version: int, heading: str, caption: str, keep: str
) -> tuple[str, int]:
    """Both versions side by side, with the answers kept in a form that goes on from the version of now.

    recorded: the same questions answered by the record as it stands. version: the one it has. keep: where to
    go on when what is recorded is to stay.
    """
    mine = entered()
    body = render_template(
        "clash.html",
        form=Form(mine.entered, {"": SENTENCE}),
        sides=side_by_side(questions, recorded, mine),
        kept=[(name, value) for name in request.form for value in mine.values(name) if name not in NOT_KEPT],
        version=version,
        heading=heading,
        caption=caption,
        keep=keep,
        again=AGAIN,
    )
    return body, 409
