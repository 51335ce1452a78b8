"""What home pages show of quality audits: what waits for one's review, and what is asked of one."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.access.policies import Actor, may
from app.access.roles import Action
from app.cases.queries import quality_audits
from app.cases.queries.audit_parts import ActionAsked, AuditListed, Sampled


@dataclass(frozen=True, slots=True)
class Practice:
    """to_audit: assessments that wait for the actor's review. asked: actions that the actor is to do.

    audits: those that are open, for whoever runs them; overdue: how many actions of all audits are.
    """

    to_audit: tuple[Sampled, ...]
    asked: tuple[ActionAsked, ...]
    audits: tuple[AuditListed, ...] | None
    overdue: int


def practice(session: Session, actor: Actor, today: date) -> Practice:
    """The parts that the actor's roles include."""
    runs = may(actor, Action.RUN_QUALITY_AUDITS)
    mine = actor.practitioner_id if may(actor, Action.FOLLOW_UP_AUDITS) else None
    asked = quality_audits.actions_of_practitioner(session, mine) if mine else ()
    return Practice(
        to_audit=quality_audits.waiting_for(session, actor.user_id)
        if may(actor, Action.AUDIT_ASSESSMENTS)
        else (),
        asked=tuple(each for each in asked if each.done_on is None),
        audits=tuple(each for each in quality_audits.audits(session) if each.closed_on is None)
        if runs
        else None,
        overdue=sum(each.is_overdue(today) for each in quality_audits.actions(session)) if runs else 0,
    )
