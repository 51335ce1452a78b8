"""An edition of the rules tried on the whole programme: what would change, family by family."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.queries.rule_packs import editions
from app.claims.queries import rule_packs as queries
from app.claims.queries import windows
from app.claims.queries.evaluation import evaluate_families
from app.claims.queries.rule_packs import Edition
from app.claims.rules.summary import Evaluated
from app.claims.rules.trial import Trial, TrialFigure, compared
from app.db import reading, transaction
from app.errors import NotFound


@dataclass(frozen=True, slots=True)
class EditionTried:
    """An edition tried on every family of the programme on a day, and the pack it is compared with."""

    edition: Edition
    compared_with: str
    on: date
    trial: Trial


@dataclass(frozen=True, slots=True)
class FamilyTried:
    """A family behind a figure of a trial, under the one edition and the other."""

    family_id: UUID
    reference: str | None
    before: Evaluated
    after: Evaluated


@dataclass(frozen=True, slots=True)
class FiguresFamilies:
    """The families behind one figure of a trial, by reference."""

    edition: Edition
    compared_with: str
    on: date
    figure: TrialFigure
    families: tuple[FamilyTried, ...]


def try_edition(edition_id: UUID, *, on: date, actor: Actor) -> EditionTried:
    """What would change if every family of the programme had entered by an edition, in numbers.

    It is compared with the pack that it was drafted from, or, if that was never in force, with the one in
    force on the day. Nothing is written. Raises Forbidden("role"), NotFound("rule-pack-edition"),
    RuleRefused("terms-not-declared").
    """
    check_may(actor, Action.SEE_RULE_PACKS)
    with reading(actor) as session:
        return _tried(session, edition_id, on)


def families_behind(edition_id: UUID, figure: TrialFigure, *, on: date, actor: Actor) -> FiguresFamilies:
    """The families behind a figure of a trial. It is noted in the audit trail. Writes audit_event.

    Raises Forbidden("role"), NotFound("rule-pack-edition"), RuleRefused("terms-not-declared").
    """
    check_may(actor, Action.SEE_CLAIMS)
    with transaction(actor) as session:
        tried = _tried(session, edition_id, on)
        behind = tried.trial.behind(figure)
        named = windows.references(session, [each.family_id for each in behind])
        audit.record(
            session, actor, "rule-pack.trial-opened", edition_id, figure=figure.value, families=len(behind)
        )
    families = [
        FamilyTried(each.family_id, named.get(each.family_id), each.before, each.after) for each in behind
    ]
    return FiguresFamilies(
        edition=tried.edition,
        compared_with=tried.compared_with,
        on=on,
        figure=figure,
        families=tuple(sorted(families, key=lambda each: (each.reference or "", each.family_id))),
    )


def _tried(session: Session, edition_id: UUID, on: date) -> EditionTried:
    found = queries.edition_read(session, edition_id)
    if found is None:
        raise NotFound("rule-pack-edition", "There is no such edition of the rules.")
    packs = editions(session)
    stands = next((pack for pack in packs.packs if pack.code == found.replaces), None) or packs.nearest(on)
    before = evaluate_families(session, stands, on)
    after = evaluate_families(session, found.pack, on)
    return EditionTried(found, stands.code, on, compared(before, after))
