"""The programme's money: the statement of a day, to read or take away, and a figure opened to families."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.queries.rule_packs import editions
from app.claims.queries import money
from app.db import reading, transaction
from app.errors import NotFound
from app.finance import queries
from app.finance.rules.figures import MoneyFigure
from app.finance.rules.statement import Statement, pack_of, statement
from app.money import Pence
from app.programme.packs import RulePack


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one family contributes to an amount; None to a number of families, in which it counts once.

    funded_elsewhere: whether it is one of the one in six, which bring nothing.
    """

    family_id: UUID
    reference: str | None
    funded_elsewhere: bool
    pence: Pence | None


@dataclass(frozen=True, slots=True)
class OpenedMoney:
    """A figure with the families behind it, by reference, or the figures that it is made from."""

    money: MoneyFigure
    families: tuple[Contribution, ...]
    inputs: tuple[MoneyFigure, ...]


def statement_of(*, on: date, assumed: int | None = None, actor: Actor) -> Statement:
    """The programme's money as it stands on a day: fees, results, forecast.

    assumed: a percentage of what is nearly claimable that whoever asks assumes. Raises Forbidden("role").
    """
    check_may(actor, Action.SEE_CLAIMS)
    with reading(actor) as session:
        return _statement(session, on, assumed)


def download_statement(*, on: date, assumed: int | None = None, actor: Actor) -> Statement:
    """The statement of a day to take away. Writes audit_event. Raises Forbidden("role")."""
    check_may(actor, Action.SEE_CLAIMS)
    with transaction(actor) as session:
        audit.record(session, actor, "money.downloaded", None, as_at=on.isoformat())
        return _statement(session, on, assumed)


def open_figure(figure_id: str, *, on: date, assumed: int | None = None, actor: Actor) -> OpenedMoney:
    """A figure of the statement with the families behind it, and what each contributes. Writes audit_event.

    The figure is that of the day: one whose id names another day, or no figure, is not found.
    Raises Forbidden("role"), NotFound("figure").
    """
    check_may(actor, Action.SEE_CLAIMS)
    check_may(actor, Action.OPEN_FIGURES)
    with transaction(actor) as session:
        figures = _statement(session, on, assumed).figures
        found = figures.get(figure_id)
        if found is None:
            raise NotFound("figure", "There is no such figure of the programme’s money today.")
        audit.record(session, actor, "figure.opened", None, figure=found.id)
        return OpenedMoney(
            money=found,
            families=_contributions(session, found),
            inputs=tuple(figures[each] for each in found.figure.inputs),
        )


def _statement(session: Session, on: date, assumed: int | None) -> Statement:
    packs = _phase_on(editions(session).packs, on)
    is_in_force = any(on in pack.in_force for pack in packs)
    found = queries.records(session, pack_of(packs, on), on, is_in_force=is_in_force)
    return statement(found, packs, on, assumed=assumed)


def _phase_on(every: Sequence[RulePack], on: date) -> tuple[RulePack, ...]:
    """The packs of the phase in force on a day, oldest first; else of the last before it, or of the first."""
    begun = [pack for pack in every if pack.in_force.first <= on]
    phase = max(begun, key=_began).phase if begun else min(every, key=_began).phase
    return tuple(sorted((pack for pack in every if pack.phase is phase), key=_began))


def _began(pack: RulePack) -> date:
    return pack.in_force.first


def _contributions(session: Session, found: MoneyFigure) -> tuple[Contribution, ...]:
    members = found.figure.members or ()
    pence: Mapping[UUID, Pence] = found.by_family or {}
    return tuple(
        Contribution(family.id, family.reference, family.funded_elsewhere, pence.get(family.id))
        for family in money.families_named(session, members)
    )
