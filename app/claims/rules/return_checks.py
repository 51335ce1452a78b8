"""The checks of a return: each is a row of data, and a pure function that says what it found and in whom."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from app.cases.rules.vocabulary import Word
from app.claims.rules.lifecycle import LineState
from app.claims.rules.returns import LineThen, Tally, tally
from app.claims.rules.valuation import payable_routes, results_payment
from app.errors import RuleRefused
from app.periods import Period, written_date
from app.programme.packs import Route, RulePack

TURNING = frozenset(Route) - {Route.PROGRESS_TO_WORK}
"""The routes that turn a family around, of every phase; progress to work alone turns nobody around."""

ONE_IN_SIX_MARGIN = Fraction(1, 20)
"""How far the share funded elsewhere may be from one in six before it is asked about. Ours: no source."""

MOST_MOVEMENT = Fraction(1, 4)
"""The share by which a line of the return may move before it is asked about. Ours: no source."""


class Grade(Word):
    """ERROR must be mended before anybody signs; QUERY may stand with an explanation."""

    ERROR = "error"
    QUERY = "query"

    @property
    def label(self) -> str:
        """The grade as returns print it."""
        return self.value.upper()


class CheckCode(StrEnum):
    """The code of a check, as the return prints it; a Q at its end is a QUERY."""

    IDENTITIES = "R001"
    FAMILY_ONCE = "R002"
    AUDITED = "R003"
    PROOF = "R004"
    CONCERN = "R005"
    VALUE = "R006"
    FUNDED_ELSEWHERE = "R007"
    POT = "R008"
    WINDOW = "R009"
    FIRST_OR_THIRD = "R011"
    AS_IT_STANDS = "R012"
    PROMISED = "R101Q"
    ONE_IN_SIX = "R102Q"
    MOVEMENT = "R103Q"
    MOVED_OUT = "R104Q"


@dataclass(frozen=True, slots=True)
class Check:
    """A check: what it asks, the figure that it is about, and how to mend what it finds."""

    code: CheckCode
    asks: str
    figure: str
    fix: str

    @property
    def grade(self) -> Grade:
        """Whether what it finds stops the signature."""
        return Grade.QUERY if self.code.endswith("Q") else Grade.ERROR


@dataclass(frozen=True, slots=True)
class Found:
    """A check as it was found. families: those in it, by id, in the order of their references."""

    check: Check
    holds: bool
    says: str
    families: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """How many families the council said that a claim point would be for. Both numbers are included."""

    window_opens: Period
    least: int
    most: int
    source: str


PROMISES = (
    Promise(
        Period(date(2013, 7, 1), date(2013, 7, 31)),
        150,
        300,
        "Children's Partnership Board pack, 26 June 2013",
    ),
)


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A line of the return beside what is known of it and its family today.

    family_id: the family that the claim is of now; then: the one on the return, which a merge may have ended.
    state, value_pence, window_id: as the line stands now. passes: whether its result is still achieved by a
    family that may be claimed for, on the day that it was tested. funded_elsewhere: the family now.
    """

    then: LineThen
    claim_id: UUID
    family_id: UUID
    state: LineState
    window_id: UUID | None
    value_pence: int
    attached_on: date | None
    pack: RulePack | None
    passes: bool
    funded_elsewhere: bool
    moved_out: bool = False


@dataclass(frozen=True, slots=True)
class ReturnFacts:
    """Everything that the checks of a return look at.

    wanted: the states that its claimed lines must be in: audited while it is prepared, then on a return.
    standing: lines claimed before that stand, as they are now. changed: lines claimed before whose place on
    the return is another one now than when it was sent. last: the lines of the return by name, of the
    last return, as they were then. broken: identities between figures that do not hold, as sentences.
    concerned: lines about which a concern is open, or is to be raised by what is recorded now.
    """

    window_id: UUID
    window: Period
    on: date
    wanted: LineState
    claimed: Sequence[LineFacts]
    standing: Sequence[LineFacts]
    changed: Collection[UUID]
    now: Mapping[str, Tally]
    last: Mapping[str, Tally] | None
    broken: Sequence[str] = ()
    concerned: Collection[UUID] = field(default_factory=frozenset)


def run(facts: ReturnFacts) -> tuple[Found, ...]:
    """Every check of a return, in the order of their codes."""
    return tuple(find(facts, check) for check, find in CHECKS)


