"""The CAF register, looked through by those who keep it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app import audit
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.queries import overview
from app.cases.queries import register_search as queries
from app.cases.queries.overview import AgencyListed
from app.cases.queries.register_search import After, Fit, Narrowed, RegisterFilters, RegisterListed
from app.cases.rules.register import RegisterEntry
from app.cases.rules.register_search import RegisterStatus, register_sought
from app.db import transaction

PAGE = 50


@dataclass(frozen=True, slots=True)
class RegisterFound:
    """A page of the register. count: how many fit in all.

    next: where the page ended; None: there are no more. agencies: those that a list may be narrowed to.
    """

    assessments: tuple[RegisterListed, ...]
    count: int
    next: After | None
    agencies: tuple[AgencyListed, ...]


def search_register(
    filters: RegisterFilters,
    status: RegisterStatus | None = None,
    *,
    child: str | None = None,
    lead: str | None = None,
    after: After | None = None,
    limit: int = PAGE,
    actor: Actor,
    today: date,
) -> RegisterFound:
    """A page of the assessments that fit, initiated by today.

    A search for a child gives the best fit first, and one page of it; otherwise the latest initiated come
    first. Writes audit_event: that the register was searched and how many fit, and never the words. Raises
    Forbidden("role"), RuleRefused("no-child" | "no-lead" | "search-too-short" | "search-too-long" |
    "no-such-day").
    """
    check_may(actor, Action.SEE_CAF_REGISTER)
    search = register_sought(child, lead, today)
    with transaction(actor) as session:
        fits = queries.children_named(session, search.child) if search.child else None
        narrowed = Narrowed(
            filters,
            status,
            today,
            among=fits,
            leads=queries.leads_named(session, search.lead) if search.lead else None,
        )
        if fits is None:  # as long as the register, so the database turns its pages
            number = queries.count(session, narrowed)
            page = list(queries.entries(session, narrowed, after=after, limit=limit + 1))
        else:
            page = _best_first(queries.entries(session, narrowed), fits)
            number = len(page)
        shown = page[:limit]
        more = len(page) > limit and fits is None
        audit.record(session, actor, "register.searched", None, found=number)
        return RegisterFound(
            queries.listed(session, [each.id for each in shown], fits or {}, today),
            number,
            (shown[-1].dates.initiated_on, shown[-1].id) if more else None,
            overview.agencies(session),
        )


def _best_first(found: Iterable[RegisterEntry], fits: Mapping[UUID, Fit]) -> list[RegisterEntry]:
    return sorted(found, key=lambda each: -fits[each.id][0])
