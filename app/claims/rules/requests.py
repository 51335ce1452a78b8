"""Who could supply a figure that is missing, and where a request for it stands."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from app.cases.rules.vocabulary import Word
from app.claims.rules.entered import BY_TERM, Days
from app.errors import Conflict, RuleRefused
from app.programme.facts import MeasurementKind

LONGEST_REASON = 500


class RequestState(Word):
    """Where a request for a figure stands.

    NONE_THERE: somebody looked, and there was no such spell. NOT_OURS: somebody else has to be asked.
    WITHDRAWN: the coordinator took it back, or the figure came another way.
    """

    ASKED = "asked"
    ANSWERED = "answered"
    NONE_THERE = "none-there"
    NOT_HELD = "not-held"
    NOT_OURS = "not-ours"
    WITHDRAWN = "withdrawn"


class Answer(Word):
    """What somebody who was asked for a figure may say."""

    FIGURE = "figure"
    NONE_THERE = "none-there"
    NOT_HELD = "not-held"
    NOT_OURS = "not-ours"


# Ours, from who holds what: the codes of the agencies, those to ask first first. Work and benefits are not
# here: no agency of the data sheet holds them, so the family's lead professional is asked.
HOLDERS: Mapping[MeasurementKind, tuple[str, ...]] = {
    MeasurementKind.UNAUTHORISED_ABSENCE: ("EWS", "SCHOOL"),
    MeasurementKind.FIXED_TERM_EXCLUSIONS: ("EWS", "SCHOOL"),
    MeasurementKind.SCHOOL_ATTENDANCE: ("EWS", "SCHOOL"),
    MeasurementKind.ANTISOCIAL_BEHAVIOUR_INCIDENTS: ("POLICE", "HOUSING"),
    MeasurementKind.PROVEN_OFFENCES: ("YOT",),
    MeasurementKind.OUT_OF_WORK_BENEFIT: (),
    MeasurementKind.EMPLOYMENT: (),
    MeasurementKind.WORK_PROGRAMME: (),
}


def holders_to_ask(
    kind: MeasurementKind, managed: Mapping[str, UUID], refused: Collection[UUID | None], *, is_led: bool
) -> Sequence[UUID | None]:
    """Who may be asked for a figure, the first to ask first: agencies, then (None) the lead professional.

    managed: the agencies, by code, that somebody with an account manages as a whole. refused: those that have
    said of this figure that they do not hold it, or that it is not theirs. is_led: the family has a lead.
    """
    agencies: list[UUID | None] = [managed[code] for code in HOLDERS[kind] if code in managed]
    return [each for each in (*agencies, *([None] if is_led else [])) if each not in refused]


def is_overdue(state: RequestState, needed_by: date, on: date) -> bool:
    """Whether a request still waits after the day by which it was needed."""
    return state is RequestState.ASKED and on > needed_by


def is_answer_to(kind: MeasurementKind, entered: Days, asked: Days) -> bool:
    """Whether a figure of these days is what was asked for: of the term, those days, or begun in them."""
    if kind in BY_TERM:
        return entered.meets(asked)
    return asked.first <= entered.first <= (asked.last or date.max) if kind.is_spell else entered == asked


def check_waits(state: RequestState) -> None:
    """Raises Conflict("request-settled") unless a request still waits for its answer."""
    if state is not RequestState.ASKED:
        raise Conflict("request-settled", "This has been answered or taken back already. Nothing was saved.")


def check_answer(kind: MeasurementKind, answer: Answer) -> None:
    """Refuse to say of a count that there was none: that is the figure 0. Raises RuleRefused("answer")."""
    if answer is Answer.NONE_THERE and not kind.is_spell:
        raise RuleRefused("answer", "If there was none, enter the figure 0, with its source.")
