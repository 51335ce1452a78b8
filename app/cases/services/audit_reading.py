"""As what an auditor reads a sampled assessment: within consent, for the agencies that they work for."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from app.access.policies import Actor
from app.access.roles import Role
from app.cases.queries import quality_audits as queries
from app.cases.queries.audit_parts import Auditor
from app.cases.queries.sharing import items_open
from app.cases.rules.sharing import Reader
from app.errors import Forbidden, RuleRefused

READS_ALL = frozenset({Role.CAF_COORDINATOR, Role.PROGRAMME_COORDINATOR})


def audit_reader(auditor: Auditor) -> Reader:
    """An auditor as the rules of sharing see them.

    The two coordinators read every assessment; anybody else reads for the agencies of their postings, and so
    within consent. Risks noted at a refusal stay hidden from all of them.
    """
    return Reader(
        user_id=auditor.user_id,
        holds_record=not READS_ALL.isdisjoint(auditor.roles),
        agencies=frozenset(auditor.agencies),
    )


def may_read(session: Session, assessment_id: UUID, auditor: Auditor, on: date) -> bool:
    """Whether consent, as it stands on a day, lets an auditor read anything of an assessment."""
    return bool(items_open(session, [assessment_id], on, audit_reader(auditor))[assessment_id])


def auditor_of(session: Session, actor: Actor, today: date) -> Auditor:
    """Whoever asks, with the agencies that they work for today."""
    found = queries.auditors(session, today, actor.user_id)
    if not found:
        raise Forbidden("role", "Your role does not include the audit of assessments.")
    return found[0]


def consent_closes_it() -> RuleRefused:
    """What an auditor is told once consent no longer lets them read the assessment."""
    return RuleRefused(
        "consent-closes-it",
        "The family’s consent no longer lets you read this assessment. Tell the CAF coordinator.",
    )
