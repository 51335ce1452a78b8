"""Two people changed the same record at once: the second sees both versions, and decides.

A page whose form carries the version that it started from takes it with `take`. A clash is answered with what
is recorded now beside what was entered, question by question, and three ways on. Nothing that was entered is
lost, not even where what it was about is gone.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from flask import render_template, request
from werkzeug.wrappers import Response as AnyResponse

from app import govuk
from app.errors import Conflict, NotFound, RuleRefused
from app.govuk import DATE_PARTS, Form
from app.questions import Kind, Question

Page = str | tuple[str, int] | AnyResponse
Result = TypeVar("Result")

CODES = frozenset({"changed-meanwhile", "note-corrected"})
AGAIN = "change-my-answers"
NOT_KEPT = frozenset({"csrf_token", "version", AGAIN})
SENTENCE = "Somebody else changed this record after you opened it. What you entered has not been saved yet."
GONE = (NotFound, RuleRefused)
AN_ID = re.compile(r"([a-z]:)?[0-9a-f]{8}-[0-9a-f-]{27}(:.*)?")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a form asks, and what the record answers to it now.

    version: that of the record, from which the form goes on; None: it carries no such field. keep: where to
    go on when what is recorded is to stay. adds: what is recorded stays beside what was entered, which is
    added to it. now: a sentence about what no question asks, such as that it was closed meanwhile. address:
    where the form is sent from now on; "" is where it was sent. also: more hidden fields that the form goes
    on from, in place of those sent. kept: whether a field of this name is kept. mine: what was entered by the
    names of the questions, where those are not the names of the form's fields.
    """

    questions: Sequence[Question]
    recorded: Form
    version: int | None
    heading: str
    caption: str
    keep: str
    adds: bool = False
    now: str = ""
    sentence: str = SENTENCE
    address: str = ""
    also: Sequence[tuple[str, str]] = ()
    kept: Callable[[str], bool] = bool
    mine: Form | None = None


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


def take(
    act: Callable[[], Result],
    *,
    shown: Callable[[Form], str],
    standing: Callable[[], Standing],
    done: Callable[[Result], AnyResponse],
    field_of: Mapping[str, str] | None = None,
) -> Page:
    """Do what a form that carries a version asks for; or show it again, with what was entered.

    act: loads the form and does it. shown: the form's page. standing: what is recorded now, asked for only
    after a clash. done: the answer once it is done. field_of: as for `govuk.redisplay`. Somebody or something
    chosen that is there no longer is said on the form too.
    """
    if is_asked_again():
        return asked_again(shown)
    try:
        result = act()
    except (*govuk.REFUSALS, NotFound) as refusal:
        try:
            if is_clash(refusal):
                return page(standing())
            return govuk.redisplay(refusal, shown, field_of=field_of)
        except GONE as gone:
            if isinstance(refusal, Conflict):
                return words_only(gone.message, 409)
            return _lost(gone)
    return done(result)


def asked_again(shown: Callable[[Form], str]) -> Page:
    """The form's page for somebody who saw both versions and changes theirs."""
    try:
        return shown(entered())
    except GONE as gone:
        return words_only(gone.message, 409)


def side_by_side(questions: Sequence[Question], recorded: Form, entered: Form) -> tuple[Side, ...]:
    """Each question of the record that either form answers, with both answers."""
    asked = (each for each in questions if each.is_recorded)
    sides = (Side(each.label, each.answer(recorded), each.answer(entered)) for each in asked)
    return tuple(side for side in sides if side.recorded or side.entered)


def is_clash(refusal: Exception) -> bool:
    """Whether a form was refused because its record was changed meanwhile."""
    return isinstance(refusal, Conflict) and refusal.code in CODES


def is_asked_again() -> bool:
    """Whether somebody who saw both versions wants the form back, to change what they entered."""
    return AGAIN in request.form


def entered() -> Form:
    """The form as it was sent."""
    return Form({name: request.form.getlist(name) for name in request.form})


def page(standing: Standing) -> tuple[str, int]:
    """Both versions side by side, with the answers kept in a form that goes on from the version of now."""
    mine = entered()
    left_out = NOT_KEPT.union(name for name, _ in standing.also)
    kept = [
        (name, value)
        for name in request.form
        for value in mine.values(name)
        if name not in left_out and standing.kept(name)
    ]
    body = render_template(
        "clash.html",
        form=Form(mine.entered, {"": standing.sentence}),
        standing=standing,
        sides=side_by_side(standing.questions, standing.recorded, standing.mine or mine),
        kept=[*standing.also, *kept],
        again=AGAIN,
    )
    return body, 409


def words_only(sentence: str, status: int, *, heading: str = "What you entered") -> tuple[str, int]:
    """What was entered, to be copied, where what it was about is no longer there to be changed."""
    form = entered()
    body = render_template(
        "clash_gone.html",
        form=Form(form.entered, {"": sentence} if status in (409, 422) else {}),
        heading=heading,
        sentence=sentence,
        words=_in_own_words(form),
    )
    return body, status


def _lost(gone: NotFound | RuleRefused) -> tuple[str, int]:
    """The same with the status that it has for whoever entered nothing, and is told no more than that."""
    if not _in_own_words(entered()):
        raise gone
    return words_only(gone.message, 404 if isinstance(gone, NotFound) else 422)


def _in_own_words(form: Form) -> list[tuple[str, str]]:
    """What was typed or chosen, each under the name of its box in words; ids say nothing to anybody."""
    found: dict[str, str] = {}
    for name in form.entered:
        box, _, part = name.rpartition("-")
        is_date = part in DATE_PARTS
        if name in NOT_KEPT or (is_date and part != DATE_PARTS[0]):
            continue
        question = Question(box if is_date else name, "", Kind.DATE if is_date else Kind.TEXT)
        told = question.answer(form) if is_date else ", ".join(form.values(name)).strip()
        if told and not AN_ID.fullmatch(told):
            found[question.name.replace("_", " ").replace("-", " ").capitalize()] = told
    return list(found.items())
