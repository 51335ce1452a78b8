"""The results claimed, by window, route and where the lines stand, as figures and tables."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from app.claims.rules.amounts import Amount
from app.claims.rules.claimed import SENT, STANDING, ClaimedLine, LineGroup, claimed, paid, to_repay
from app.claims.rules.forecast import PlannedWindow
from app.claims.rules.valuation import expected_funded_elsewhere
from app.finance.rules.fees_section import TARGET
from app.finance.rules.figures import Ledger
from app.finance.rules.tables import Cell, MoneyTable, Section, TableRow
from app.programme.packs import Route, RulePack
from app.programme.sources import SourcedRule
from app.reports.rules import derived
from app.reports.rules.families import FUNDED_ELSEWHERE
from app.reports.rules.figures import Coordinates
from app.reports.rules.vocabulary import Unit

CLAIMED = "money.claimed"
SENT_OFF = "money.sent"
PAID = "money.paid"
TO_REPAY = "money.to-repay"
MARKED = FUNDED_ELSEWHERE.name
EXPECTED = derived.EXPECTED_ELSEWHERE.name
AT_NOTHING = "families.claimed-funded-elsewhere"

DEFINITIONS = {
    CLAIMED: "What the lines of claims come to: of one state where a state is named, or else of all that "
    "are paid or may still be (found not valid and withdrawn left out).",
    SENT_OFF: "What has gone to the department: submitted, paid or found not valid.",
    PAID: "What has been paid of the lines that are paid: in full, unless less is recorded.",
    TO_REPAY: "What was paid and then found not valid, and so goes back to the department.",
    MARKED: FUNDED_ELSEWHERE.definition,
    EXPECTED: derived.EXPECTED_ELSEWHERE.definition,
    AT_NOTHING: "Families funded elsewhere with a line of a claim that is paid, at £0, or may still be.",
}

WINDOW_COLUMNS = (
    "Claimed, all that stands",
    "Sent",
    "Paid",
    "Waiting for an answer",
    "Not valid",
    "To repay",
)


def results_section(
    ledger: Ledger,
    windows: Sequence[PlannedWindow],
    lines: Sequence[ClaimedLine],
    marked_elsewhere: Iterable[UUID],
    packs: Sequence[RulePack],
    rules: Sequence[SourcedRule],
) -> Section:
    """What is claimed in each window and in all. Adds its figures to the ledger, after those of the fees."""
    routes = tuple(dict.fromkeys(rule.route for pack in packs for rule in pack.routes))
    used = [window for window in windows if any(line.window_id == window.id for line in lines)]
    by_window = [_window_row(ledger, window.label, window, lines, rules) for window in windows]
    return Section(
        "results",
        "Results by claim window",
        (
            (
                "What each line of a claim is worth, and where it stands now. A line counts in the window in "
                "which it is claimed; sent is paid, waiting and not valid together."
            ),
        ),
        (
            MoneyTable(
                "windows",
                "Paid against claimed, by window",
                "Window",
                WINDOW_COLUMNS,
                (*by_window, _window_row(ledger, "All windows", None, lines, rules)),
                ("A line that was paid and then found not valid is repaid.",),
            ),
            *(
                _by_route(ledger, number, window, lines, routes, rules)
                for number, window in enumerate(used, 1)
            ),
            _elsewhere(ledger, lines, marked_elsewhere, packs[-1]),
        ),
    )


def _window_row(
    ledger: Ledger,
    header: str,
    window: PlannedWindow | None,
    lines: Sequence[ClaimedLine],
    rules: Sequence[SourcedRule],
) -> TableRow:
    place: Coordinates = (("window", window.label),) if window else ()
    window_id = window.id if window else None

    def of(*groups: LineGroup) -> Amount:
        return claimed(lines, groups, window_id=window_id)

    def state(group: LineGroup) -> str:
        return ledger.amount(CLAIMED, (*place, ("state", group.value)), of(group), to_verify=rules)

    cells = (
        ledger.amount(CLAIMED, place, of(*STANDING), to_verify=rules),
        ledger.amount(SENT_OFF, place, of(*SENT), to_verify=rules),
        ledger.amount(PAID, place, paid(lines, window_id=window_id), to_verify=rules),
        state(LineGroup.SUBMITTED),
        state(LineGroup.NOT_VALID),
        ledger.amount(TO_REPAY, place, to_repay(lines, window_id=window_id), to_verify=rules),
    )
    return TableRow(header, tuple(Cell(each, says_families=True) for each in cells), is_total=window is None)


def _by_route(
    ledger: Ledger,
    number: int,
    window: PlannedWindow,
    lines: Sequence[ClaimedLine],
    routes: Sequence[Route],
    rules: Sequence[SourcedRule],
) -> MoneyTable:
    """A window's lines by state and route; states without any line are left out."""
    there = {line.group for line in lines if line.window_id == window.id}
    place: Coordinates = (("window", window.label),)

    def cell(group: LineGroup | None, route: Route | None) -> Cell:
        groups = STANDING if group is None else {group}
        coordinates = (
            *place,
            *((("route", route.value),) if route else ()),
            *((("state", group.value),) if group else ()),
        )
        known = ledger.named(CLAIMED, *coordinates)
        if known not in ledger.found:
            ledger.amount(
                CLAIMED,
                coordinates,
                claimed(lines, groups, window_id=window.id, route=route),
                to_verify=rules,
            )
        return Cell(known, says_families=True)

    def row(header: str, group: LineGroup | None) -> TableRow:
        cells = tuple(cell(group, route) for route in (*routes, None))
        return TableRow(header, cells, is_total=group is None)

    return MoneyTable(
        f"window-{number}",
        f"{window.label}: by result, and where the lines stand",
        "Where they stand",
        (*(route.label for route in routes), "All results"),
        (
            *(row(group.label, group) for group in LineGroup if group in there),
            row("All that stands", None),
        ),
        ("All that stands leaves out what was found not valid or withdrawn.",),
    )


def _elsewhere(
    ledger: Ledger, lines: Iterable[ClaimedLine], marked: Iterable[UUID], pack: RulePack
) -> MoneyTable:
    """The families funded elsewhere, counted against the number expected."""
    target = ledger.named(TARGET)
    agreed = int(ledger.found[target].figure.value or 0) if target in ledger.found else 0
    share = 1 - pack.funded
    expected = ledger.made(
        EXPECTED,
        (),
        expected_funded_elsewhere(agreed, pack),
        unit=Unit.COUNT,
        formula=f"{agreed:,} families × {share.numerator}/{share.denominator}",
        inputs=[target] if target in ledger.found else (),
    )
    found = ledger.count(MARKED, (), marked)
    at_nothing = ledger.count(
        AT_NOTHING, (), (line.family_id for line in lines if line.funded_elsewhere and line.stands)
    )
    rows: Mapping[str, str] = {
        "Expected, of all those agreed": expected,
        "Worked with and marked so": found,
        "Claimed for, at £0": at_nothing,
    }
    return MoneyTable(
        "funded-elsewhere",
        "Families funded elsewhere (the one in six)",
        "Families",
        ("Number",),
        tuple(TableRow(header, (Cell(figure),)) for header, figure in rows.items()),
        ("They are evaluated, proved, audited and counted like any other, and bring no money.",),
    )