def check_may_sign(found: Iterable[Found], explained: Collection[CheckCode]) -> None:
    """Refuse a return with a check that does not hold: an ERROR, or a QUERY that nobody has explained.

    Raises RuleRefused("check-failed" | "query-unexplained").
    """
    failing = [each for each in found if not each.holds]
    for each in failing:
        if each.check.grade is Grade.ERROR:
            raise RuleRefused(
                "check-failed",
                f"{each.check.code} must be mended before this return goes on: {each.says} {each.check.fix}",
            )
    for each in failing:
        if each.check.code not in explained:
            raise RuleRefused(
                "query-unexplained",
                f"{each.check.code} needs an explanation before this return goes on: {each.says}",
            )


def lines_of_return(lines: Iterable[LineThen]) -> dict[str, Tally]:
    """The lines of the return by name: families that achieved each result so far, and those turned around."""
    counting = [line for line in lines if line.counts]
    found: dict[str, Tally] = {}
    for name, routes in LINES.items():
        of_routes = [line for line in counting if line.route in routes]
        found[name] = tally(of_routes)
    return found


LINES: Mapping[str, frozenset[Route]] = {
    **{route.value: frozenset({route}) for route in Route},
    "turned-around": TURNING,
}


def _identities(facts: ReturnFacts, check: Check) -> Found:
    if not facts.broken:
        return Found(check, True, "All hold.")
    more = f" Others that do not hold: {len(facts.broken) - 1:,}." if len(facts.broken) > 1 else ""
    return Found(check, False, f"This does not hold: {facts.broken[0]}{more}")


def _family_once(facts: ReturnFacts, check: Check) -> Found:
    """A family that was merged is known by the id it has now and by that on the return."""
    claims: dict[UUID, set[UUID]] = defaultdict(set)
    routes: dict[tuple[UUID, Route], set[UUID]] = defaultdict(set)
    for line in (*facts.claimed, *facts.standing):
        for family in {line.family_id, line.then.family_id}:
            claims[family].add(line.claim_id)
            routes[family, line.then.route].add(line.then.line_id)
    twice = {family for family, of_family in claims.items() if len(of_family) > 1}
    twice |= {family for (family, _), lines in routes.items() if len(lines) > 1}
    wrong = [
        line
        for line in (*facts.claimed, *facts.standing)
        if not twice.isdisjoint({line.family_id, line.then.family_id})
    ]
    return _among(check, wrong, "{} claimed for more than once in the phase.", "No family is claimed twice.")


def _audited(facts: ReturnFacts, check: Check) -> Found:
    wrong = [line for line in facts.claimed if line.state is not facts.wanted]
    return _among(
        check, wrong, "{} with a line that is not audited.", f"All {len(facts.claimed):,} lines are audited."
    )


def _proof(facts: ReturnFacts, check: Check) -> Found:
    wrong = [line for line in facts.claimed if not line.passes]
    return _among(
        check, wrong, "{} with a line whose proof no longer passes.", "Every line's proof passes today."
    )


def _concern(facts: ReturnFacts, check: Check) -> Found:
    wrong = [line for line in facts.claimed if line.then.line_id in facts.concerned]
    return _among(check, wrong, "{} with a line under an open concern.", "No line is under a concern.")


def _value(facts: ReturnFacts, check: Check) -> Found:
    routes = _routes_of(facts)
    wrong = [
        line
        for line in facts.claimed
        if not line.funded_elsewhere and _worth(line, routes[line.family_id]) != line.then.value_pence
    ]
    return _among(
        check, wrong, "{} with a line at another value than its terms give.", "Every line is at its value."
    )


def _funded_elsewhere(facts: ReturnFacts, check: Check) -> Found:
    wrong = [
        line
        for line in facts.claimed
        if line.funded_elsewhere != line.then.funded_elsewhere
        or (line.funded_elsewhere and line.then.value_pence)
    ]
    return _among(
        check,
        wrong,
        "{} with a line that is not claimed as its funding asks.",
        "Every family funded elsewhere is claimed at £0, and no other.",
    )


def _pot(facts: ReturnFacts, check: Check) -> Found:
    sums: dict[UUID, int] = defaultdict(int)
    for line in (*facts.claimed, *facts.standing):
        sums[line.family_id] += line.then.value_pence
    wrong = [line for line in facts.claimed if sums[line.family_id] > _pot_of(line)]
    return _among(
        check, wrong, "{} with lines that come to more than the pot.", "No family's lines exceed its pot."
    )


