"""Where each family of the programme stands towards a claim: one of four, ranked by what unlocks most."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.cases.rules.eligibility import Answer
from app.claims.rules.claimable import Obstacle, has_terms, obstacles_to
from app.claims.rules.outcomes import Outcome
from app.claims.rules.spoiled import SpoiledHow
from app.claims.rules.summary import ELIGIBILITY, Nearly, nearly_claimable
from app.claims.rules.suppliers import Supplier, suppliers_of_eligibility, suppliers_of_part
from app.claims.rules.windows import ClaimWindow
from app.money import Pence
from app.programme.editions import DECLARED, Editions
from app.programme.facts import Criterion
from app.programme.packs import Route, RulePack

ATTACHMENT = "attachment"
"""What spoiled a result, beside ELIGIBILITY and the codes of parts, when the day of attachment did."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a family has come to on a test day, since when, and what spoiled it if it once could be claimed.

    confirmed, reported: the criteria that verified evidence shows met, and that any evidence does.
    claimable_since: None while it may not be claimed. spoiled_on, spoiled_how: None unless it could be
    claimed once and may not now; spoiled_by: ATTACHMENT, ELIGIBILITY, and the codes of parts.
    """

    family_id: UUID
    pack_code: str
    attached_on: date | None
    funded_elsewhere: bool
    eligibility: Answer
    confirmed: frozenset[Criterion]
    reported: frozenset[Criterion]
    parts: Mapping[str, Outcome]
    routes: Mapping[Route, Outcome]
    turned_around: bool
    claimable: bool
    worth: Pence
    value: Pence
    claimable_since: date | None = None
    spoiled_on: date | None = None
    spoiled_by: tuple[str, ...] = ()
    spoiled_how: SpoiledHow | None = None

    @property
    def achieved(self) -> frozenset[Route]:
        """The routes whose result the family has achieved."""
        return frozenset(route for route, outcome in self.routes.items() if outcome is Outcome.PASS)


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that a family lacks: ELIGIBILITY or the code of a part, and who could supply it."""

    code: str
    suppliers: tuple[Supplier, ...]


@dataclass(frozen=True, slots=True)
class NearlyThere:
    """A family that could be claimed if what is missing were supplied.

    worth: pence that it would then earn. earliest_on: the first day on which it could be claimed, if all of
    it came today; None where no window is planned. before: the last day to claim it in that window, or None.
    """

    family_id: UUID
    route: Route
    missing: tuple[Missing, ...]
    worth: Pence
    earliest_on: date | None
    before: date | None


@dataclass(frozen=True, slots=True)
class Regressing:
    """A family that could be claimed and may not now: what spoiled it, how, and on which test day.

    mends: what evidence alone would bring back, if it would; None where it would not.
    """

    family_id: UUID
    spoiled_on: date
    spoiled_by: tuple[str, ...]
    how: SpoiledHow
    mends: NearlyThere | None


@dataclass(frozen=True, slots=True)
class Never:
    """A family that may not be claimed as things stand, whatever evidence came, and why.

    failed: the codes of the failed parts of results that turn a family around; none where there is another
    obstacle, or nothing to achieve.
    """

    family_id: UUID
    obstacles: tuple[Obstacle, ...]
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Categories:
    """Every family of the programme, each in one of four places.

    claimable: those worth most first. nearly: what unlocks most before the window shuts first. regressing:
    the latest spoiled first. never: by family.
    """

    claimable: tuple[Standing, ...]
    nearly: tuple[NearlyThere, ...]
    regressing: tuple[Regressing, ...]
    never: tuple[Never, ...]


def categories(
    families: Sequence[Standing], on: date, window: ClaimWindow | None, packs: Editions = DECLARED
) -> Categories:
    """Sort the programme's families by where each stands towards a claim on a test date.

    One that was spoiled is regressing, even where evidence alone would mend it. window: the one that is open,
    or else the next to open.
    """
    by_id = {family.family_id: family for family in families}
    almost = {nearly.family_id: nearly for nearly in nearly_claimable(families, on, packs)}
    there = {
        family_id: _there(nearly, by_id[family_id], on, window, packs) for family_id, nearly in almost.items()
    }
    spoiled = [
        Regressing(
            family.family_id,
            family.spoiled_on,
            family.spoiled_by,
            family.spoiled_how,
            there.get(family.family_id),
        )
        for family in families
        if family.spoiled_on is not None and family.spoiled_how is not None
    ]
    is_spoiled = {regressing.family_id for regressing in spoiled}
    claimable = [family for family in families if family.claimable]
    return Categories(
        claimable=tuple(sorted(claimable, key=lambda family: (-family.value, family.family_id))),
        nearly=tuple(nearly for family_id, nearly in there.items() if family_id not in is_spoiled),
        regressing=tuple(sorted(spoiled, key=lambda one: (-one.spoiled_on.toordinal(), one.family_id))),
        never=tuple(
            _never(family, on, packs)
            for family in families
            if not family.claimable and family.family_id not in is_spoiled | there.keys()
        ),
    )


def spoiled_by(before: Standing, after: Standing, on: date, packs: Editions = DECLARED) -> tuple[str, ...]:
    """What spoiled a result that could be claimed: ATTACHMENT, ELIGIBILITY, then parts in the pack's order.

    A part spoils it if its route turned the family around before and does not now, and the part fails, is not
    known, or passed before and does not now.
    """
    pack = packs.by_code(after.pack_code)
    attached_on = after.attached_on
    found = []
    if attached_on is None or attached_on > on or not has_terms(attached_on, pack):
        found.append(ATTACHMENT)
    if after.eligibility is not Answer.YES:
        found.append(ELIGIBILITY)
    for rule in pack.routes:
        was, now = before.routes.get(rule.route), after.routes.get(rule.route)
        if rule.turns_around and was is Outcome.PASS and now is not Outcome.PASS:
            found += [part.code for part in rule.parts if _worse(part.code, before, after)]
    return tuple(found)


def _worse(code: str, before: Standing, after: Standing) -> bool:
    if after.parts[code] in (Outcome.FAIL, Outcome.NOT_KNOWN):
        return True
    return before.parts.get(code) is Outcome.PASS and after.parts[code] is not Outcome.PASS


def _there(
    nearly: Nearly, family: Standing, on: date, window: ClaimWindow | None, packs: Editions
) -> NearlyThere:
    pack = packs.by_code(family.pack_code)
    return NearlyThere(
        family_id=family.family_id,
        route=nearly.route,
        missing=tuple(Missing(code, _suppliers(code, family, pack)) for code in nearly.lacking),
        worth=nearly.worth,
        earliest_on=max(on, window.open_for.first) if window else None,
        before=window.open_for.last if window else None,
    )


def _suppliers(code: str, family: Standing, pack: RulePack) -> tuple[Supplier, ...]:
    if code == ELIGIBILITY:
        return suppliers_of_eligibility(pack, confirmed=family.confirmed, reported=family.reported)
    return next(suppliers_of_part(part, pack) for part in pack.parts if part.code == code)


def _never(family: Standing, on: date, packs: Editions) -> Never:
    pack = packs.by_code(family.pack_code)
    obstacles = obstacles_to(
        family.attached_on, on, pack, eligible=family.eligibility, turned_around=family.turned_around
    )
    return Never(
        family.family_id, obstacles, tuple(_failed(family, pack)) if Obstacle.NO_RESULT in obstacles else ()
    )


def _failed(family: Standing, pack: RulePack) -> Iterable[str]:
    return (
        part.code
        for rule in pack.routes
        if rule.turns_around
        for part in rule.parts
        if family.parts[part.code] is Outcome.FAIL
    )
