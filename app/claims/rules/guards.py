"""What keeps a family from being paid for twice: routes, the pot, and households under another record."""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from uuid import UUID

from app.claims.rules.claimable import Obstacle
from app.claims.rules.lifecycle import LineState
from app.claims.rules.valuation import payable_routes
from app.errors import Conflict, RuleRefused
from app.money import Pence, format_pounds
from app.programme.packs import Route, RulePack

FALLEN = frozenset({LineState.WITHDRAWN, LineState.NOT_VALID})


@dataclass(frozen=True, slots=True)
class StandingLine:
    """A line that the family's claim in the phase has already."""

    route: Route
    state: LineState
    value_pence: int

    @property
    def stands(self) -> bool:
        """Whether it is claimed, or about to be: neither withdrawn nor found not valid."""
        return self.state not in FALLEN


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another family with a claim in the phase that people of this family are, or were, in.

    shared: people of both. living: people who live in this family on the test date; of them, living_shared
    are or were in the other. left_behind: people who live in the other on that day and not in this one.
    """

    claim_id: UUID
    family_id: UUID
    reference: str | None
    shared: int
    living: int
    living_shared: int
    left_behind: int

    @property
    def is_same_household(self) -> bool:
        """Whether the other family lives on as this one: everybody came from it, and nobody is left in it."""
        return self.living > 0 and self.living_shared == self.living and self.left_behind == 0

    @property
    def sentence(self) -> str:
        """What overlaps, as a sentence without names."""
        people = "1 person" if self.shared == 1 else f"{self.shared} people"
        return f"{people} of this family stood in {self.named}, which has a claim in this phase."

    @property
    def named(self) -> str:
        """The other family by its reference."""
        return f"family {self.reference}" if self.reference else "a family without a reference"


def check_route(route: Route, lines: Iterable[StandingLine], pack: RulePack) -> None:
    """Refuse a second line for a route, or one that another line already stands instead of.

    A withdrawn line may be drafted again; one found not valid is final for its route. Continuous employment
    stands instead of the other two, so neither comes beside it.
    Source: tri-borough paper, 15 October 2012. Raises Conflict("already-claimed"),
    RuleRefused("found-not-valid" | "instead-of-both").
    """
    for line in lines:
        if line.route is route and line.state is LineState.NOT_VALID:
            raise RuleRefused(
                "found-not-valid",
                f"{route.label} was found not valid for this family. That is final: it is not claimed again.",
            )
        if line.stands and line.route is route:
            raise Conflict(
                "already-claimed",
                f"{route.label} is claimed for this family already. Somebody may have drafted it just now.",
            )
        if line.stands and are_apart(route, line.route, pack):
            raise RuleRefused(
                "instead-of-both",
                f"{route.label} is not paid beside {line.route.label.lower()}, which is claimed for this"
                " family already. Withdraw that line first, if it should be the other one.",
            )


def are_apart(one: Route, other: Route, pack: RulePack) -> bool:
    """Whether either of two routes is paid instead of the other."""
    return other in pack.rule_for(one).instead_of or one in pack.rule_for(other).instead_of


def check_pot(values: Iterable[int], pot: Pence) -> None:
    """Refuse lines that add up to more than the pot of the family's cohort year.

    values: of every line that stands, the new ones among them. Raises RuleRefused("over-the-pot").
    """
    total = sum(values)
    if total > pot:
        raise RuleRefused(
            "over-the-pot",
            f"The lines of this claim would come to {format_pounds(Pence(total))}, more than the"
            f" {format_pounds(pot)} that a family of its cohort year can earn.",
        )


def routes_to_draft(
    achieved: Set[Route], lines: Collection[StandingLine], pack: RulePack
) -> frozenset[Route]:
    """The achieved routes that may be drafted beside the lines that there are.

    Education and crime claimed, then progress to work and employment achieved: progress to work alone.
    """
    free = frozenset(route for route in achieved if _is_free(route, lines, pack))
    return payable_routes(free, pack)


def _is_free(route: Route, lines: Iterable[StandingLine], pack: RulePack) -> bool:
    try:
        check_route(route, lines, pack)
    except (Conflict, RuleRefused):
        return False
    return True


def obstacles_to_lines(
    obstacles: Sequence[Obstacle], routes: Set[Route], lines: Iterable[StandingLine], pack: RulePack
) -> tuple[Obstacle, ...]:
    """What stands in the way of lines by these routes, given the family's lines.

    Progress to work may come after a result that turns the family around and is claimed: that one need not be
    achieved again on the later day.
    """
    alone = not any(pack.rule_for(route).turns_around for route in routes)
    comes_after = any(line.stands and pack.rule_for(line.route).turns_around for line in lines)
    dropped = {Obstacle.NO_RESULT} if alone and comes_after and routes else set()
    return tuple(obstacle for obstacle in obstacles if obstacle not in dropped)


def check_company(route: Route, lines: Iterable[StandingLine], pack: RulePack) -> None:
    """Refuse a result that turns nobody around on a claim without one that does.

    lines: the claim's other lines. Raises RuleRefused("comes-with-a-result").
    """
    if pack.rule_for(route).turns_around:
        return
    if not any(line.stands and pack.rule_for(line.route).turns_around for line in lines):
        raise RuleRefused(
            "comes-with-a-result",
            f"{route.label} is paid beside or after a result that turns the family around, and this claim has"
            " none that stands.",
        )


def check_obstacles(obstacles: Sequence[Obstacle]) -> None:
    """Refuse a claim that something stands in the way of. Raises RuleRefused("not-claimable")."""
    if obstacles:
        raise RuleRefused("not-claimable", " ".join(obstacle.sentence for obstacle in obstacles))


def check_overlaps(
    overlaps: Iterable[Overlap], *, answered: Collection[UUID] = (), reason: str | None = None
) -> None:
    """Refuse to claim for people who are claimed for in another family, unless the coordinator says why.

    A household that lives on whole under another record is one family, whatever reason is given: its two
    records are to be merged. answered: claims for which a reason is on record.
    Raises RuleRefused("same-household" | "shares-people").
    """
    found = list(overlaps)
    for overlap in found:
        if overlap.is_same_household:
            raise RuleRefused(
                "same-household",
                f"Everybody in this family came from {overlap.named}, where nobody is left, and which has a"
                " claim in this phase. It is one family: merge the two records.",
            )
    open_ones = [overlap for overlap in found if overlap.claim_id not in answered]
    if open_ones and not reason:
        raise RuleRefused(
            "shares-people",
            " ".join(overlap.sentence for overlap in open_ones)
            + " Say why this is another family, or leave it.",
        )


def sharing_with_earlier(
    families: Sequence[UUID], sharing: Mapping[UUID, Collection[UUID]]
) -> frozenset[UUID]:
    """Of families to be drafted at once, those that share people with one drafted before them.

    families: in the order of drafting. sharing: the families that each shares people with. Of several that
    share people only the first may be drafted without a reason.
    """
    drafted: set[UUID] = set()
    left: set[UUID] = set()
    for family in families:
        if drafted.isdisjoint(sharing.get(family, ())):
            drafted.add(family)
        else:
            left.add(family)
    return frozenset(left)
