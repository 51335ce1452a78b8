"""The evaluation of families' results: the whole programme at once, and one family explained."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.queries.rule_packs import editions
from app.claims.queries import evaluation, facts, overrides, windows
from app.claims.queries.overrides import Asked
from app.claims.queries.windows import Window
from app.claims.rules.claimable import ClaimDecision, claim_decision
from app.claims.rules.summary import ELIGIBILITY, Nearly, Totals, nearly_claimable, totals
from app.claims.rules.windows import ClaimWindow, next_window, window_on
from app.db import reading, transaction
from app.errors import NotFound
from app.money import Pence, format_pounds
from app.periods import Period
from app.programme.editions import Editions
from app.programme.packs import Route, RulePack


@dataclass(frozen=True, slots=True)
class Claimable:
    """A family that may be claimed: for what, and for how many pence (none if funded elsewhere)."""

    family_id: UUID
    reference: str | None
    pack_code: str
    achieved: tuple[Route, ...]
    funded_elsewhere: bool
    value: Pence


@dataclass(frozen=True, slots=True)
class NearlyClaimable:
    """A family that could be claimed if what is missing were supplied. lacking: in plain words."""

    family_id: UUID
    reference: str | None
    route: Route
    lacking: tuple[str, ...]
    worth: Pence


@dataclass(frozen=True, slots=True)
class ProgrammeEvaluation:
    """The evaluation of every family of the programme on a day.

    window: the one that is open then, or else the next to open; None when none is planned. claimable: by
    reference. nearly: what unlocks most first.
    """

    on: date
    totals: Totals
    window: ClaimWindow | None
    claimable: tuple[Claimable, ...]
    nearly: tuple[NearlyClaimable, ...]

    def lines(self) -> Iterator[str]:
        """The evaluation in lines of text, without families."""
        found = self.totals
        elsewhere = found.claimable_funded_elsewhere
        yield f"{found.families:,} families evaluated on {self.on.isoformat()}; {found.attached:,} attached."
        yield f"{found.eligible:,} eligible; {found.turned_around:,} turned around."
        yield f"{found.claimable:,} may be claimed, for {format_pounds(found.value)}."
        yield f"{elsewhere:,} of those are funded elsewhere, at £0."
        worth = Pence(sum(each.worth for each in self.nearly))
        yield f"{len(self.nearly):,} nearly, for want of evidence: {format_pounds(worth)} more."


@dataclass(frozen=True, slots=True)
class FamilyExplanation:
    """Whether, and why, one family may be claimed on a day, with every part of every result.

    pack: the rules that it entered the programme by. requests: to let failed parts pass under them.
    """

    family_id: UUID
    reference: str | None
    on: date
    pack: RulePack
    decision: ClaimDecision
    requests: tuple[Asked, ...] = ()


def evaluate_programme(*, on: date, actor: Actor) -> ProgrammeEvaluation:
    """Evaluate every family of the programme on a day.

    Raises Forbidden("role"), RuleRefused("terms-not-declared").
    """
    check_may(actor, Action.SEE_CLAIMS)
    with reading(actor) as session:
        found = evaluation.evaluate_programme(session, on)
        packs = editions(session)
        nearly = nearly_claimable(found, on, packs)
        may_be = [each for each in found if each.claimable]
        ids = [each.family_id for each in may_be] + [each.family_id for each in nearly]
        named = windows.references(session, ids)
        window = _window(session, on)
    titles = _titles(packs)
    claimable = [
        Claimable(
            family_id=each.family_id,
            reference=named.get(each.family_id),
            pack_code=each.pack_code,
            achieved=tuple(route for route in Route if route in each.achieved),
            funded_elsewhere=each.funded_elsewhere,
            value=each.value,
        )
        for each in may_be
    ]
    return ProgrammeEvaluation(
        on=on,
        totals=totals(found, on),
        window=window,
        claimable=tuple(sorted(claimable, key=lambda each: (each.reference or "", each.family_id))),
        nearly=tuple(_in_words(each, named.get(each.family_id), titles) for each in nearly),
    )


def explain_family(family_id: UUID, *, on: date, actor: Actor) -> FamilyExplanation:
    """Explain one family's results on a day, part by part, with the evidence. Writes audit_event.

    Raises Forbidden("role"), NotFound("family"), RuleRefused("terms-not-declared").
    """
    check_may(actor, Action.SEE_CLAIMS)
    with transaction(actor) as session:
        evaluated = evaluation.evaluate_programme(session, on, [family_id])
        if not evaluated:
            raise NotFound("family", "There is no such family on the programme on that day.")
        (known,) = facts.family_facts(session, [family_id])
        pack = editions(session).by_code(evaluated[0].pack_code)
        decision = claim_decision(known, pack, on)
        reference = windows.references(session, [family_id]).get(family_id)
        asked = overrides.of_family(session, family_id)
        audit.record(session, actor, "family.results-explained", family_id, on=on.isoformat())
    requests = tuple(each for each in asked if each.pack_code == pack.code)
    return FamilyExplanation(family_id, reference, on, pack, decision, requests)


def claim_windows(*, actor: Actor) -> tuple[Window, ...]:
    """Every claim window, the first to open first. Raises Forbidden("role")."""
    check_may(actor, Action.SEE_CLAIMS)
    with reading(actor) as session:
        return windows.windows(session)


def _window(session: Session, on: date) -> ClaimWindow | None:
    known = [
        ClaimWindow(each.label, Period(each.opens_on, each.closes_on)) for each in windows.windows(session)
    ]
    return window_on(on, known) or next_window(on, known)


def _in_words(nearly: Nearly, reference: str | None, titles: Mapping[str, str]) -> NearlyClaimable:
    lacking = tuple(titles[code] for code in nearly.lacking)
    return NearlyClaimable(nearly.family_id, reference, nearly.route, lacking, nearly.worth)


def _titles(packs: Editions) -> Mapping[str, str]:
    """What a family may lack, by its code, in plain words."""
    parts = {part.code: part.title for pack in packs.packs for part in pack.parts}
    return {**parts, ELIGIBILITY: "Verified evidence of eligibility"}
