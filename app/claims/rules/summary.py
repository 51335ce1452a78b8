"""What an evaluation of the whole programme comes to: what may be claimed now, and what nearly could be."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from app.cases.rules.eligibility import Answer
from app.claims.rules.claimable import has_terms, worth_of
from app.claims.rules.outcomes import Outcome
from app.money import Pence
from app.programme.editions import DECLARED, Editions
from app.programme.packs import Route

ELIGIBILITY = "eligibility"
"""What a family lacks, beside the codes of parts, when verified evidence does not yet show it eligible."""


class Evaluated(Protocol):
    """One family as the evaluation of the programme found it (claims/queries/evaluation.py)."""

    @property
    def family_id(self) -> UUID: ...
    @property
    def pack_code(self) -> str: ...
    @property
    def attached_on(self) -> date | None: ...
    @property
    def funded_elsewhere(self) -> bool: ...
    @property
    def eligibility(self) -> Answer: ...
    @property
    def parts(self) -> Mapping[str, Outcome]: ...
    @property
    def routes(self) -> Mapping[Route, Outcome]: ...
    @property
    def turned_around(self) -> bool: ...
    @property
    def claimable(self) -> bool: ...
    @property
    def value(self) -> Pence: ...
    @property
    def achieved(self) -> frozenset[Route]: ...


@dataclass(frozen=True, slots=True)
class Nearly:
    """A family that may not be claimed yet, but that evidence now missing could make claimable.

    lacking: ELIGIBILITY, and the codes of the parts that are not known, of the route that lacks least.
    worth: pence that it would then earn; nothing for one funded elsewhere.
    """

    family_id: UUID
    route: Route
    lacking: tuple[str, ...]
    worth: Pence


@dataclass(frozen=True, slots=True)
class Totals:
    """An evaluation of the programme in numbers, each family once. value: whole pence.

    turned_around counts every family with such a result; claimable only those that may be claimed, the
    ones funded elsewhere among them at nothing.
    """

    families: int
    attached: int
    eligible: int
    turned_around: int
    claimable: int
    claimable_funded_elsewhere: int
    value: Pence
    by_route: Mapping[Route, Mapping[Outcome, int]]


def totals(evaluations: Sequence[Evaluated], on: date) -> Totals:
    """What an evaluation comes to. attached: by the test date."""
    claimable = [each for each in evaluations if each.claimable]
    return Totals(
        families=len(evaluations),
        attached=sum(each.attached_on is not None and each.attached_on <= on for each in evaluations),
        eligible=sum(each.eligibility is Answer.YES for each in evaluations),
        turned_around=sum(each.turned_around for each in evaluations),
        claimable=len(claimable),
        claimable_funded_elsewhere=sum(each.funded_elsewhere for each in claimable),
        value=Pence(sum(each.value for each in claimable)),
        by_route={route: _outcomes(evaluations, route) for route in Route},
    )


def nearly_claimable(
    evaluations: Iterable[Evaluated], on: date, packs: Editions = DECLARED
) -> tuple[Nearly, ...]:
    """The families that missing evidence stands between and a claim, what unlocks most first.

    They are attached on a day with terms, not found ineligible, and have a route that turns a family around
    and has not failed. Ranked by worth, then by how little is missing, ties by id.
    """
    found = [nearly for each in evaluations if (nearly := _nearly(each, on, packs)) is not None]
    return tuple(sorted(found, key=lambda nearly: (-nearly.worth, len(nearly.lacking), nearly.family_id)))


def _outcomes(evaluations: Iterable[Evaluated], route: Route) -> Mapping[Outcome, int]:
    counted = Counter(each.routes[route] for each in evaluations if route in each.routes)
    return {outcome: counted[outcome] for outcome in Outcome}


def _nearly(family: Evaluated, on: date, packs: Editions) -> Nearly | None:
    pack = packs.by_code(family.pack_code)
    attached_on = family.attached_on
    if family.claimable or family.eligibility is Answer.NO:
        return None
    if attached_on is None or attached_on > on or not has_terms(attached_on, pack):
        return None
    eligibility = () if family.eligibility is Answer.YES else (ELIGIBILITY,)
    ways = [
        (rule.route, (*eligibility, *_not_known(family, [part.code for part in rule.parts])))
        for rule in pack.routes
        if rule.turns_around and family.routes[rule.route] in (Outcome.PASS, Outcome.NOT_KNOWN)
    ]
    if not ways:
        return None
    route, lacking = min(ways, key=lambda way: len(way[1]))
    worth = worth_of(family.achieved | {route}, attached_on, pack)
    return Nearly(family.family_id, route, lacking, Pence(0) if family.funded_elsewhere else worth)


def _not_known(family: Evaluated, parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(part for part in parts if family.parts[part] is Outcome.NOT_KNOWN)
