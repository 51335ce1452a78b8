"""The measures of partners' work: meetings, leads, oversight, referrals, training, agreements.

A release from before these were kept declares none of their axes, and has none of their figures. The public
profile counts by coarse axes alone: an agency's few referrals would be hidden one by one, and hiding them
would cost other numbers.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from operator import attrgetter
from typing import TypeVar
from uuid import UUID

from app.cases.rules.agreements import AgreementState
from app.periods import add_months, financial_year_label, financial_year_of
from app.reports.rules.caf_values import quarter_label
from app.reports.rules.derived import percent
from app.reports.rules.figures import Coordinates, Figure, figure_id
from app.reports.rules.frozen import Frozen, Manifest
from app.reports.rules.measures import Axis, Counted, Derived, Measure, count
from app.reports.rules.partner_rows import (
    ACCEPTED,
    APOLOGIES,
    ATTENDED,
    DECLINED,
    NO_AGENCY,
    NO_REPLY,
    WAITING,
    AgreementRow,
    InvitationRow,
    PlaceRow,
    PractitionerRow,
    ReferralRow,
    WorkedRow,
)
from app.reports.rules.vocabulary import CountOf, Profile, Unit

RowT = TypeVar("RowT")

AGENCIES = "partner-agency"
"""Under what a manifest keeps the agencies of these measures; in figures the axis is `agency`."""

QUARTERS = "partner-quarter"
"""Under what a manifest keeps their quarters, the one at hand with them; in figures the axis is `quarter`."""

BY_DEFAULT = "by-default"
ANSWERS = (ATTENDED, APOLOGIES, NO_REPLY)
OUTCOMES = (ACCEPTED, DECLINED, WAITING)
BANDS = ("none", "1", "2", "3-or-more")
PHASES = ("1", "2", "3")
QUARTERS_SHOWN = 4

VALUES: Mapping[str, tuple[str, ...]] = {
    "answer": ANSWERS,
    "outcome": OUTCOMES,
    "band": BANDS,
    "phase": PHASES,
    "agreement-state": tuple(each.value for each in AgreementState),
}
"""The declared values of the axes that are the same in every release."""

_INVITED = Axis[InvitationRow]("agency", lambda row: (row.agency,))
_YEAR = Axis[InvitationRow]("financial-year", lambda row: row.year)
_QUARTER = Axis[InvitationRow]("quarter", lambda row: row.quarter)
_ANSWER = Axis[InvitationRow]("answer", lambda row: (row.answer,))
_LED = Axis[WorkedRow]("agency", lambda row: (row.agency,))
_BAND = Axis[WorkedRow]("band", lambda row: (band_of(row.changes),))
_REFERRER = Axis[ReferralRow]("agency", lambda row: (row.agency,))
_OUTCOME = Axis[ReferralRow]("outcome", lambda row: (row.outcome,))
_PHASE = Axis[PlaceRow]("phase", lambda row: (row.phase,))
_POSTED = Axis[PractitionerRow]("agency", lambda row: (row.agency,))
_TRAINED = Axis[PractitionerRow]("phase", lambda row: row.trained, overlaps=True)
_AGREED = Axis[AgreementRow]("agency", lambda row: (row.agency,))
_STATE = Axis[AgreementRow]("agreement-state", lambda row: (row.state,))

INVITATIONS = Measure[InvitationRow](
    "invitations.sent",
    "Invitations to Team Around the Family meetings held or due by the day, in this financial year and the "
    "one before, by what was answered: attended, sent apologies, or no reply (neither). By the agency of "
    "whoever was invited.",
    lambda row: True,
    (
        (_YEAR,),
        (_YEAR, _ANSWER),
        (_YEAR, _INVITED),
        (_YEAR, _INVITED, _ANSWER),
        (_QUARTER,),
        (_QUARTER, _ANSWER),
    ),
    CountOf.INVITATIONS,
)
CURRENT = Measure[WorkedRow](
    "families.allocated-now",
    "Families with an allocation in force on the day, by the agency of the lead professional, or the first "
    "agency of the allocation where nobody leads.",
    lambda row: True,
    ((), (_LED,)),
    CountOf.FAMILIES,
)
BY_DEFAULT_LED = Measure[WorkedRow](
    "families.led-by-default",
    "Families allocated now whose lead professional was chosen by default, because no one else attended.",
    lambda row: row.chosen == BY_DEFAULT,
    ((), (_LED,)),
    CountOf.FAMILIES,
)
LEAD_CHANGES = Measure[WorkedRow](
    "families.lead-changes",
    "Families allocated now, by how often the lead professional has changed since the allocation began.",
    lambda row: True,
    ((), (_BAND,)),
    CountOf.FAMILIES,
)
OVERSEEN = Measure[WorkedRow](
    "families.overseen-on-time",
    "Families allocated now whose oversight is on time: by the day set at the last supervision, management "
    "decision or mentor session; where none was set, within six weeks of it or of the allocation.",
    attrgetter("is_overseen"),
    ((), (_LED,)),
    CountOf.FAMILIES,
)
REFERRALS = Measure[ReferralRow](
    "referrals.received",
    "Referrals of families by partners by the day, by the agency where whoever sent it was posted then, and "
    "by outcome on the day: accepted, declined or waiting.",
    lambda row: True,
    ((), (_OUTCOME,), (_REFERRER,), (_REFERRER, _OUTCOME)),
    CountOf.REFERRALS,
)
DECIDED = Measure[ReferralRow](
    "referrals.decided",
    "Referrals of families that were accepted or declined by the day.",
    lambda row: row.outcome != WAITING,
    ((), (_REFERRER,)),
    CountOf.REFERRALS,
)
PLACES = Measure[PlaceRow](
    "training-places.booked",
    "Places booked at training sessions by the day and not given up, by phase: 1 is training in the "
    "programme's first financial year, 2 in its second, 3 since.",
    lambda row: True,
    ((), (_PHASE,)),
    CountOf.TRAINING_PLACES,
)
TAKEN = Measure[PlaceRow](
    "training-places.attended",
    "Places at training sessions that somebody attended, by phase.",
    attrgetter("was_taken"),
    ((), (_PHASE,)),
    CountOf.TRAINING_PLACES,
)
PRACTITIONERS = Measure[PractitionerRow](
    "practitioners.posted",
    "Practitioners posted on the day with a caseload of their own, by agency.",
    lambda row: True,
    ((), (_POSTED,)),
    CountOf.PRACTITIONERS,
)
TRAINED = Measure[PractitionerRow](
    "practitioners.trained",
    "Of these practitioners, those who have attended training, by phase and agency. One who attended two "
    "phases stands under both and is counted once in a total.",
    lambda row: bool(row.trained),
    ((), (_TRAINED,), (_POSTED,), (_TRAINED, _POSTED)),
    CountOf.PRACTITIONERS,
)
MENTORED = Measure[PractitionerRow](
    "practitioners.with-mentor",
    "Of these practitioners, those who have a mentor on the day, by agency.",
    attrgetter("has_mentor"),
    ((), (_POSTED,)),
    CountOf.PRACTITIONERS,
)
AGREEMENTS = Measure[AgreementRow](
    "agreements.recorded",
    "Information-sharing agreements with agencies: in place; due, when the day of review has come; or "
    "missing, when none is signed. An agency with no agreement recorded counts as one that is missing.",
    lambda row: True,
    ((), (_STATE,), (_AGREED,), (_AGREED, _STATE)),
    CountOf.AGREEMENTS,
)
DAYS_TO_DECISION = Derived(
    "referrals.days-to-decision",
    "Days from referral to decision, of the referrals decided by the day: the mean, to the nearest day.",
)
SHARE_OVERSEEN = Derived(
    "families.share-overseen-on-time",
    "Families allocated now whose oversight is on time, as a share of the families allocated now.",
)
SHARE_BY_DEFAULT = Derived(
    "families.share-led-by-default",
    "Families allocated now that are led by default, as a share of the families allocated now.",
)
SHARE_ATTENDED = Derived(
    "invitations.share-attended",
    "Invitations to team meetings in the financial year that were attended, as a share of those sent.",
)

DERIVED = (DAYS_TO_DECISION, SHARE_OVERSEEN, SHARE_BY_DEFAULT, SHARE_ATTENDED)
MEASURES = (
    INVITATIONS,
    CURRENT,
    BY_DEFAULT_LED,
    LEAD_CHANGES,
    OVERSEEN,
    REFERRALS,
    DECIDED,
    PLACES,
    TAKEN,
    PRACTITIONERS,
    TRAINED,
    MENTORED,
    AGREEMENTS,
)
DEFINITIONS: Mapping[str, str] = {each.name: each.definition for each in (*MEASURES, *DERIVED)}
FINE = frozenset({"agency", "quarter"})
"""The axes that the public profile leaves out."""


def are_in(manifest: Manifest) -> bool:
    """Whether a release has these figures: it was made since they are kept."""
    return AGENCIES in manifest.values


def values_at(agencies: Iterable[str], as_at: date) -> dict[str, tuple[str, ...]]:
    """The declared values of the axes of a release as at a day. agencies: their codes."""
    return {AGENCIES: (*agencies, NO_AGENCY), QUARTERS: quarters(as_at), **VALUES}


def quarters(as_at: date) -> tuple[str, ...]:
    """The latest quarters, the one at hand last: on 31 March 2013 those of 2012/13."""
    return tuple(quarter_label(add_months(as_at, -3 * back)) for back in reversed(range(QUARTERS_SHOWN)))


def band_of(changes: int) -> str:
    """The band of a number of changes of lead professional."""
    return BANDS[min(changes, len(BANDS) - 1)]


def years_shown(as_at: date) -> tuple[str, str]:
    """The financial year before, and the one at hand."""
    current = financial_year_of(as_at)
    return financial_year_label(current - 1), financial_year_label(current)


def figured(frozen: Frozen) -> Counted:
    """The figures of partners' work with their relations; none in a release from before they were kept."""
    manifest = frozen.manifest
    if not are_in(manifest):
        return Counted((), ())
    parts = [
        counted(INVITATIONS, frozen.invitations, attrgetter("invitation_id"), manifest),
        *(
            counted(each, frozen.worked, attrgetter("family_id"), manifest)
            for each in (CURRENT, BY_DEFAULT_LED, LEAD_CHANGES, OVERSEEN)
        ),
        *(
            counted(each, frozen.referrals, attrgetter("referral_id"), manifest)
            for each in (REFERRALS, DECIDED)
        ),
        *(counted(each, frozen.places, attrgetter("booking_id"), manifest) for each in (PLACES, TAKEN)),
        *(
            counted(each, frozen.practitioners, attrgetter("practitioner_id"), manifest)
            for each in (PRACTITIONERS, TRAINED, MENTORED)
        ),
        counted(AGREEMENTS, frozen.agreements, attrgetter("agreement_id"), manifest),
    ]
    figures = [figure for part in parts for figure in part.figures]
    known = {figure.id: figure for figure in figures}
    derived = [
        *_shares(SHARE_OVERSEEN, OVERSEEN.name, CURRENT.name, known, "families allocated now"),
        *_shares(SHARE_BY_DEFAULT, BY_DEFAULT_LED.name, CURRENT.name, known, "families allocated now"),
        *_attended(known, manifest.as_at),
        *_days(frozen.referrals, known, manifest.as_at),
    ]
    return Counted((*figures, *derived), tuple(each for part in parts for each in part.relations))


