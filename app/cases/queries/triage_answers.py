"""What a place has answered before a rollout meeting."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.cases.models.triage_meetings import AgencyAnswer, AgencyReply
from app.cases.queries.columns import columns
from app.cases.rules.triage import Answer
from app.db import rows


def reply_of(
    session: Session, meeting_id: UUID, agency_id: UUID, establishment_id: UUID | None, *, lock: bool
) -> AgencyReply | None:
    """The reply of an agency as a whole, or of one establishment; None while there is none.

    lock: hold it for this transaction.
    """
    statement = select(AgencyReply).where(
        AgencyReply.meeting_id == meeting_id,
        AgencyReply.agency_id == agency_id,
        col(AgencyReply.establishment_id).is_not_distinct_from(establishment_id),
    )
    return session.exec(statement.with_for_update() if lock else statement).one_or_none()


def answers_given(session: Session, reply_id: UUID) -> Mapping[UUID, Answer]:
    """The answers of a reply, by family."""
    found = rows(
        session,
        sa.select(*columns(AgencyAnswer, "family_id", "knowledge", "practitioner_id", "relationship"))
        .where(col(AgencyAnswer.reply_id) == reply_id)
        .order_by(col(AgencyAnswer.family_id)),
    )
    return {row.family_id: Answer(row.knowledge, row.practitioner_id, row.relationship) for row in found}
