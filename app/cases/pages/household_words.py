"""People and corrections in the words of a family's page: pure, from the record to text."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.cases.queries.household import CorrectionMade
from app.cases.queries.record_parts import FamilyRecord, PersonInFamily, StayWithdrawn
from app.cases.rules.household_words import CorrectedField
from app.cases.rules.vocabulary import Ethnicity, Sex
from app.cases.services.withdrawing import ToPutBack, ToWithdraw
from app.govuk import short_date
from app.programme.facts import MemberRole


@dataclass(frozen=True, slots=True)
class CorrectionTold:
    """A correction as a page tells it."""

    at: datetime
    by: str
    what: str
    was: str
    became: str
    why: str


def about(person: PersonInFamily) -> str:
    """What is known of a person beside their name and age: "Female, White British, speaks Polish"."""
    ethnicity = Ethnicity(person.ethnicity).label if person.ethnicity in set(Ethnicity) else None
    known = (
        person.sex.label if person.sex is not Sex.UNKNOWN else "Sex not known",
        ethnicity,
        f"speaks {person.first_language}" if person.first_language else None,
        "disabled" if person.is_disabled else None,
    )
    return ", ".join(each for each in known if each)


def corrections(record: FamilyRecord, names: dict[UUID, str]) -> list[CorrectionTold]:
    """What was corrected, the latest first."""
    return [
        CorrectionTold(
            at=made.corrected_at,
            by=made.by or "An account that is not kept",
            what=_what(made, names),
            was=_read(made.field, made.was),
            became=_read(made.field, made.became),
            why=made.reason.label,
        )
        for made in record.corrections
    ]


def withdrawn(record: FamilyRecord) -> list[dict[str, str]]:
    """Who was taken out as never here, and as what they were recorded, in the record's order."""
    return [{"who": who(each), "stay": stay(each)} for each in record.withdrawn]


def who(stay: StayWithdrawn) -> str:
    """Who was taken out; without a name, where they live in another family now."""
    return stay.name or "Somebody who is in another family now"


def stay(held: PersonInFamily | StayWithdrawn) -> str:
    """Somebody's place in a family and their days in it: "child, since 1 Jun 2010"."""
    until = f" to {short_date(held.ends_on)}" if held.ends_on else ""
    return f"{held.role.label.lower()}, {'' if until else 'since '}{short_date(held.starts_on)}{until}"


def taken_along(found: ToWithdraw) -> tuple[str, ...]:
    """What taking back a stay does, a sentence each."""
    tied = found.tied
    if not tied.is_only_stay:
        stays = _counted(tied.stays, "other stay", "other stays")
        remain = "stays" if tied.stays == 1 else "stay"
        what = [f"Only these days will be taken back. Their {stays} in this family {remain} as recorded."]
    else:
        what = ["They will no longer be found through this family, nor count in its figures."]
    if tied.evidence_along:
        kinds = _counted(tied.evidence_along, "piece of evidence", "pieces of evidence")
        what.append(f"{kinds} about them, for this family’s criteria, will count no more.")
    if tied.relationships_along:
        what.append(
            f"{_counted(tied.relationships_along, 'relationship', 'relationships')} of theirs will be"
            " withdrawn from the family map."
        )
    if tied.is_only_stay and found.record.attached_on:
        what.append(
            "If a claim was made for this family, tell the programme coordinator: it may rest on them."
        )
    return (
        *what,
        "What else is known of them, such as school absence, will stay with them.",
        "An import that still has them in this family will leave them out, and say so.",
        "It will be kept under Corrections, where you can put them back with all that went with them.",
    )


def put_back(found: ToPutBack) -> tuple[str, ...]:
    """What putting back a stay does, a sentence each."""
    what = ["They will be in this family on those days again."]
    if found.evidence:
        kinds = _counted(found.evidence, "piece of evidence", "pieces of evidence")
        what.append(f"{kinds} of this family’s criteria will count again.")
    if found.relationships:
        what.append(
            f"{_counted(found.relationships, 'relationship', 'relationships')} will be on the map again."
        )
    return (*what, "That they were taken out, and put back, will stay under Corrections.")


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _what(made: CorrectionMade, names: dict[UUID, str]) -> str:
    whose = names.get(made.person_id) if made.person_id else None
    return f"{made.field.label} of {whose}" if whose else made.field.label


def _read(field: CorrectedField, value: str | None) -> str:
    if value is None:
        return "Nothing"
    if field.is_date:
        return short_date(date.fromisoformat(value))
    match field:
        case CorrectedField.SEX:
            return Sex(value).label
        case CorrectedField.ETHNICITY:
            return Ethnicity(value).label
        case CorrectedField.ROLE:
            return MemberRole(value).label
        case CorrectedField.IS_DISABLED:
            return value.capitalize()
        case _:
            return value