def counted(
    measure: Measure[RowT], rows: Sequence[RowT], identify: Callable[[RowT], UUID], manifest: Manifest
) -> Counted:
    """A measure's figures; by coarse axes alone in the public profile."""
    breakdowns = tuple(
        axes
        for axes in measure.breakdowns
        if manifest.profile is Profile.INTERNAL or FINE.isdisjoint(axis.name for axis in axes)
    )
    values = {
        **manifest.values,
        "agency": manifest.values[AGENCIES],
        "quarter": manifest.values[QUARTERS],
        "financial-year": years_shown(manifest.as_at),
    }
    return count(
        replace(measure, breakdowns=breakdowns),
        rows,
        identify=identify,
        values=values,
        as_at=manifest.as_at,
    )


def share(measure: Derived, place: Coordinates, part: Figure, base: Figure, of: str) -> Figure:
    """A share with its numerator, its base and what the base is: 12 of 40 families allocated now."""
    return Figure(
        measure.name,
        place,
        part.as_at,
        Unit.PERCENT,
        percent(int(part.value or 0), int(base.value or 0)),
        formula=f"{part.value:,} of {base.value:,} {of}",
        inputs=(part.id, base.id),
    )


def mean_days(measure: Derived, place: Coordinates, lengths: Sequence[int], base: Figure, of: str) -> Figure:
    """A mean of days, to the nearest one; of nothing it has no value."""
    return Figure(
        measure.name,
        place,
        base.as_at,
        Unit.DAYS,
        round(Fraction(sum(lengths), len(lengths))) if lengths else None,
        formula=f"The days, added up and divided by {base.value:,} {of}",
        inputs=(base.id,),
    )


def _shares(measure: Derived, part: str, base: str, known: Mapping[str, Figure], of: str) -> Iterable[Figure]:
    for figure in known.values():
        if figure.measure == part:
            whole = known[figure_id(base, figure.coordinates, figure.as_at)]
            yield share(measure, figure.coordinates, figure, whole, of)


def _attended(known: Mapping[str, Figure], as_at: date) -> Iterable[Figure]:
    for base in known.values():
        if base.measure == INVITATIONS.name and not any(axis == "answer" for axis, _ in base.coordinates):
            part = known[figure_id(base.measure, (*base.coordinates, ("answer", ATTENDED)), as_at)]
            yield share(SHARE_ATTENDED, base.coordinates, part, base, "invitations")


def _days(rows: Sequence[ReferralRow], known: Mapping[str, Figure], as_at: date) -> Iterable[Figure]:
    for base in known.values():
        if base.measure == DECIDED.name:
            where = dict(base.coordinates)
            lengths = [
                (row.decided_on - row.referred_on).days
                for row in rows
                if row.decided_on is not None
                and row.outcome != WAITING
                and where.get("agency", row.agency) == row.agency
            ]
            yield mean_days(DAYS_TO_DECISION, base.coordinates, lengths, base, "referrals decided")
