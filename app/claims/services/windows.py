"""Claim windows opened as rows, and their days changed while nothing in them is on a return."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app import audit
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.claims.models.claims import ClaimWindow
from app.claims.queries import windows as queries
from app.claims.queries.windows import Window
from app.claims.rules.windows import ClaimWindow as WindowRule
from app.claims.rules.windows import check_window
from app.db import reading, transaction
from app.errors import Conflict, NotFound, RuleRefused
from app.money import Pence
from app.periods import Period
from app.programme.packs import Phase


def list_windows(*, actor: Actor) -> tuple[tuple[Window, int, Pence], ...]:
    """Every claim window, the last to open first, with its lines that stand and their pence.

    Raises Forbidden("role").
    """
    check_may(actor, Action.PREPARE_CLAIMS)
    with reading(actor) as session:
        counts = queries.line_counts(session)
        return tuple(
            (window, count, Pence(pence))
            for window in reversed(queries.windows(session))
            for count, pence in [counts.get(window.id, (0, 0))]
        )


def read_window(window_id: UUID, *, actor: Actor) -> Window:
    """One claim window. Raises Forbidden("role"), NotFound("claim-window")."""
    check_may(actor, Action.PREPARE_CLAIMS)
    with reading(actor) as session:
        return queries.window_by_id(session, window_id)


def open_window(label: str, phase: Phase, opens_on: date, closes_on: date, *, actor: Actor) -> UUID:
    """Make a claim window; its id. Writes claim_window, audit_event.

    Raises Forbidden("role"), Conflict("label-taken"), RuleRefused("dates-in-order" | "windows-overlap").
    """
    check_may(actor, Action.PREPARE_CLAIMS)
    with transaction(actor) as session:
        queries.plan_windows_one_at_a_time(session)
        check_fits(session, label, phase, opens_on, closes_on, window_id=None)
        window = ClaimWindow(label=label, phase=phase, opens_on=opens_on, closes_on=closes_on)
        session.add(window)
        audit.record(
            session,
            actor,
            "claim-window.opened",
            window.id,
            opens_on=opens_on.isoformat(),
            closes_on=closes_on.isoformat(),
        )
        return window.id


def change_window(
    window_id: UUID, label: str, opens_on: date, closes_on: date, *, version: int, actor: Actor
) -> int:
    """Change a window's name and days; the version that it has now. Writes claim_window, audit_event.

    Raises Forbidden("role"), NotFound("claim-window"), Conflict("changed-meanwhile" | "label-taken"),
    RuleRefused("dates-in-order" | "windows-overlap" | "on-a-return").
    """
    check_may(actor, Action.PREPARE_CLAIMS)
    with transaction(actor) as session:
        queries.plan_windows_one_at_a_time(session)
        window = queries.window_for_update(session, window_id)
        if window is None:
            raise NotFound("claim-window", "There is no such claim window.")
        if window.version != version:
            raise Conflict(
                "changed-meanwhile",
                "Somebody else has changed this window since you opened it. Open it again.",
                version=window.version,
            )
        has_moved = (window.opens_on, window.closes_on) != (opens_on, closes_on)
        if has_moved and queries.has_been_on_a_return(session, window_id):
            raise RuleRefused(
                "on-a-return",
                "Lines of this window are on a return, so its days stay as they are. Open another window.",
            )
        check_fits(session, label, window.phase, opens_on, closes_on, window_id=window_id)
        audit.record(
            session,
            actor,
            "claim-window.changed",
            window.id,
            opened_on=window.opens_on.isoformat(),
            closed_on=window.closes_on.isoformat(),
            opens_on=opens_on.isoformat(),
            closes_on=closes_on.isoformat(),
        )
        # In one statement: between two, the last day could stand before the first.
        session.connection().execute(
            sa.update(ClaimWindow)
            .where(col(ClaimWindow.id) == window_id)
            .values(label=label, opens_on=opens_on, closes_on=closes_on, version=version + 1)
        )
        return version + 1


def check_fits(
    session: Session, label: str, phase: Phase, opens_on: date, closes_on: date, *, window_id: UUID | None
) -> None:
    """Refuse a window whose days or name do not fit beside the others.

    Raises Conflict("label-taken"), RuleRefused("dates-in-order" | "windows-overlap").
    """
    if closes_on < opens_on:
        raise RuleRefused("dates-in-order", "The day it closes must be the day it opens, or later.")
    others = [each for each in queries.windows(session) if each.id != window_id]
    if any(each.label == label for each in others):
        raise Conflict("label-taken", "Another window has this name. Choose another name.")
    check_window(
        WindowRule(label, Period(opens_on, closes_on)),
        [each.as_rule() for each in others if each.phase is phase],
    )
