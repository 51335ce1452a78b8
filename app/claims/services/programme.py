"""The programme's evaluation as it is shown: each family in one of four places, under its reference, in
words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session

from app.cases.queries.rule_packs import editions
from app.claims.queries import windows
from app.claims.rules.places import (
    ATTACHMENT,
    Missing,
    NearlyThere,
    Never,
    Regressing,
    Standing,
    categories,
)
from app.claims.rules.spoiled import SpoiledHow
from app.claims.rules.summary import ELIGIBILITY, Totals, totals
from app.claims.rules.suppliers import Supplier
from app.claims.rules.windows import ClaimWindow, next_window, window_on
from app.money import Pence, format_pounds
from app.periods import Period
from app.programme.editions import Editions
from app.programme.packs import Route

Each = TypeVar("Each", "Claimable", "NotClaimable")


@dataclass(frozen=True, slots=True)
class Claimable:
    """A family that may be claimed: for what, and for how many pence (none if funded elsewhere).

    since: the first day of this time on which it could be; None where only the day itself was looked at.
    """

    family_id: UUID
    reference: str | None
    pack_code: str
    achieved: tuple[Route, ...]
    funded_elsewhere: bool
    value: Pence
    since: date | None


@dataclass(frozen=True, slots=True)
class Lacking:
    """One thing that is missing, in plain words, and who could supply it."""

    code: str
    title: str
    suppliers: tuple[Supplier, ...]


@dataclass(frozen=True, slots=True)
class NearlyClaimable:
    """A family that could be claimed if what is missing were supplied. lacking: in plain words.

    earliest_on, before: the first day on which it could be claimed if all of it came today, and the last day
    of the window; None where no window is planned.
    """

    family_id: UUID
    reference: str | None
    route: Route
    lacking: tuple[str, ...]
    missing: tuple[Lacking, ...]
    worth: Pence
    earliest_on: date | None
    before: date | None


@dataclass(frozen=True, slots=True)
class Spoiled:
    """A family that could be claimed and may not now. spoiled_by: in plain words. mends: its missing
    evidence."""

    family_id: UUID
    reference: str | None
    spoiled_on: date
    spoiled_by: tuple[str, ...]
    how: SpoiledHow
    mends: NearlyClaimable | None


@dataclass(frozen=True, slots=True)
class NotClaimable:
    """A family that may not be claimed as things stand, whatever evidence came. reasons: in plain words."""

    family_id: UUID
    reference: str | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeEvaluation:
    """The evaluation of every family of the programme on a day, each family in one of four places.

    window: the one that is open then, or else the next to open; None when none is planned. claimable, never:
    by reference. nearly: what unlocks most first. regressing: the latest spoiled first.
    """

    on: date
    totals: Totals
    window: ClaimWindow | None
    claimable: tuple[Claimable, ...]
    nearly: tuple[NearlyClaimable, ...]
    regressing: tuple[Spoiled, ...]
    never: tuple[NotClaimable, ...]

    @property
    def worth_of_nearly(self) -> Pence:
        """Pence that the families who are nearly there would earn, if all that is missing were supplied."""
        return Pence(sum(each.worth for each in self.nearly))

    def lines(self) -> Iterator[str]:
        """The evaluation in lines of text, without families."""
        found = self.totals
        elsewhere = found.claimable_funded_elsewhere
        yield f"{found.families:,} families evaluated on {self.on.isoformat()}; {found.attached:,} attached."
        yield f"{found.eligible:,} eligible; {found.turned_around:,} turned around."
        yield f"{found.claimable:,} may be claimed, for {format_pounds(found.value)}."
        yield f"{elsewhere:,} of those are funded elsewhere, at £0."
        worth = format_pounds(self.worth_of_nearly)
        yield f"{len(self.nearly):,} nearly, for want of evidence: {worth} more."
        yield f"{len(self.regressing):,} could be claimed before, and may not now."
        yield f"{len(self.never):,} may not be claimed as things stand."


def described(session: Session, families: Sequence[Standing], on: date) -> ProgrammeEvaluation:
    """What an evaluation of the programme comes to, in words and under references."""
    named = windows.references(session, [family.family_id for family in families])
    window = _window(session, on)
    packs = editions(session)
    found, titles = categories(families, on, window, packs), _titles(packs)
    return ProgrammeEvaluation(
        on=on,
        totals=totals(families, on),
        window=window,
        claimable=_by_reference(_claimable(family, named) for family in found.claimable),
        nearly=tuple(_nearly(nearly, named, titles) for nearly in found.nearly),
        regressing=tuple(_spoiled(spoiled, named, titles) for spoiled in found.regressing),
        never=_by_reference(_never(never, named, titles) for never in found.never),
    )


def _window(session: Session, on: date) -> ClaimWindow | None:
    known = [
        ClaimWindow(each.label, Period(each.opens_on, each.closes_on)) for each in windows.windows(session)
    ]
    return window_on(on, known) or next_window(on, known)


def _by_reference(found: Iterable[Each]) -> tuple[Each, ...]:
    return tuple(sorted(found, key=lambda each: (each.reference or "", each.family_id)))


def _claimable(family: Standing, named: Mapping[UUID, str]) -> Claimable:
    return Claimable(
        family_id=family.family_id,
        reference=named.get(family.family_id),
        pack_code=family.pack_code,
        achieved=tuple(route for route in Route if route in family.achieved),
        funded_elsewhere=family.funded_elsewhere,
        value=family.value,
        since=family.claimable_since,
    )


def _nearly(nearly: NearlyThere, named: Mapping[UUID, str], titles: Mapping[str, str]) -> NearlyClaimable:
    missing = tuple(_lacking(one, titles) for one in nearly.missing)
    return NearlyClaimable(
        family_id=nearly.family_id,
        reference=named.get(nearly.family_id),
        route=nearly.route,
        lacking=tuple(one.title for one in missing),
        missing=missing,
        worth=nearly.worth,
        earliest_on=nearly.earliest_on,
        before=nearly.before,
    )


def _lacking(missing: Missing, titles: Mapping[str, str]) -> Lacking:
    return Lacking(missing.code, titles[missing.code], missing.suppliers)


def _spoiled(spoiled: Regressing, named: Mapping[UUID, str], titles: Mapping[str, str]) -> Spoiled:
    return Spoiled(
        family_id=spoiled.family_id,
        reference=named.get(spoiled.family_id),
        spoiled_on=spoiled.spoiled_on,
        spoiled_by=tuple(titles[code] for code in spoiled.spoiled_by),
        how=spoiled.how,
        mends=_nearly(spoiled.mends, named, titles) if spoiled.mends else None,
    )


def _never(never: Never, named: Mapping[UUID, str], titles: Mapping[str, str]) -> NotClaimable:
    reasons = tuple(obstacle.sentence for obstacle in never.obstacles)
    failed = tuple(f"Failed: {titles[code].lower()}." for code in never.failed)
    return NotClaimable(never.family_id, named.get(never.family_id), (*reasons, *failed))


def _titles(packs: Editions) -> Mapping[str, str]:
    """What a family may lack, or what spoiled its result, by its code, in plain words."""
    return {
        ATTACHMENT: "Attachment on a day with payment terms",
        ELIGIBILITY: "Verified evidence of eligibility",
        **{part.code: part.title for pack in packs.packs for part in pack.parts},
    }
