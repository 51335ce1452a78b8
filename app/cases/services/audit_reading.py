"""As what an auditor reads a sampled assessment: within consent, for the agencies that they work for."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from app.access.policies import Role
from app.cases.queries.audit_parts import Auditor
from app.cases.queries.sharing import readable
from app.cases.rules.sharing import Reader

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
    """Whether consent, as it stands on a day, lets an auditor read an assessment."""
    return assessment_id in readable(session, [assessment_id], on, audit_reader(auditor))
