"""What stands behind a figure of partners' work: invitations, referrals, training, agreements."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.access.models import Practitioner
from app.cases.models.referrals import Referral
from app.cases.queries.columns import columns
from app.cases.rules.agreements import AgreementKind, AgreementState
from app.db import rows
from app.periods import written_date
from app.reports.rules.frozen import Frozen
from app.reports.rules.partner_sections import ANSWER_NAMES, OUTCOME_NAMES
from app.reports.rules.vocabulary import CountOf
from app.reports.views import RecordAsItStood


def partner_records(
    session: Session, frozen: Frozen, kind: CountOf | None, wanted: Collection[UUID]
) -> list[RecordAsItStood]:
    """The records of partners' work behind a figure, by name; none for a figure of something else."""
    match kind:
        case CountOf.INVITATIONS:
            return [
                RecordAsItStood(
                    row.invitation_id,
                    f"{frozen.manifest.agency(row.agency)}, team meeting of {written_date(row.met_on)}",
                    ANSWER_NAMES[row.answer],
                    None,
                )
                for row in frozen.invitations
                if row.invitation_id in wanted
            ]
        case CountOf.REFERRALS:
            numbers = _numbers(session, wanted)
            return [
                RecordAsItStood(
                    row.referral_id,
                    f"Referral {numbers.get(row.referral_id, 'no longer on file')}",
                    f"{frozen.manifest.agency(row.agency)}, {written_date(row.referred_on)}: "
                    f"{OUTCOME_NAMES[row.outcome].lower()}",
                    None,
                )
                for row in frozen.referrals
                if row.referral_id in wanted
            ]
        case CountOf.TRAINING_PLACES:
            return [
                RecordAsItStood(
                    row.booking_id,
                    f"Place at training of phase {row.phase}",
                    "Attended" if row.was_taken else "Not attended, or not known",
                    None,
                )
                for row in frozen.places
                if row.booking_id in wanted
            ]
        case CountOf.PRACTITIONERS:
            named = _named(session, wanted)
            return [
                RecordAsItStood(
                    row.practitioner_id,
                    named.get(row.practitioner_id, "No longer on file"),
                    f"{frozen.manifest.agency(row.agency)}: {'trained' if row.trained else 'not trained'}, "
                    f"{'with' if row.has_mentor else 'without'} a mentor",
                    None,
                )
                for row in frozen.practitioners
                if row.practitioner_id in wanted
            ]
        case CountOf.AGREEMENTS:
            kinds = {each.value: each.label for each in AgreementKind}
            return [
                RecordAsItStood(
                    row.agreement_id,
                    f"{frozen.manifest.agency(row.agency)}: {kinds.get(row.kind, 'no agreement recorded')}",
                    AgreementState(row.state).label,
                    None,
                )
                for row in frozen.agreements
                if row.agreement_id in wanted
            ]
        case _:
            return []


def _numbers(session: Session, wanted: Collection[UUID]) -> dict[UUID, int]:
    statement = sa.select(*columns(Referral, "id", "number")).where(col(Referral.id).in_(wanted))
    return {row.id: row.number for row in rows(session, statement)}


def _named(session: Session, wanted: Collection[UUID]) -> dict[UUID, str]:
    statement = sa.select(*columns(Practitioner, "id", "display_name")).where(
        col(Practitioner.id).in_(wanted)
    )
    return {row.id: row.display_name for row in rows(session, statement)}
