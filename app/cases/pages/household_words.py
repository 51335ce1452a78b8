"""People and corrections in the words of a family's page: pure, from the record to text."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.cases.queries.household import CorrectionMade
from app.cases.queries.record_parts import FamilyRecord, PersonInFamily
from app.cases.rules.household_words import CorrectedField
from app.cases.rules.vocabulary import Ethnicity, Sex
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
