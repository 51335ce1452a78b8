"""The records behind a figure of the CAF reports: decisions about consent, reviews, actions and children."""

from collections.abc import Set as AbstractSet
from uuid import UUID

from sqlmodel import Session

from app.cases.rules.quality_audits import AuditCategory
from app.claims.rules.assurance import ActionState
from app.periods import written_date
from app.reports.queries import releases as queries
from app.reports.rules.caf_facts import ChildRow, ConsentRow
from app.reports.rules.caf_words import AXIS_NAMES, GROUP_NAMES
from app.reports.rules.frozen import Frozen
from app.reports.rules.vocabulary import CountOf
from app.reports.views import RecordAsItStood


def records(
    session: Session, frozen: Frozen, kind: CountOf | None, wanted: AbstractSet[UUID]
) -> list[RecordAsItStood]:
    """The records of a kind that are wanted; none where they are no records of the CAF reports."""
    match kind:
        case CountOf.CONSENTS:
            consents = [row for row in frozen.consents if row.consent_id in wanted]
            named = queries.references(session, [row.family_id for row in consents])
            return [
                RecordAsItStood(
                    row.consent_id,
                    f"{consent_name(row)}, {named.get(row.family_id) or 'no reference'}",
                    consent_standing(row),
                    row.family_id,
                )
                for row in consents
            ]
        case CountOf.QUALITY_REVIEWS:
            return [
                RecordAsItStood(
                    row.review_id,
                    f"Review finished on {written_date(row.scored_on)}",
                    AuditCategory(row.category).label,
                    None,
                )
                for row in frozen.reviews
                if row.review_id in wanted
            ]
        case CountOf.REVIEW_ACTIONS:
            return [
                RecordAsItStood(
                    row.action_id,
                    f"Action due on {written_date(row.due_on)}",
                    ActionState(row.state).label,
                    None,
                )
                for row in frozen.review_actions
                if row.action_id in wanted
            ]
        case CountOf.CHILDREN:
            children = [row for row in frozen.children if row.child_id in wanted]
            named = queries.references(session, [row.family_id for row in children])
            return [
                RecordAsItStood(
                    row.child_id,
                    f"A child of {named.get(row.family_id) or 'a family without a reference'}",
                    child_standing(row),
                    row.family_id,
                )
                for row in children
            ]
        case _:
            return []


def consent_name(row: ConsentRow) -> str:
    """A decision about consent by what was decided and when."""
    decided = "Refusal" if row.decision == "refused" else "Withdrawal"
    return f"{decided} of {written_date(row.decided_on)}"


def consent_standing(row: ConsentRow) -> str:
    """How far a known risk was followed up, and what happened next, in words."""
    return f"{AXIS_NAMES['follow-up'][row.follow_up]}; {AXIS_NAMES['next-step'][row.next_step].lower()}"


def child_standing(row: ChildRow) -> str:
    """By what a child was assessed, and the groups that it is on record in, in words."""
    cafs = sum(each.kind == "caf" for each in row.assessed)
    parts = [
        f"{number:,} {one if number == 1 else f'{one}s'}"
        for number, one in ((cafs, "CAF"), (len(row.assessed) - cafs, "family assessment"))
        if number
    ]
    return "; ".join([*(parts or ["No assessment"]), *(GROUP_NAMES[group] for group in row.groups)])
