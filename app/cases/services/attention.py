"""What wants the attention of whoever leads or manages families: news of them, and leads to settle."""

from datetime import date, datetime

from app.access.family_access import family_scope, own_scope
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.queries import changes
from app.cases.queries import leads_to_settle as leads
from app.cases.queries.changes import NewChange
from app.cases.queries.leads_to_settle import LeadToSettle
from app.db import reading


def newest_changes(*, actor: Actor, today: date, now: datetime) -> tuple[NewChange, ...]:
    """The newest changes by others to families that an actor leads, stands in for or manages.

    Raises Forbidden("role").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with reading(actor) as session:
        return changes.newest_changes(session, own_scope(actor).without_teams(), actor.user_id, today, now)


def leads_to_settle(*, actor: Actor, today: date) -> tuple[LeadToSettle, ...]:
    """Families that an actor manages, or every one for a coordinator, whose lead wants settling.

    Raises Forbidden("role").
    """
    check_may(actor, Action.WRITE_OVERSIGHT)
    with reading(actor) as session:
        return leads.leads_to_settle(session, family_scope(actor).without_teams(), today)
