"""What the Board's report prints besides its texts: recommendations, risks and the title block.

Every change is a version beside those before it. All of it is free of cases: nothing here opens a family.
"""

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from sqlmodel import Session

from app import audit, clock
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.db import reading, transaction
from app.errors import NotFound
from app.reports.models_words import (
    BoardProgress,
    BoardRecommendation,
    BoardRisk,
    BoardTitleBlock,
)
from app.reports.queries import board_words as queries
from app.reports.queries.board_words import (
    RecommendationKept,
    RiskKept,
    TitleBlockKept,
)
from app.reports.rules import board_words as rules
from app.reports.rules.board_words import TitleBlock
from app.reports.rules.commentary import check_free_of_figures, check_printable
from app.reports.writing_checks import check_letters, check_version


@dataclass(frozen=True, slots=True)
class RecommendationChange:
    """A recommendation as somebody enters it."""

    paper: rules.PaperOf
    text: str
    asked_on: date
    owner: str
    due_on: date
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class RiskChange:
    """A risk as somebody enters it."""

    paper: rules.PaperOf
    risk: str
    likelihood: rules.Level
    impact: rules.Level
    mitigation: str
    owner: str
    trend: rules.Trend
    raised_on: date
    review_on: date
    closed_on: date | None = None


def recommendations(*, actor: Actor) -> list[RecommendationKept]:
    """The recommendations as they stand, by number. Raises Forbidden("role")."""
    check_may(actor, Action.WRITE_BOARD_REPORT)
    with reading(actor) as session:
        return queries.latest_of(queries.recommendations(session))


def recommendation(number: int, *, actor: Actor) -> tuple[RecommendationKept, ...]:
    """A recommendation, the latest version first. Raises Forbidden("role"), NotFound("recommendation")."""
    check_may(actor, Action.WRITE_BOARD_REPORT)
    with reading(actor) as session:
        return _recommendation(session, number)


def recommend(new: RecommendationChange, *, actor: Actor, today: date) -> int:
    """Put a recommendation on the register. Returns its number.

    Writes board_recommendation, audit_event. Raises Forbidden("role"), RuleRefused("due-too-early" |
    "done-too-early" | "done-to-come" | "typed-number" | "stray-brace" | "unprintable").
    """
    check_may(actor, Action.WRITE_BOARD_REPORT)
    _check_recommendation(new, today)
    with transaction(actor) as session:
        number = queries.next_number(session, BoardRecommendation)
        _keep_recommendation(session, number, 1, new, actor)
        return number


def change_recommendation(
    number: int, new: RecommendationChange, *, version: int, actor: Actor, today: date
) -> int:
    """Change a recommendation, or say when it was done. Returns the new version.

    Writes board_recommendation, audit_event. Raises Forbidden("role"), NotFound("recommendation"),
    Conflict("changed-meanwhile"), and as `recommend`.
    """
    check_may(actor, Action.WRITE_BOARD_REPORT)
    _check_recommendation(new, today)
    with transaction(actor) as session:
        stands = _recommendation(session, number)[0]
        check_version(version, stands.written.version)
        _keep_recommendation(session, number, version + 1, new, actor)
        return version + 1


def note_progress(number: int, note: str, noted_on: date, *, actor: Actor, today: date) -> None:
    """Note what has come of a recommendation. Writes board_progress, audit_event.

    Raises Forbidden("role"), NotFound("recommendation"), RuleRefused("noted-too-early" | "noted-to-come" |
    "typed-number" | "stray-brace" | "unprintable").
    """
    check_may(actor, Action.WRITE_BOARD_REPORT)
    check_free_of_figures(note)
    check_letters(note)
    with transaction(actor) as session:
        stands = _recommendation(session, number)[0]
        rules.check_noted_on(noted_on, stands.what.asked_on, today)
        row = BoardProgress(
            number=number,
            noted_on=noted_on,
            note=note,
            written_at=clock.now(),
            written_by=actor.user_id,
        )
        session.add(row)
        audit.record(
            session, actor, "board-progress.noted", row.id, number=number, noted_on=noted_on.isoformat()
        )


def risks(*, actor: Actor) -> list[RiskKept]:
    """The risks as they stand, by number. Raises Forbidden("role")."""
    check_may(actor, Action.WRITE_BOARD_REPORT)
    with reading(actor) as session:
        return queries.latest_of(queries.risks(session))


def risk(number: int, *, actor: Actor) -> tuple[RiskKept, ...]:
    """A risk, the latest version first. Raises Forbidden("role"), NotFound("risk")."""
    check_may(actor, Action.WRITE_BOARD_REPORT)
    with reading(actor) as session:
        return _risk(session, number)