def _window(facts: ReturnFacts, check: Check) -> Found:
    days = f"{written_date(facts.window.first)} to {written_date(facts.window.last)}"
    elsewhere = [line for line in facts.claimed if line.window_id != facts.window_id]
    if facts.claimed and not elsewhere and facts.on not in facts.window:
        return Found(check, False, f"The window is {days}, and today is {written_date(facts.on)}.")
    well = f"The window is open: {days}."
    if not facts.claimed:
        well = "Nothing is newly claimed, so no window need be open."
    return _among(check, elsewhere, "{} with a line that is claimed in another window.", well)


def _first_or_third(facts: ReturnFacts, check: Check) -> Found:
    turned = facts.now["turned-around"].families
    third = facts.now[Route.CONTINUOUS_EMPLOYMENT.value].families
    first = sum(facts.now[route.value].families for route in TURNING) - third
    if turned == first + third:
        return Found(check, True, f"{turned:,} = {first:,} + {third:,}.")
    both: dict[UUID, set[Route]] = defaultdict(set)
    for line in (*facts.claimed, *facts.standing):
        both[line.family_id].add(line.then.route)
    wrong = [line for line in (*facts.claimed, *facts.standing) if len(both[line.family_id] & TURNING) > 1]
    return Found(
        check, False, f"{turned:,} is not {first:,} + {third:,}.", tuple(dict.fromkeys(_families(wrong)))
    )


def _as_it_stands(facts: ReturnFacts, check: Check) -> Found:
    wrong = [line for line in facts.claimed if line.value_pence != line.then.value_pence]
    if facts.changed and not wrong:
        number = len(facts.changed)
        says = f"{_lines(number)} claimed before {'stands' if number == 1 else 'stand'} otherwise than then."
        return Found(check, False, says)
    return _among(
        check, wrong, "{} with a line whose value has changed since it was put on.", "All stand as put on."
    )


def _promised(facts: ReturnFacts, check: Check) -> Found:
    promise = next((each for each in PROMISES if facts.window.first in each.window_opens), None)
    if promise is None:
        return Found(check, True, "Nothing was promised for this window.")
    number = len({line.family_id for line in facts.claimed if line.then.route in TURNING})
    promised = f"between {promise.least:,} and {promise.most:,} were promised ({promise.source})"
    return Found(
        check, promise.least <= number <= promise.most, f"{_count(number)} turned around here; {promised}."
    )


def _one_in_six(facts: ReturnFacts, check: Check) -> Found:
    turned = [line for line in (*facts.claimed, *facts.standing) if line.then.route in TURNING]
    families = {line.family_id for line in turned}
    elsewhere = {line.family_id for line in turned if line.then.funded_elsewhere}
    if not families:
        return Found(check, True, "No family is turned around yet.")
    share = Fraction(len(elsewhere), len(families))
    return Found(
        check,
        abs(share - Fraction(1, 6)) <= ONE_IN_SIX_MARGIN,
        f"{len(elsewhere):,} of {len(families):,} turned around are funded elsewhere ({float(share):.0%}); "
        "one in six is 17%.",
    )


def _movement(facts: ReturnFacts, check: Check) -> Found:
    if facts.last is None:
        return Found(check, True, "There is no earlier return to compare with.")
    moved = [
        f"{name.replace('-', ' ')} {before.families:,} → {facts.now[name].families:,}"
        for name, before in facts.last.items()
        if _moved_far(before.families, facts.now[name].families)
    ]
    if not moved:
        return Found(check, True, f"No line moved by more than {float(MOST_MOVEMENT):.0%}.")
    return Found(check, False, f"More than {float(MOST_MOVEMENT):.0%}: {'; '.join(moved)}.")


def _moved_out(facts: ReturnFacts, check: Check) -> Found:
    wrong = [line for line in facts.claimed if line.moved_out]
    return _among(check, wrong, "{} that moved out of the area.", "No family claimed has moved out.")


def _moved_far(before: int, after: int) -> bool:
    return after != before and (not before or Fraction(abs(after - before), before) > MOST_MOVEMENT)


def _routes_of(facts: ReturnFacts) -> Mapping[UUID, set[Route]]:
    found: dict[UUID, set[Route]] = defaultdict(set)
    for line in (*facts.claimed, *facts.standing):
        found[line.family_id].add(line.then.route)
    return found


def _worth(line: LineFacts, routes: Collection[Route]) -> int:
    """What a line's terms give for it, among all that its family has claimed."""
    if line.pack is None or line.attached_on is None:
        return 0
    turning = {rule.route for rule in line.pack.routes if rule.turns_around}
    if turning.isdisjoint(routes):
        return 0  # the result that it was to come with has been withdrawn, or found not valid, since
    if line.then.route not in payable_routes(frozenset(routes), line.pack):
        return 0
    return int(results_payment({line.then.route}, line.attached_on, line.pack))


