"""What was corrected, kept beside what it became; the audit trail says only that it was done."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit, clock
from app.access.policies import Actor
from app.cases.models.corrections import Correction
from app.cases.rules.household_words import CorrectedField, CorrectionReason
from app.errors import RuleRefused

Value = str | date | bool | None
"""What may be corrected; a word of a vocabulary is text."""


@dataclass(frozen=True, slots=True)
class Differing:
    """A value that was recorded, and what it is corrected to, as they are kept."""

    field: CorrectedField
    was: str | None
    became: str | None


def differing(*compared: tuple[CorrectedField, Value, Value]) -> list[Differing]:
    """Those of the values that differ: field, what was recorded, what is right.

    Raises RuleRefused("nothing-differs") when none does.
    """
    found = [Differing(field, _kept(was), _kept(right)) for field, was, right in compared if was != right]
    if not found:
        raise RuleRefused(
            "nothing-differs", "Nothing here differs from what is recorded. Change what is wrong."
        )
    return found


def note_corrections(
    session: Session,
    actor: Actor,
    found: list[Differing],
    *,
    reason: CorrectionReason,
    family_id: UUID,
    person_id: UUID | None = None,
    residence_id: UUID | None = None,
) -> None:
    """Keep each value that was corrected, and note the correction. Writes correction, audit_event."""
    keep_corrections(session, actor, found, reason=reason, family_id=family_id, person_id=person_id)
    about = {"person_id": person_id, "residence_id": residence_id}
    audit.record(
        session,
        actor,
        "person.corrected" if person_id else "residence.corrected",
        family_id,
        fields=" ".join(each.field.value for each in found),
        reason=reason.value,
        **{name: str(value) for name, value in about.items() if value},
    )


def keep_corrections(
    session: Session,
    actor: Actor,
    found: list[Differing],
    *,
    reason: CorrectionReason,
    family_id: UUID,
    person_id: UUID | None = None,
) -> None:
    """Keep each value that was corrected. Writes correction.

    What is about a person wherever they live is kept under the person alone, and so seen in each of their
    families.
    """
    at = clock.now()
    for each in found:
        session.add(
            Correction(
                family_id=None if each.field in _OF_THE_PERSON else family_id,
                person_id=person_id,
                field=each.field,
                was=each.was,
                became=each.became,
                reason=reason,
                corrected_at=at,
                corrected_by=actor.user_id,
            )
        )


_OF_THE_PERSON = frozenset(
    {
        CorrectedField.FORENAME,
        CorrectedField.SURNAME,
        CorrectedField.BORN_ON,
        CorrectedField.EXPECTED_ON,
        CorrectedField.SEX,
        CorrectedField.ETHNICITY,
        CorrectedField.FIRST_LANGUAGE,
        CorrectedField.IS_DISABLED,
    }
)


def _kept(value: Value) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return "yes" if value else "no"
        case date():
            return value.isoformat()
        case str():
            return str(value)