def raise_risk(new: RiskChange, *, actor: Actor, today: date) -> int:
    """Put a risk on the register. Returns its number.

    Writes board_risk, audit_event. Raises Forbidden("role"), RuleRefused("raised-to-come" |
    "review-too-early" | "closed-too-early" | "closed-to-come" | "typed-number" | "stray-brace" |
    "unprintable").
    """
    check_may(actor, Action.WRITE_BOARD_REPORT)
    _check_risk(new, today)
    with transaction(actor) as session:
        number = queries.next_number(session, BoardRisk)
        _keep_risk(session, number, 1, new, actor)
        return number


def change_risk(number: int, new: RiskChange, *, version: int, actor: Actor, today: date) -> int:
    """Change a risk, or close it. Returns the new version.

    Writes board_risk, audit_event. Raises Forbidden("role"), NotFound("risk"),
    Conflict("changed-meanwhile"), and as `raise_risk`.
    """
    check_may(actor, Action.WRITE_BOARD_REPORT)
    _check_risk(new, today)
    with transaction(actor) as session:
        stands = _risk(session, number)[0]
        check_version(version, stands.written.version)
        _keep_risk(session, number, version + 1, new, actor)
        return version + 1


def title_blocks(*, actor: Actor) -> list[TitleBlockKept]:
    """The versions of the title block, the latest first; none until it is set. Raises Forbidden("role")."""
    check_may(actor, Action.WRITE_BOARD_REPORT)
    with reading(actor) as session:
        return queries.title_blocks(session)


def set_title_block(new: TitleBlock, *, version: int, actor: Actor) -> int:
    """Set the title block of the reports made from now on. version: the one seen, 0 before the first.

    Writes board_title_block, audit_event. Returns the new version.
    Raises Forbidden("role"), Conflict("changed-meanwhile"), RuleRefused("unprintable").
    """
    check_may(actor, Action.WRITE_BOARD_REPORT)
    for words in (
        new.director,
        new.families_contact,
        new.caf_contact,
        new.other_officers,
        new.wards_affected,
    ):
        check_printable(words)
        check_letters(words)
    with transaction(actor) as session:
        stand = queries.title_blocks(session)
        now = stand[0].written.version if stand else 0
        check_version(version, now)
        given = {**asdict(new), "objectives": list(new.objectives)}
        row = BoardTitleBlock(**given, version=now + 1, written_at=clock.now(), written_by=actor.user_id)
        session.add(row)
        audit.record(session, actor, "board-title-block.set", row.id, version=row.version)
        return row.version


def _recommendation(session: Session, number: int) -> tuple[RecommendationKept, ...]:
    found = tuple(queries.recommendations(session, number))
    if not found:
        raise NotFound("recommendation", "There is no recommendation of that number.")
    return found


def _risk(session: Session, number: int) -> tuple[RiskKept, ...]:
    found = tuple(queries.risks(session, number))
    if not found:
        raise NotFound("risk", "There is no risk of that number.")
    return found


def _check_recommendation(new: RecommendationChange, today: date) -> None:
    check_free_of_figures(new.text)
    check_printable(new.owner)
    check_letters(f"{new.text}{new.owner}")
    rules.check_due_on(new.due_on, new.asked_on)
    rules.check_done_on(new.done_on, new.asked_on, today)


def _check_risk(new: RiskChange, today: date) -> None:
    for words in (new.risk, new.mitigation):
        check_free_of_figures(words)
    check_printable(new.owner)
    check_letters(f"{new.risk}{new.mitigation}{new.owner}")
    rules.check_risk_days(new.raised_on, new.review_on, new.closed_on, today)


def _keep_recommendation(
    session: Session, number: int, version: int, new: RecommendationChange, actor: Actor
) -> None:
    row = BoardRecommendation(
        **_values(new), number=number, version=version, written_at=clock.now(), written_by=actor.user_id
    )
    session.add(row)
    audit.record(
        session,
        actor,
        "board-recommendation.changed" if version > 1 else "board-recommendation.made",
        row.id,
        number=number,
        version=version,
        asked_on=new.asked_on.isoformat(),
        due_on=new.due_on.isoformat(),
        is_done=new.done_on is not None,
    )


def _keep_risk(session: Session, number: int, version: int, new: RiskChange, actor: Actor) -> None:
    row = BoardRisk(
        **_values(new), number=number, version=version, written_at=clock.now(), written_by=actor.user_id
    )
    session.add(row)
    audit.record(
        session,
        actor,
        "board-risk.changed" if version > 1 else "board-risk.raised",
        row.id,
        number=number,
        version=version,
        review_on=new.review_on.isoformat(),
        is_closed=new.closed_on is not None,
    )


def _values(change: RecommendationChange | RiskChange) -> dict[str, Any]:
    return {each.name: getattr(change, each.name) for each in fields(change)}
