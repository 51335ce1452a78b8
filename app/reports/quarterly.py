"""The reports of each quarter, asked for by the clock: once, however often and however late it looks."""

from datetime import date

from app.access.policies import SYSTEM
from app.cases.queries.rule_packs import editions
from app.db import transaction
from app.jobs import queue
from app.reports.approval_rows import QuarterlyReport
from app.reports.queries import approvals as queries
from app.reports.rules.approval import quarter_to_report
from app.reports.rules.vocabulary import Profile


def ask_for_the_quarter(*, today: date) -> int:
    """Ask for both profiles as at the last quarter's end, in the system's own name; how many were asked for.

    Nothing is asked for twice, in the first days of a quarter, for a day on which no rules were in force, or
    where somebody has made that report already. A quarter that beat was away for is asked for late, until the
    next one is due. What comes of it is a draft: the coordinator submits it.
    Writes quarterly_report, job, job_progress, audit_event.
    """
    as_at = quarter_to_report(today)
    if as_at is None:
        return 0
    with transaction(SYSTEM) as session:
        if not queries.lock_quarter(session) or not editions(session).has_on(as_at):
            return 0
        missing = [profile for profile in Profile if profile not in queries.quarter_asked(session, as_at)]
        for profile in missing:
            job = queue.enqueue(
                session,
                SYSTEM,
                queue.BUILD_BOARD_REPORT,
                as_at=as_at.isoformat(),
                dated=today.isoformat(),
                profile=profile.value,
            )
            session.add(QuarterlyReport(as_at=as_at, profile=profile, job_id=job.id))
        return len(missing)
