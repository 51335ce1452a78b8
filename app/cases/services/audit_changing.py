"""An assessment of a quality audit's sample opened to be changed, and the audit's end."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from app.cases.models.quality_audits import QualityAudit, SampledAssessment
from app.cases.queries import quality_audits as queries
from app.cases.rules.quality_audits import SampleState, is_done, sample_state
from app.errors import Conflict, NotFound


def to_change(session: Session, sample_id: UUID, version: int) -> tuple[QualityAudit, SampledAssessment]:
    """A sampled assessment with its audit, both locked, if nobody has changed it since this version.

    Raises NotFound("sampled-assessment"), Conflict("changed-meanwhile").
    """
    found = locked(session, sample_id)
    check_unchanged(found[1], version)
    return found


def locked(session: Session, sample_id: UUID) -> tuple[QualityAudit, SampledAssessment]:
    """A sampled assessment with its audit, both locked. Raises NotFound("sampled-assessment")."""
    found = queries.sample_for_update(session, sample_id)
    if found is None:
        raise no_such_sample()
    return found


def check_unchanged(sample: SampledAssessment, version: int) -> None:
    """Raises Conflict("changed-meanwhile") if somebody has changed it since this version."""
    if sample.version != version:
        raise Conflict(
            "changed-meanwhile",
            "Somebody else has changed this since you opened it. Open it again.",
            version=sample.version,
        )


def state_of(sample: SampledAssessment) -> SampleState:
    """Where a sampled assessment stands."""
    return sample_state(
        is_taken_out=sample.taken_out is not None,
        is_scored=sample.scored_on is not None,
        has_auditor=sample.auditor_id is not None,
    )


def close_if_done(session: Session, audit: QualityAudit, today: date) -> None:
    """Close an audit of whose sample nothing waits any more."""
    session.flush()
    if is_done(state_of(each) for each in queries.samples_of(session, audit.id)):
        audit.closed_on = today


def no_such_sample() -> NotFound:
    """What is said of a sampled assessment that there is not, or not for the one who asks."""
    return NotFound("sampled-assessment", "There is no such assessment among those that you may audit.")
