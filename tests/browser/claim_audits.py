"""Claims under internal audit and an assurance visit, for pages to show."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa

from app.access import services as access
from app.access.policies import Actor
from app.access.roles import Role
from app.claims.rules.assurance import VisitKind
from app.claims.rules.internal_audit import Finding
from app.claims.services import assurance, audit_findings, internal_audits
from app.claims.services.assurance import VisitMade
from app.db import Sessions
from app.periods import month_end
from tests.browser.conftest import email_of
from tests.claims.audits import a_batch, a_window
from tests.conftest import TODAY

UNCLAIMED = """
select id from family where attached_on is not null and id not in (select family_id from claim)
order by reference limit :number
"""


def somebody(role: Role) -> Actor:
    """The account of the demonstration that holds this role."""
    with Sessions() as session:
        user = session.execute(
            sa.text("select id from user_account where email = :email"), {"email": email_of(role)}
        ).scalar_one()
    return access.load_actor(user, today=TODAY)


def claims_with_audit(month: date, number: int) -> UUID:
    """The window of a month gone by, with so many claims with internal audit, of families without a claim."""
    with Sessions() as session:
        families = list(session.execute(sa.text(UNCLAIMED), {"number": number}).scalars())
    window = a_window(f"{month:%B %Y}", month, month_end(month))
    a_batch(window, number, somebody(Role.PROGRAMME_COORDINATOR), families)
    return window


def audits_of_claims() -> dict[str, str]:
    """A held audit, one that is being read, lines that wait to be drawn, and a visit with actions."""
    auditor, coordinator = somebody(Role.INTERNAL_AUDITOR), somebody(Role.PROGRAMME_COORDINATOR)
    held = internal_audits.draw_batch(
        claims_with_audit(date(2012, 11, 1), 14), seed=2012, actor=auditor, today=TODAY
    )
    for each in internal_audits.open_audit(held, actor=auditor).waiting:
        is_first = each.position == 1
        audit_findings.record_finding(
            each.id,
            Finding.EVIDENCE_MISSING if is_first else Finding.UPHELD,
            "The autumn term’s register is not with the claim." if is_first else None,
            version=0,
            actor=auditor,
            today=TODAY,
        )
    reading = internal_audits.draw_batch(
        claims_with_audit(date(2013, 4, 1), 22), seed=2013, actor=auditor, today=TODAY
    )
    first, second, *_ = internal_audits.open_audit(reading, actor=auditor).waiting
    audit_findings.record_finding(first.id, Finding.UPHELD, None, version=0, actor=auditor, today=TODAY)
    claims_with_audit(date(2013, 6, 1), 3)
    visit = assurance.record_visit(
        VisitMade(
            VisitKind.GOVERNMENT,
            date(2013, 5, 14),
            "Two officers of the department",
            "assured-with-actions",
            "The chain from extract to claim is sound. Keep the day on which each extract was taken.",
            (),
        ),
        actor=coordinator,
        today=TODAY,
    )
    for what, due_on in (
        ("Keep the day of each extract with the evidence", date(2013, 6, 30)),
        ("Show the audit committee this year’s failure rates", date(2013, 9, 30)),
    ):
        assurance.ask_for_action(
            visit,
            what=what,
            user_id=coordinator.user_id,
            due_on=due_on,
            actor=coordinator,
            today=date(2013, 5, 20),
        )
    return {
        "claim_audit": str(held),
        "audit_being_read": str(reading),
        "sampled_claim": str(second.id),
        "visit": str(visit),
    }
