"""What looks wrong in the data, with the records that those who may open them can go to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.access.family_access import family_scope
from app.access.policies import Actor, check_may, may
from app.access.roles import Action
from app.cases.models.people import Family
from app.cases.queries.quality import records_to_check
from app.cases.rules.quality import MeetingHeld, QualityFinding, SubjectKind, quality_findings
from app.db import reading, rows


@dataclass(frozen=True, slots=True)
class Faults:
    """What looks wrong, and the words for the records that the actor may open.

    families: references by id. meetings: days by id. A record that is in neither may not be opened.
    """

    findings: tuple[QualityFinding, ...]
    families: Mapping[UUID, str]
    meetings: Mapping[UUID, date]


def find_faults(*, actor: Actor, today: date) -> Faults:
    """Every check that finds something, with records to open. Raises Forbidden("role")."""
    check_may(actor, Action.SEE_DATA_QUALITY)
    with reading(actor) as session:
        records = records_to_check(session, today)
        findings = quality_findings(records, today)
        opens_families = may(actor, Action.LIST_FAMILIES) and family_scope(actor).every_family
        named = _references(session, findings) if opens_families else {}
    opens_meetings = may(actor, Action.SEE_MEETINGS)
    return Faults(findings, named, _days(records.meetings) if opens_meetings else {})


def _references(session: Session, findings: tuple[QualityFinding, ...]) -> Mapping[UUID, str]:
    wanted = {
        subject for finding in findings if finding.about is SubjectKind.FAMILY for subject in finding.first
    }
    statement = sa.select(col(Family.id), col(Family.reference)).where(col(Family.id).in_(wanted))
    return {row.id: row.reference for row in rows(session, statement)}


def _days(meetings: Sequence[MeetingHeld]) -> Mapping[UUID, date]:
    return {meeting.id: meeting.held_on for meeting in meetings}
