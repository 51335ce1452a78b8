"""What home pages count that no other package lists yet."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app.claims.models.claims import ClaimLine
from app.claims.rules.lifecycle import LineState


def lines_with_internal_audit(session: Session) -> int:
    """How many lines of claims wait for internal audit."""
    waiting = sa.select(sa.func.count()).where(col(ClaimLine.state) == LineState.WITH_INTERNAL_AUDIT)
    return int(session.connection().execute(waiting).scalar_one())
