"""Every table of the database in one place, for migrations and the tests of them."""

from sqlmodel import SQLModel

from app.access import models as access
from app.audit import AuditEvent
from app.cases.models import assessments, evidence, names, people, triage
from app.claims import models as claims
from app.jobs import models as jobs
from app.reports import models as reports

MODULES = (access, AuditEvent, assessments, claims, evidence, jobs, names, people, reports, triage)

metadata = SQLModel.metadata
