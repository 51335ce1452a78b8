"""Every table of the database in one place, for migrations and the tests of them."""

from sqlmodel import SQLModel

from app.access import models as access
from app.audit import AuditEvent
from app.campaigns import models as campaigns
from app.cases.models import (
    assessments,
    corrections,
    course,
    evidence,
    forms,
    merging,
    names,
    notes,
    people,
    quality_audits,
    referrals,
    relationships,
    rule_packs,
    sharing,
    teams,
    training,
    triage,
    triage_meetings,
    withdrawals,
)
from app.claims.models import assurance, claims, internal_audits, overrides, returns, standing, supplied
from app.claims.models import guards as claim_guards
from app.exports import models as exports
from app.jobs import models as jobs
from app.reminders import models as reminders
from app.reports import approval_rows
from app.reports import models as reports
from app.reports import models_words as board_words

MODULES = (
    access,
    AuditEvent,
    assessments,
    claims,
    standing,
    supplied,
    overrides,
    rule_packs,
    returns,
    claim_guards,
    evidence,
    jobs,
    notes,
    people,
    reports,
    exports,
    triage,
    referrals,
    course,
    forms,
    sharing,
    teams,
    triage_meetings,
    corrections,
    names,
    quality_audits,
    training,
    campaigns,
    merging,
    reminders,
    relationships,
    withdrawals,
    internal_audits,
    assurance,
    approval_rows,
    board_words,
)

metadata = SQLModel.metadata
