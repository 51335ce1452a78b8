"""Finding a family by what is known of it."""

from dataclasses import dataclass
from datetime import date

from app import audit
from app.access.family_access import family_scope
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.queries.elsewhere import KnownElsewhere, known_elsewhere
from app.cases.queries.families import FamilyFilters
from app.cases.queries.search import FamilyFound, families_found
from app.cases.rules.searches import sought
from app.db import transaction

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    families: those that the one who asks may open, the best fit first. more: whether others fit too.
    elsewhere: what may be said of families that they may not open.
    """

    families: tuple[FamilyFound, ...]
    more: bool
    elsewhere: tuple[KnownElsewhere, ...]


def search_families(
    text: str, filters: FamilyFilters, limit: int = MOST_SHOWN, *, actor: Actor, today: date
) -> Found:
    """The families that fit a search, of those that an actor may see, the best fit first.

    Of any other family an actor learns only that a child is known to the programme and who to ask, and that
    only by the child's name and date of birth. Writes audit_event: that a search was made and how many
    families it found, and never its words. Raises Forbidden("role"),
    RuleRefused("search-too-short" | "search-too-long" | "no-such-day").
    """
    check_may(actor, Action.LIST_FAMILIES)
    search = sought(text, today)
    scope = family_scope(actor)
    with transaction(actor) as session:
        families, more = families_found(session, search, filters, scope, limit=limit, on=today)
        asks_elsewhere = search.names_somebody and not scope.every_family
        elsewhere = known_elsewhere(session, search, scope, today) if asks_elsewhere else ()
        audit.record(
            session, actor, "family.searched", None, found=len(families), more=more, elsewhere=len(elsewhere)
        )
    return Found(families, more, elsewhere)
