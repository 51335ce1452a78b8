"""Two records that are to be merged, in the words of the pages: pure, from a comparison to text."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.cases.pages import record as words
from app.cases.pages.agency_words import agency_name
from app.cases.queries.columns import holds
from app.cases.queries.record_parts import AllocationSpell, FamilyRecord
from app.cases.rules.merge_words import MergeKind
from app.cases.rules.vocabulary import Ethnicity, IdentifiedHow, Sex, TriageOutcome
from app.govuk import at_time, long_date, short_date
from app.merging.queries.sides import LineClaimed
from app.merging.rules.gaining import Gain
from app.merging.rules.merging import Difference
from app.merging.services.comparing import Comparison, Side
from app.merging.services.planning import Effect

LABELS = {
    "forename": "Forename",
    "surname": "Surname",
    "born_on": "Date of birth",
    "expected_on": "Expected date of birth",
    "sex": "Sex",
    "ethnicity": "Ethnicity",
    "first_language": "First language",
    "is_disabled": "Disabled",
    "identified": "On the programme’s list",
    "attached_on": "Attached",
    "funded_elsewhere": "Funded elsewhere",
    "not_workable_reason": "Cannot be worked with",
}
COLUMNS = {
    "role": "the role",
    "met": "whether it was met",
    "value": "the value",
    "starts_on": "the first day",
    "ends_on": "the last day",
    "responsibility": "parental responsibility",
    "outcome": "the outcome",
    "reason": "the reason",
    "deferred_until": "until when it is deferred",
    "knowledge": "what the agency knows",
    "ward_id": "the ward",
    "address": "the address",
    "postcode": "the postcode",
    "approved_on": "whether it was approved",
}
"""What a page calls the columns in which rows may contradict each other."""
DAYS = frozenset({"born_on", "expected_on", "attached_on"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of two records side by side. differs: whether that has to be decided."""

    label: str
    stays: list[str]
    goes: list[str]
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A difference that has to be decided: which of the two is to be kept."""

    field: str
    label: str
    kept: str
    other: str
    takes: bool


def name_of(side: Side) -> str:
    """What a page calls one of the two: a family by its reference, a person by name."""
    if side.record is not None:
        return words.family_name(side.record.reference)
    return f"{side.own['forename']} {side.own['surname']}"


def lines(comparison: Comparison, today: date) -> list[Line]:
    """What each of the two has, line by line."""
    of = _of_family if comparison.kind is MergeKind.FAMILY else _of_person
    stays, goes = of(comparison.stays, today), of(comparison.goes, today)
    different = {LABELS[each.field] for each in comparison.differences}
    return [Line(label, stays[label], goes[label], label in different) for label in stays]


def choices(differences: Iterable[Difference]) -> list[Choice]:
    """What has to be decided, each with both values."""
    return [
        Choice(
            each.field,
            LABELS[each.field],
            read(each.field, each.kept),
            read(each.field, each.other),
            each.takes,
        )
        for each in differences
    ]


def read(field: str, value: tuple[Any, ...]) -> str:
    """A value of a record as it is read: "12 July 2013", "Yes"; "Not known" for none."""
    first = value[0]
    if first is None:
        return "Not known"
    if field == "identified":
        return f"{long_date(date.fromisoformat(first))}, {IdentifiedHow(value[1]).label.lower()}"
    if field in DAYS:
        return long_date(date.fromisoformat(first))
    if field == "sex":
        return Sex(first).label
    if field == "ethnicity" and first in set(Ethnicity):
        return Ethnicity(first).label
    if isinstance(first, bool):
        return "Yes" if first else "No"
    return str(first)


def happens(effects: Iterable[Effect]) -> list[str]:
    """What a merge would do, a sentence for each part of the record."""
    said = []
    for effect in effects:
        columns = ", ".join(COLUMNS[name] for name in effect.differs_in)
        other = (
            f"set aside although the other record says something else ({columns}): look at both records first"
        )
        for count, what in (
            (effect.moved, "moved to the record that stays"),
            (effect.shortened, "kept only for the days that the other record does not cover"),
            (
                effect.set_aside - effect.differs,
                "set aside, since the other record has the same: undoing brings it back",
            ),
            (effect.differs, f"{other}; undoing brings it back"),
        ):
            if count:
                verb = "is" if count == 1 else "are"
                said.append(f"{count} {effect.words[0 if count == 1 else 1]} {verb} {what}")
    return said


def warnings(comparison: Comparison, today: date) -> list[str]:
    """What a merge of two families leaves to look at: who stops leading, who gains access, contradictions."""
    stays, goes = comparison.stays.record, comparison.goes.record
    if stays is None or goes is None:
        return []
    said = []
    current = [_current(record, today) for record in (stays, goes)]
    if current[0] and current[1]:
        leads = [lead.name for lead in current[1].leads if holds(lead.starts_on, lead.ends_on, today)]
        said += [
            f"{name} no longer leads: both are allocated now, and the one of the record that stays stands"
            for name in leads
        ]
    said += [_gains(each) for each in comparison.gains]
    decisions = sorted((*goes.decisions, *stays.decisions), key=lambda each: each.decided_on)
    if decisions and any(current) and decisions[-1].outcome is not TriageOutcome.ALLOCATE:
        said.append(
            f"the latest triage decision of the two is “{decisions[-1].outcome.label.lower()}”"
            f" ({long_date(decisions[-1].decided_on)}), while an allocation goes on: look at both afterwards"
        )
    return said


def _gains(gain: Gain) -> str:
    """Who gains access to what, and whether it had been taken away."""
    sides = ("the record that stays", "the record that goes")
    own, other = sides if gain.of_stays else sides[::-1]
    if gain.name is None:
        return f"{gain.agency}, allocated to {own}, may then open what {other} holds too"
    who = f"{gain.name} ({gain.agency})"
    if gain.removed_at is None:
        return f"{who}, in the team of {own}, may then open what {other} holds too, as far as consent goes"
    return (
        f"{who} was taken out of the team of {other} on {at_time(gain.removed_at)}, but is in that of {own}:"
        " the merge gives that access back. Take them out of that team first if they may not have it"
    )


def _current(record: FamilyRecord, today: date) -> AllocationSpell | None:
    return next((each for each in record.allocations if holds(each.starts_on, each.ends_on, today)), None)


def _of_family(side: Side, today: date) -> dict[str, list[str]]:
    record = side.record
    assert record is not None  # the side of a family has one
    shown = {row["key"]["text"]: row["value"]["text"] for row in words.summary(record, today, agency_name)}
    return {
        "Reference": [record.reference or "None"],
        "Standing": [record.status.label],
        "Lives": _homes(record),
        "People": [_person(each) for each in record.people] or ["Nobody"],
        LABELS["identified"]: [shown["Identified"]],
        LABELS["attached_on"]: [long_date(record.attached_on) or "Not attached"],
        LABELS["funded_elsewhere"]: [record.funded_elsewhere or "No"],
        LABELS["not_workable_reason"]: [record.not_workable_reason or "No reason recorded"],
        "Agency": [shown["Agency"]],
        "Lead professional": [shown["Lead professional"]],
        "Allocations": [
            f"{', '.join(each.agencies)}, {_days(each.starts_on, each.ends_on)}"
            for each in record.allocations
        ]
        or ["None"],
        "Assessments": [
            f"{each.kind.label}, {each.stage.label.lower()}, begun {short_date(each.initiated_on)}"
            for each in record.assessments
        ]
        or ["None"],
        "Claims": [_claim(each) for each in side.claims] or ["None"],
        "Criteria": [f"{len(record.criteria)} recorded"],
        "Notes": [f"{len(record.notes)} notes, {len(record.oversight)} of oversight"],
    }


def _of_person(side: Side, today: date) -> dict[str, list[str]]:
    own = side.own
    fields = {
        LABELS[field]: [read(field, (own[field],))]
        for field in ("forename", "surname", "born_on", "expected_on", "sex", "ethnicity", "first_language")
    }
    return {
        **fields,
        LABELS["is_disabled"]: [read("is_disabled", (own["is_disabled"],))],
        "Families": [
            f"{words.family_name(each.reference)}: {each.role.label.lower()},"
            f" {_days(each.starts_on, each.ends_on)}"
            for each in side.stays
        ]
        or ["None"],
        "Measurements": [f"{side.counts['measurements']} recorded"],
        "Evidence of criteria": [f"{side.counts['criteria']} recorded"],
        "Assessments": [f"{side.counts['assessments']} cover them"],
    }


def _homes(record: FamilyRecord) -> list[str]:
    return [
        f"{', '.join(part for part in (each.address, each.postcode, each.ward) if part)},"
        f" {_days(each.starts_on, each.ends_on)}"
        for each in record.residences
    ] or ["Not known"]


def _person(person: Any) -> str:
    born = short_date(person.born_on) if person.born_on else "date of birth not known"
    gone = f", left {short_date(person.ends_on)}" if person.ends_on else ""
    return f"{person.forename} {person.surname}, {person.role.label.lower()}, {born}{gone}"


def _claim(line: LineClaimed) -> str:
    return f"{line.route.label}: {line.state.label.lower()}"


def _days(first: date, last: date | None) -> str:
    return f"{short_date(first)} to {short_date(last)}" if last else f"since {short_date(first)}"
