"""A rule pack checked as a whole: what none of its pieces can tell alone.

That the selection can be met, that routes fit together, that no family can earn more than its pot.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, pairwise, product

from app.programme.packs import RouteRule, RulePack, Terms, groups_asked
from app.programme.places import TWICE, Fault


def faults_of(pack: RulePack) -> list[Fault]:
    """Everything that is wrong with a pack whose every piece is right."""
    return [*_of_selection(pack), *_of_parts(pack), *_of_money(pack)]


def _of_selection(pack: RulePack) -> Iterator[Fault]:
    if _has_twice(each.criterion for each in pack.criteria):
        yield Fault("criteria", TWICE)
    for met in groups_asked(pack.selection):
        counted = len(pack.criteria_in(met.group))
        if counted < met.number:
            yield Fault(
                "selection",
                f"{met.number} criteria of “{met.group.value}” are asked for, and {counted} are counted. "
                "Count more, or ask for fewer.",
            )
        if met.number != pack.needed_in(met.group):
            yield Fault(
                "selection",
                f"“{met.group.value}” is asked for with two numbers. Ask for the same everywhere.",
            )


def _of_parts(pack: RulePack) -> Iterator[Fault]:
    if _has_twice(part.code for part in pack.parts):
        yield Fault("the codes of the parts", TWICE)
    routes = [rule.route for rule in pack.routes]
    if _has_twice(routes):
        yield Fault("routes", TWICE)
    for number, rule in enumerate(pack.routes, start=1):
        if not rule.instead_of <= set(routes) - {rule.route}:
            yield Fault(
                f"routes[{number}].instead_of", "Name other routes of this pack only, or take them out."
            )
    if pack.routes and not any(rule.turns_around for rule in pack.routes):
        yield Fault("routes", "No route turns a family around, so nothing could be claimed. Say which does.")


def _of_money(pack: RulePack) -> Iterator[Fault]:
    if pack.funded == 0:
        yield Fault("funded", "No family would be funded. Write a share above 0 like 5/6.")
    if _has_twice(year.cohort_year for year in pack.terms):
        yield Fault("terms", TWICE)
    if any(later.attached.first <= earlier.attached.last for earlier, later in pairwise(pack.terms)):
        yield Fault("terms", "The days of attachment overlap or are out of order. Put the years in order.")
    shares = [band.at_least for band in pack.bands]
    if shares != sorted(set(shares), reverse=True) or min(shares) != 0:
        yield Fault("bands", "Begin with the highest share, give each once, and end with 0/1.")
    if _has_twice(rule.route for rule in pack.routes):
        return  # said already, and there would be no end of sets of results
    for number, year in enumerate(pack.terms, start=1):
        if any(not 0 <= paid <= year.results_pot for paid in _payments(pack.routes, year)):
            yield Fault(
                f"terms[{number}].results_pot_pence",
                "Some results together would pay less than nothing or more than the pot. Mend the "
                "payments of the routes, or the pot.",
            )


def _payments(routes: Sequence[RouteRule], year: Terms) -> Iterable[int]:
    """What each set of results would pay a family of a cohort year."""
    for is_achieved in product((False, True), repeat=len(routes)):
        achieved = tuple(compress(routes, is_achieved))
        displaced = {route for rule in achieved for route in rule.instead_of}
        yield sum(
            (year.results_pot if rule.payment.whole_pot else 0) + rule.payment.more
            for rule in achieved
            if rule.route not in displaced
        )


def _has_twice(named: Iterable[object]) -> bool:
    """Whether something is named more than once."""
    names = list(named)
    return len(set(names)) < len(names)
