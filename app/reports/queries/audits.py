"""The narrow rows of internal audit and assurance that measures count, as at a day."""

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from app.cases.queries.columns import columns
from app.claims.models.assurance import AssuranceAction, AssuranceVisit
from app.claims.queries import internal_audits
from app.claims.queries.internal_audits import AuditOnFile, LineDrawn
from app.claims.rules.assurance import action_state
from app.db import rows
from app.reports.rules.audits import AUDITED, LEFT, SENT_BACK
from app.reports.rules.facts import ActionRow, AuditedRow, VisitRow


def audited_rows(session: Session, as_at: date) -> tuple[AuditedRow, ...]:
    """A row for each line of a batch whose audit was closed by a day, and for each reading of one; by id."""
    closed = [
        each
        for each in internal_audits.audits(session)
        if each.closed_on is not None and each.closed_on <= as_at
    ]
    found = [row for audit in closed for row in _of_audit(audit)]
    return tuple(sorted(found, key=lambda row: row.entry_id))


def visit_rows(session: Session, as_at: date) -> tuple[VisitRow, ...]:
    """A row for each assurance visit by a day, by id."""
    statement = (
        sa.select(*columns(AssuranceVisit, "id", "kind", "visited_on", "rating"))
        .where(col(AssuranceVisit.visited_on) <= as_at)
        .order_by(col(AssuranceVisit.id))
    )
    return tuple(
        VisitRow(row.id, row.kind.value, row.visited_on, row.rating) for row in rows(session, statement)
    )


def action_rows(session: Session, as_at: date) -> tuple[ActionRow, ...]:
    """A row for each action after a visit by a day, as it stood then, by id."""
    statement = (
        sa.select(*columns(AssuranceAction, "id", "visit_id", "due_on", "done_on"))
        .join_from(AssuranceAction, AssuranceVisit, col(AssuranceVisit.id) == AssuranceAction.visit_id)
        .where(col(AssuranceAction.asked_on) <= as_at, col(AssuranceVisit.visited_on) <= as_at)
        .order_by(col(AssuranceAction.id))
    )
    return tuple(
        ActionRow(row.id, row.visit_id, row.due_on, action_state(row.due_on, row.done_on, as_at).value)
        for row in rows(session, statement)
    )


def _of_audit(audit: AuditOnFile) -> Iterator[AuditedRow]:
    """The lines of the batch with what became of them, and the readings in all its samples."""
    batch = {each.id for each in audit.population}
    passed, back = set(audit.passed), set(audit.went_back)

    def result(line: LineDrawn) -> str | None:
        if line.id not in batch:
            return None
        if line.line_id in passed:
            return AUDITED
        return SENT_BACK if line.line_id in back else LEFT

    for made in audit.draws:
        for line in made.lines:
            found = line.finding.finding.value if line.finding else None
            became = result(line)
            if audit.closed_on is not None and (found or became):
                yield AuditedRow(
                    entry_id=line.id,
                    line_id=line.line_id,
                    family_id=line.family_id,
                    route=line.route.value,
                    batch=audit.name,
                    closed_on=audit.closed_on,
                    result=became,
                    finding=found,
                )
