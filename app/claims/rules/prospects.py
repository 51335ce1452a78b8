"""What a family's results may still earn beside what has been claimed for it."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.claims.rules.amounts import Amount, amount_of
from app.claims.rules.claimed import ClaimedLine, LineGroup
from app.claims.rules.summary import Evaluated, nearly_claimable
from app.claims.rules.valuation import payable_routes, results_payment
from app.money import Pence
from app.programme.editions import Editions
from app.programme.packs import Route, RulePack


@dataclass(frozen=True, slots=True)
class Prospects:
    """What may still be claimed: now, as evaluated, and nearly, by the codes of what each family lacks.

    A family is in one of them at most.
    """

    now: Amount
    nearly: Mapping[tuple[str, ...], Amount]


def prospects(
    evaluated: Iterable[Evaluated], lines: Iterable[ClaimedLine], packs: Iterable[RulePack], on: date
) -> Prospects:
    """What the families evaluated under these packs may still earn, beside what is claimed in their phase.

    A family whose every result is claimed already has no prospects; one funded elsewhere has some, at £0.
    """
    editions = Editions(tuple(packs))
    by_code = {pack.code: pack for pack in editions.packs}
    known = {each.family_id: each for each in evaluated if each.pack_code in by_code}
    of_family: dict[UUID, list[ClaimedLine]] = {}
    for line in lines:
        of_family.setdefault(line.family_id, []).append(line)

    def left(family: Evaluated, achieved: Set[Route]) -> list[tuple[UUID, Pence]]:
        pack = by_code[family.pack_code]
        claimed = [line for line in of_family.get(family.family_id, []) if line.phase is pack.phase]
        if family.attached_on is None or not routes_left(achieved, claimed, pack):
            return []
        worth = still_to_claim(achieved, claimed, family.attached_on, pack)
        return [(family.family_id, Pence(0) if family.funded_elsewhere else worth)]

    nearly: dict[tuple[str, ...], list[tuple[UUID, Pence]]] = {}
    for each in nearly_claimable(known.values(), on, editions):
        family = known[each.family_id]
        found = left(family, family.achieved | {each.route})
        if found:
            nearly.setdefault(each.lacking, []).extend(found)
    return Prospects(
        now=amount_of(
            pair for each in known.values() if each.claimable for pair in left(each, each.achieved)
        ),
        nearly={lacking: amount_of(nearly[lacking]) for lacking in sorted(nearly)},
    )


def routes_left(achieved: Set[Route], claimed: Iterable[ClaimedLine], pack: RulePack) -> frozenset[Route]:
    """The achieved routes that may be claimed beside the lines there are, and would be paid.

    A route has one line, so that one that stands or was found not valid is not claimed again; a withdrawn one
    may be. None is claimed beside a standing line that it stands instead of, or that stands instead of it.
    Raises RuleRefused("no-such-route") when the pack has no such result.
    """
    kept = [line for line in claimed if line.group is not LineGroup.WITHDRAWN]
    used = {line.route for line in kept}
    standing = {line.route for line in kept if line.stands}
    shut = {each for rule in pack.routes if rule.route in standing for each in rule.instead_of}
    free = {
        route
        for route in achieved
        if route not in used | shut and standing.isdisjoint(pack.rule_for(route).instead_of)
    }
    return payable_routes(free, pack)


def still_to_claim(
    achieved: Set[Route], claimed: Sequence[ClaimedLine], attached_on: date, pack: RulePack
) -> Pence:
    """Pence that the routes left would earn a funded family: never more than is left of its pot.

    Education claimed at £700 of a pot of £800, with progress to work since: £100.
    Raises RuleRefused("no-terms" | "no-such-route").
    """
    earned = results_payment(routes_left(achieved, claimed, pack), attached_on, pack)
    standing = sum(line.value for line in claimed if line.stands)
    return Pence(max(0, min(earned, pack.terms_on(attached_on).results_pot - standing)))
