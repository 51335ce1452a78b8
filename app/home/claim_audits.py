"""What home pages show of internal audit and assurance: what waits, what is held, and what is overdue."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.access.policies import Actor, may
from app.access.roles import Action
from app.claims.queries import assurance, internal_audits
from app.claims.queries.assurance import ActionAfterVisit
from app.claims.queries.internal_audits import AuditOnFile, WindowWaiting


@dataclass(frozen=True, slots=True)
class ClaimAudits:
    """waiting: windows with lines to draw from, for auditors. audits: those that are open.

    overdue: actions after assurance visits, for the coordinator. None: the actor's roles do not include it.
    """

    waiting: tuple[WindowWaiting, ...] | None
    audits: tuple[AuditOnFile, ...] | None
    overdue: tuple[ActionAfterVisit, ...] | None


def claim_audits(session: Session, actor: Actor, today: date) -> ClaimAudits:
    """The parts that the actor's roles include."""
    return ClaimAudits(
        waiting=internal_audits.windows_waiting(session) if may(actor, Action.AUDIT_CLAIMS) else None,
        audits=internal_audits.open_audits(session) if may(actor, Action.SEE_CLAIM_AUDITS) else None,
        overdue=assurance.actions(session, overdue_on=today) if may(actor, Action.RUN_ASSURANCE) else None,
    )
