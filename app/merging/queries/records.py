"""What the merging of two records looks at beside their rows: claims, families of people, other merges."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.cases.models.assessments import Assessment
from app.cases.models.merging import RecordMerge, RecordMergeChange
from app.cases.models.notes import CaseNote, OversightNote
from app.cases.models.people import Family, HouseholdMember, Person
from app.cases.rules.merge_words import MergeKind
from app.claims.models.claims import Claim, ClaimLine
from app.claims.rules.lifecycle import LineState

ONLY_DRAFTED = (LineState.DRAFT, LineState.WITHDRAWN)

TABLES = {MergeKind.PERSON: "person", MergeKind.FAMILY: "family"}


def people_for_update(session: Session, ids: Iterable[UUID]) -> Sequence[UUID]:
    """Those of these people who are on file, locked in one order, as before any change of memberships."""
    statement = (
        select(Person.id).where(col(Person.id).in_(set(ids))).order_by(col(Person.id)).with_for_update()
    )
    return session.exec(statement).all()


def families_for_update(session: Session, ids: Iterable[UUID]) -> list[Family]:
    """These families, locked in one order, as they stand now."""
    statement = select(Family).where(col(Family.id).in_(set(ids))).order_by(col(Family.id)).with_for_update()
    return list(session.exec(statement.execution_options(populate_existing=True)))


def families_of(session: Session, person_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Every family that these people are or were in."""
    statement = select(HouseholdMember.family_id).where(col(HouseholdMember.person_id).in_(set(person_ids)))
    return frozenset(session.exec(statement))


def people_of(session: Session, family_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Everybody who is or was in one of these families."""
    statement = select(HouseholdMember.person_id).where(col(HouseholdMember.family_id).in_(set(family_ids)))
    return frozenset(session.exec(statement))


def claimed(session: Session, family_id: UUID) -> dict[str, str]:
    """A family's claims that are more than drafted: the claim's id by its phase."""
    statement = (
        sa.select(col(Claim.phase), col(Claim.id))
        .join(ClaimLine, col(ClaimLine.claim_id) == Claim.id)
        .where(col(Claim.family_id) == family_id, col(ClaimLine.state).not_in(ONLY_DRAFTED))
    )
    return {str(row.phase): str(row.id) for row in session.connection().execute(statement)}


def lines_claimed(session: Session, family_id: UUID) -> frozenset[str]:
    """The ids of a family's claim lines that are more than drafted, each with its state."""
    statement = (
        sa.select(col(ClaimLine.id), col(ClaimLine.state))
        .join(Claim, col(Claim.id) == ClaimLine.claim_id)
        .where(col(Claim.family_id) == family_id, col(ClaimLine.state).not_in(ONLY_DRAFTED))
    )
    return frozenset(f"{row.id} {row.state.value}" for row in session.connection().execute(statement))


def merge_for_update(session: Session, merge_id: UUID) -> RecordMerge | None:
    """A merge, locked for this transaction; None if there is none, or it has been undone."""
    return session.exec(select(RecordMerge).where(RecordMerge.id == merge_id).with_for_update()).one_or_none()


def changes_of(session: Session, merge_id: UUID) -> Sequence[RecordMergeChange]:
    """What a merge did, the last first."""
    return session.exec(
        select(RecordMergeChange)
        .where(RecordMergeChange.merge_id == merge_id)
        .order_by(col(RecordMergeChange.position).desc())
    ).all()


def was_merged_again(session: Session, merge_id: UUID) -> bool:
    """Whether the record that stayed was merged into another one afterwards."""
    statement = sa.select(
        sa.exists().where(
            col(RecordMergeChange.table_name) == RecordMerge.__tablename__,
            col(RecordMergeChange.row_id) == merge_id,
        )
    )
    return bool(session.connection().execute(statement).scalar_one())


def is_assessed(session: Session, family_id: UUID) -> bool:
    """Whether a family has any assessment."""
    statement = sa.select(sa.exists().where(col(Assessment.family_id) == family_id))
    return bool(session.connection().execute(statement).scalar_one())


def notes_since(session: Session, family_id: UUID, since: datetime) -> int:
    """How many notes, those of oversight among them, were written of a family since an instant."""
    return sum(
        session.connection()
        .execute(
            sa.select(sa.func.count()).where(col(note.family_id) == family_id, col(note.written_at) >= since)
        )
        .scalar_one()
        for note in (CaseNote, OversightNote)
    )