def _pot_of(line: LineFacts) -> int:
    if line.pack is None or line.attached_on is None:
        return 0
    return int(line.pack.terms_on(line.attached_on).results_pot)


def _among(check: Check, wrong: Sequence[LineFacts], says: str, well: str) -> Found:
    """What a check of single lines found: how many families are in it, and which."""
    families = tuple(dict.fromkeys(_families(wrong)))
    if not families:
        return Found(check, True, well)
    return Found(check, False, says.format(_count(len(families))), families)


def _families(lines: Iterable[LineFacts]) -> list[UUID]:
    ordered = sorted(lines, key=lambda line: (line.then.reference or "", line.family_id))
    return [line.family_id for line in ordered]


def _count(families: int) -> str:
    return f"{families:,} {'family' if families == 1 else 'families'}"


def _lines(number: int) -> str:
    return f"{number:,} {'line' if number == 1 else 'lines'}"


Finds = Callable[[ReturnFacts, Check], Found]

TAKE_OFF = "Take the line off the return, or mend the record."
IN_WINDOW = "families.turned-around[span=in-window]"
SO_FAR = "families.turned-around[span=cumulative]"
MONEY = "money.results[span=in-window]"

CHECKS: tuple[tuple[Check, Finds], ...] = (
    (
        Check(
            CheckCode.IDENTITIES,
            "Identities between figures must hold.",
            "every figure",
            "Mend the records of the families named on the reconciliation page.",
        ),
        _identities,
    ),
    (
        Check(
            CheckCode.FAMILY_ONCE,
            "No family is claimed for twice in a phase, also through merged records.",
            SO_FAR,
            "Take off the line that is claimed already.",
        ),
        _family_once,
    ),
    (Check(CheckCode.AUDITED, "Every line has passed internal audit.", IN_WINDOW, TAKE_OFF), _audited),
    (
        Check(CheckCode.PROOF, "Every line's proof passes on today's records.", IN_WINDOW, TAKE_OFF),
        _proof,
    ),
    (
        Check(
            CheckCode.CONCERN,
            "No line has an open concern.",
            IN_WINDOW,
            "Settle the concern, or take the line off.",
        ),
        _concern,
    ),
    (
        Check(
            CheckCode.VALUE,
            "Every line is at the value that its cohort year's terms give.",
            MONEY,
            "Take the line off, and have it drafted again.",
        ),
        _value,
    ),
    (
        Check(
            CheckCode.FUNDED_ELSEWHERE,
            "Families funded elsewhere are claimed at £0, and only they.",
            MONEY,
            "Take the line off, and have it drafted again.",
        ),
        _funded_elsewhere,
    ),
    (
        Check(
            CheckCode.POT,
            "A family's lines come to no more than the pot of its cohort year.",
            MONEY,
            "Take the line off.",
        ),
        _pot,
    ),
    (
        Check(
            CheckCode.WINDOW,
            "The claim window is open, and every line is claimed in it.",
            IN_WINDOW,
            "Abandon the return, and claim in the next window.",
        ),
        _window,
    ),
    (
        Check(
            CheckCode.FIRST_OR_THIRD,
            "Families turned around are those by the first result and those by the third.",
            SO_FAR,
            "Take off the line of the result that the other one stands instead of.",
        ),
        _first_or_third,
    ),
    (
        Check(
            CheckCode.AS_IT_STANDS,
            "Every line stands as it did when it was put on the return.",
            MONEY,
            "Refuse the return, and prepare it again.",
        ),
        _as_it_stands,
    ),
    (
        Check(
            CheckCode.PROMISED,
            "The families claimed are as many as the council was told to expect.",
            IN_WINDOW,
            "Explain why there are more or fewer.",
        ),
        _promised,
    ),
    (
        Check(
            CheckCode.ONE_IN_SIX,
            "About one in six of the families turned around is funded elsewhere.",
            "families.turned-around-funded-elsewhere",
            "Check which families are marked as funded elsewhere, or explain the share.",
        ),
        _one_in_six,
    ),
    (
        Check(
            CheckCode.MOVEMENT,
            "No line of the return moved far since the last one.",
            SO_FAR,
            "Look at what moved, family by family, and explain it.",
        ),
        _movement,
    ),
    (
        Check(
            CheckCode.MOVED_OUT,
            "No family claimed has moved out of the area.",
            IN_WINDOW,
            "Check where the family lives, or explain why it is claimed.",
        ),
        _moved_out,
    ),
)
"""The checks, in the order of their codes, each with what finds it."""
