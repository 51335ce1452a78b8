"""A rule pack read from a document: every fault is found, and says where it is, and what to do.

The shape is that which `app/programme/writing.py` writes. Nothing is taken for granted: a document may have
been written by hand. What it asks for is then checked as a whole: that the selection can be met, that tests
fit what they measure, that no family can earn more than its pot.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import compress, pairwise, product
from typing import Any, TypeVar

from app.money import Pence
from app.periods import LIVING_MEMORY, Period
from app.programme.facts import Criterion, CriterionGroup, MeasurementKind
from app.programme.packs import (
    AtLeast,
    Certainty,
    Condition,
    ContinuousSpell,
    EachAtLeast,
    EachUnder,
    Ended,
    FeeBand,
    Limit,
    Met,
    NeedPart,
    PackCriterion,
    Part,
    Payment,
    Phase,
    Population,
    Reduction,
    Route,
    RouteRule,
    RulePack,
    Source,
    SpellStarted,
    Statistic,
    Step,
    StepPart,
    Terms,
    groups_asked,
)

LONGEST_TEXT = 500
LONGEST_DOCUMENT = 200_000
MOST_ROWS = 100
DEEPEST = 5
MOST_MONTHS = 36
MOST_TERMS = 6
MOST_PENCE = 100_000_00
NOT_IN_A_LINE = frozenset({"Cc", "Cs", "Zl", "Zp"})
WHOLE_PERCENTAGE = 100_00
CODE = re.compile(r"[A-Z0-9][A-Za-z0-9]*(-[A-Za-z0-9]+)*")
PART_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_PART_CODE = 40
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WRITTEN_FRACTION = re.compile(r"([0-9]{1,6})/([1-9][0-9]{0,5})")

BY_TERM = frozenset(
    {
        MeasurementKind.FIXED_TERM_EXCLUSIONS,
        MeasurementKind.UNAUTHORISED_ABSENCE,
        MeasurementKind.SCHOOL_ATTENDANCE,
    }
)
BY_DAYS = frozenset({MeasurementKind.ANTISOCIAL_BEHAVIOUR_INCIDENTS, MeasurementKind.PROVEN_OFFENCES})
SPELLS = frozenset(kind for kind in MeasurementKind if kind.is_spell)

Word = TypeVar("Word", bound=StrEnum)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a document: where, and a sentence that says what to do."""

    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}" if self.where else self.sentence


class PackRefused(Exception):  # noqa: N818  # a refusal, not a mistake
    """A document is no rule pack. faults: everything that is wrong with it, in its order."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("a document was refused")
        self.faults = tuple(faults)


def pack_from_text(text: str) -> RulePack:
    """The rule pack that the text of a JSON document holds. Raises PackRefused."""
    if len(text) > LONGEST_DOCUMENT:
        raise PackRefused([Fault("", f"A pack has at most {LONGEST_DOCUMENT:,} characters. Shorten it.")])
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise PackRefused([Fault("", "This is not JSON. Check its brackets, quotes and commas.")]) from None
    return pack_from_document(document)


def pack_from_document(document: Any) -> RulePack:
    """The rule pack that a document holds. Raises PackRefused, with every fault that was found."""
    reader = _Reader()
    pack = reader.pack(document)
    if not reader.faults:
        reader.check(pack)
    if reader.faults:
        raise PackRefused(reader.faults)
    return pack


# What stands where something is wrong, until the document is refused for it.
NO_TEXT = ""
NO_SOURCE = Source("", Certainty.RECALLED)
NO_CONDITION = AtLeast(0, ())
ANY_DAY = LIVING_MEMORY.first
ANY_SHARE = Fraction(1)


@dataclass(slots=True)
class _Reader:
    """Reads one document. Where something is wrong it notes it and goes on with something harmless."""

    faults: list[Fault] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)

    def wrong(self, where: str, sentence: str) -> None:
        self.faults.append(Fault(where, sentence))

    # Plain values

    def mapping(
        self, value: Any, where: str, keys: Sequence[str], optional: Sequence[str] = ()
    ) -> Mapping[str, Any]:
        """A mapping with these keys and no others. What is missing stands as None, and was said to be."""
        if not isinstance(value, Mapping):
            if value is not None:
                self.wrong(where, f"Write a group with the keys {', '.join(keys)}.")
            return dict.fromkeys((*keys, *optional))
        for key in keys:
            if value.get(key) is None:
                self.wrong(_at(where, key), "This is missing. Add it.")
        for key in value:
            if key not in keys and key not in optional:
                self.wrong(
                    _at(where, str(key)[:40]), "There is no such key here. Take it out or mend its name."
                )
        return {key: value.get(key) for key in (*keys, *optional)}

    def rows(self, value: Any, where: str, least: int) -> list[tuple[str, Any]]:
        """The entries of a list, each with where it stands."""
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(where, "Write a list here.")
            return []
        if not least <= len(value) <= MOST_ROWS:
            self.wrong(where, f"Give {least} to {MOST_ROWS} entries here.")
        return [(f"{where}[{number}]", each) for number, each in enumerate(value[:MOST_ROWS], start=1)]

    def text(self, value: Any, where: str) -> str:
        if value is None:
            return NO_TEXT
        found = value.strip() if isinstance(value, str) else ""
        if not 1 <= len(found) <= LONGEST_TEXT or _is_broken(found):
            self.wrong(where, f"Write 1 to {LONGEST_TEXT} characters of text, on one line.")
            return NO_TEXT
        return found

    def code(self, value: Any, where: str, form: re.Pattern[str], longest: int, example: str) -> str:
        if value is None:
            return NO_TEXT
        if not isinstance(value, str) or len(value) > longest or form.fullmatch(value) is None:
            self.wrong(where, f"Write a code like {example}, of at most {longest} characters.")
            return NO_TEXT
        return value

    def whole(self, value: Any, where: str, least: int, most: int) -> int:
        if value is None:
            return least
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.wrong(where, f"Write a whole number from {least:,} to {most:,}.")
            return least
        return value

    def yes_or_no(self, value: Any, where: str) -> bool:
        if value is not None and not isinstance(value, bool):
            self.wrong(where, "Write true or false.")
        return value is True

    def day(self, value: Any, where: str) -> date:
        if value is None:
            return ANY_DAY
        try:
            is_day = isinstance(value, str) and DAY.fullmatch(value) is not None
            found = date.fromisoformat(value) if is_day else None
        except ValueError:
            found = None
        if found is None or found not in LIVING_MEMORY:
            self.wrong(where, "Write a day of this century like 2015-01-31.")
            return ANY_DAY
        return found

    def period(self, value: Any, where: str) -> Period:
        given = self.mapping(value, where, ("first", "last"))
        first, last = (
            self.day(given["first"], _at(where, "first")),
            self.day(given["last"], _at(where, "last")),
        )
        if last < first:
            self.wrong(where, "The last day comes before the first. Put them in order.")
            return Period(last, first)
        return Period(first, last)

    def fraction(self, value: Any, where: str) -> Fraction:
        """A share from 0/1 to 1/1."""
        if value is None:
            return ANY_SHARE
        found = WRITTEN_FRACTION.fullmatch(value) if isinstance(value, str) else None
        if not found or int(found[1]) > int(found[2]):
            self.wrong(where, "Write a share from 0 to 1 like 5/6.")
            return ANY_SHARE
        return Fraction(int(found[1]), int(found[2]))

    def word(self, value: Any, where: str, words: type[Word], among: Iterable[Word] | None = None) -> Word:
        offered = list(words) if among is None else sorted(among)
        found = next((each for each in offered if each.value == value), None)
        if found is None and value is not None:
            self.wrong(where, f"Choose one of: {', '.join(each.value for each in offered)}.")
        return next(iter(offered)) if found is None else found

    def words(self, value: Any, where: str, words: type[Word], least: int = 0) -> frozenset[Word]:
        found = [self.word(each, at, words) for at, each in self.rows(value, where, least)]
        self.once(found, where)
        return frozenset(found)

    def source(self, value: Any, where: str) -> Source:
        if value is None:
            return NO_SOURCE
        if not isinstance(value, str) or value not in self.sources:
            self.wrong(where, "Name one of the sources at the end of the document, or add it there.")
            return NO_SOURCE
        return self.sources[value]

    def once(self, found: Sequence[object], where: str) -> None:
        if len(set(found)) < len(found):
            self.wrong(where, "Something is named twice. Take one of them out.")

    def each(
        self, value: Any, where: str, read: Callable[[Any, str], Value], least: int = 0
    ) -> tuple[Value, ...]:
        return tuple(read(each, at) for at, each in self.rows(value, where, least))

    # The tree

    def pack(self, value: Any) -> RulePack:
        keys = (
            "code",
            "phase",
            "authority",
            "in_force",
            "criteria",
            "selection",
            "selection_source",
            "benefits",
            "benefits_source",
            "routes",
            "outcomes",
            "terms",
            "funded",
            "funded_source",
            "bands",
            "sources",
        )
        given = self.mapping({} if value is None else value, "", keys, ("discretion",))
        self.read_sources(given["sources"])
        criteria = self.each(given["criteria"], "criteria", self.criterion, least=1)
        self.once([each.criterion for each in criteria], "criteria")
        return RulePack(
            code=self.code(given["code"], "code", CODE, 40, "P2-NOTTINGHAM-1"),
            phase=self.word(given["phase"], "phase", Phase),
            in_force=self.period(given["in_force"], "in_force"),
            authority=self.text(given["authority"], "authority"),
            criteria=criteria,
            selection=self.condition(given["selection"], "selection", depth=1),
            selection_source=self.source(given["selection_source"], "selection_source"),
            benefits=self.each(given["benefits"], "benefits", self.text),
            benefits_source=self.source(given["benefits_source"], "benefits_source"),
            routes=self.each(given["routes"], "routes", self.route),
            terms=self.each(given["terms"], "terms", self.terms),
            funded=self.fraction(given["funded"], "funded"),
            funded_source=self.source(given["funded_source"], "funded_source"),
            bands=self.each(given["bands"], "bands", self.band, least=1),
            outcomes=self.each(given["outcomes"], "outcomes", self.part),
            discretion=None
            if given["discretion"] is None
            else self.source(given["discretion"], "discretion"),
        )

    def read_sources(self, value: Any) -> None:
        if value is None:
            return
        if not isinstance(value, Mapping) or len(value) > MOST_ROWS:
            self.wrong("sources", f"Write a group of at most {MOST_ROWS} sources, each under a name.")
            return
        for name, each in value.items():
            where = _at("sources", str(name)[:40])
            given = self.mapping(each, where, ("text", "certainty"))
            self.sources[name] = Source(
                self.text(given["text"], _at(where, "text")),
                self.word(given["certainty"], _at(where, "certainty"), Certainty),
            )

    def criterion(self, value: Any, where: str) -> PackCriterion:
        given = self.mapping(value, where, ("criterion", "group", "source"))
        return PackCriterion(
            self.word(given["criterion"], _at(where, "criterion"), Criterion),
            self.word(given["group"], _at(where, "group"), CriterionGroup),
            self.source(given["source"], _at(where, "source")),
        )

    def condition(self, value: Any, where: str, *, depth: int) -> Condition:
        if isinstance(value, Mapping) and "group" in value:
            given = self.mapping(value, where, ("group",), ("number",))
            number = given["number"]
            return Met(
                self.word(given["group"], _at(where, "group"), CriterionGroup),
                1 if number is None else self.whole(number, _at(where, "number"), 1, MOST_ROWS),
            )
        if depth > DEEPEST:
            self.wrong(
                where, f"Conditions stand in one another at most {DEEPEST} deep. Write it more simply."
            )
            return NO_CONDITION
        given = self.mapping(value, where, ("at_least", "of"))
        of = tuple(
            self.condition(each, at, depth=depth + 1)
            for at, each in self.rows(given["of"], _at(where, "of"), least=1)
        )
        return AtLeast(self.whole(given["at_least"], _at(where, "at_least"), 1, max(len(of), 1)), of)

    def route(self, value: Any, where: str) -> RouteRule:
        keys = ("route", "turns_around", "instead_of", "payment", "source", "parts")
        given = self.mapping(value, where, keys)
        at = _at(where, "payment")
        payment = self.mapping(given["payment"], at, ("whole_pot", "more_pence", "source"))
        return RouteRule(
            route=self.word(given["route"], _at(where, "route"), Route),
            parts=self.each(given["parts"], _at(where, "parts"), self.part, least=1),
            turns_around=self.yes_or_no(given["turns_around"], _at(where, "turns_around")),
            payment=Payment(
                whole_pot=self.yes_or_no(payment["whole_pot"], _at(at, "whole_pot")),
                more=self.pence(payment["more_pence"], _at(at, "more_pence"), least=-MOST_PENCE),
                source=self.source(payment["source"], _at(at, "source")),
            ),
            instead_of=self.words(given["instead_of"], _at(where, "instead_of"), Route),
            source=self.source(given["source"], _at(where, "source")),
        )

    def part(self, value: Any, where: str) -> Part:
        about_step = isinstance(value, Mapping) and "step" in value
        own = ("step", "known_by") if about_step else ("applies_to", "limits")
        given = self.mapping(value, where, ("code", "title", "question", "among", "source", *own))
        code = self.code(given["code"], _at(where, "code"), PART_CODE, LONGEST_PART_CODE, "school-attendance")
        title, question = (self.text(given[key], _at(where, key)) for key in ("title", "question"))
        among = self.word(given["among"], _at(where, "among"), Population)
        source = self.source(given["source"], _at(where, "source"))
        if about_step:
            step = self.step(given["step"], _at(where, "step"))
            known_by = self.words(given["known_by"], _at(where, "known_by"), MeasurementKind, least=1)
            return StepPart(code, title, question, among, step, known_by, source)
        applies_to = self.words(given["applies_to"], _at(where, "applies_to"), Criterion, least=1)
        limits = self.each(given["limits"], _at(where, "limits"), self.limit, least=1)
        by_term = any(isinstance(limit, EachUnder | EachAtLeast) for limit in limits)
        if by_term and among is not Population.SCHOOL_AGE:
            self.wrong(
                _at(where, "among"), "A test over school terms asks about children of school age: school-age."
            )
        return NeedPart(code, title, question, applies_to, among, limits, source)

    def limit(self, value: Any, where: str) -> Limit:
        tests: dict[Any, tuple[str, ...]] = {
            "each-under": ("kind", "statistic", "below", "terms"),
            "each-at-least": ("kind", "at_least", "highest", "terms"),
            "reduction": ("kind", "fall", "months"),
            "ended": ("months",),
        }
        test, given = self.test(value, where, tests)
        match test:
            case "each-under":
                return EachUnder(
                    self.word(given["kind"], _at(where, "kind"), MeasurementKind, BY_TERM),
                    self.word(given["statistic"], _at(where, "statistic"), Statistic),
                    below=self.whole(given["below"], _at(where, "below"), 1, WHOLE_PERCENTAGE),
                    terms=self.whole(given["terms"], _at(where, "terms"), 1, MOST_TERMS),
                )
            case "each-at-least":
                highest = self.whole(given["highest"], _at(where, "highest"), 1, WHOLE_PERCENTAGE)
                return EachAtLeast(
                    self.word(given["kind"], _at(where, "kind"), MeasurementKind, BY_TERM),
                    at_least=self.whole(given["at_least"], _at(where, "at_least"), 1, highest),
                    highest=highest,
                    terms=self.whole(given["terms"], _at(where, "terms"), 1, MOST_TERMS),
                )
            case "reduction":
                fall = self.fraction(given["fall"], _at(where, "fall"))
                if fall == 0:
                    self.wrong(
                        _at(where, "fall"), "A fall of nothing is none. Write a share above 0 like 60/100."
                    )
                return Reduction(
                    self.word(given["kind"], _at(where, "kind"), MeasurementKind, BY_DAYS),
                    fall=fall,
                    months=self.months(given["months"], where),
                )
            case _:
                return Ended(self.months(given["months"], where))

    def step(self, value: Any, where: str) -> Step:
        tests: dict[Any, tuple[str, ...]] = {
            "continuous-spell": ("kind", "days", "months", "leaving", "left_since", "not_with"),
            "spell-started": ("kind", "months"),
        }
        test, given = self.test(value, where, tests)
        kind = self.word(given.get("kind"), _at(where, "kind"), MeasurementKind, SPELLS)
        months = self.months(given.get("months"), where)
        if test != "continuous-spell":
            return SpellStarted(kind, months)
        days = self.whole(given["days"], _at(where, "days"), 1, 28 * MOST_MONTHS)
        if days > 28 * months:
            self.wrong(
                _at(where, "days"),
                "So many days do not fit into the months. Ask for fewer days, or more months.",
            )
        return ContinuousSpell(
            kind,
            days=days,
            months=months,
            leaving=self.word(given["leaving"], _at(where, "leaving"), MeasurementKind, SPELLS),
            left_since=self.day(given["left_since"], _at(where, "left_since")),
            not_with=self.word(given["not_with"], _at(where, "not_with"), MeasurementKind, SPELLS),
        )

    def test(
        self, value: Any, where: str, tests: Mapping[Any, tuple[str, ...]]
    ) -> tuple[str, Mapping[str, Any]]:
        """The name of a test and what it is given; "" and nothing where there is no such test."""
        named = value.get("test") if isinstance(value, Mapping) else None
        if not isinstance(named, str) or named not in tests:
            self.wrong(_at(where, "test"), f"Choose one of: {', '.join(tests)}.")
            return NO_TEXT, {"months": None}
        return named, self.mapping(value, where, ("test", *tests[named]))

    def months(self, value: Any, where: str) -> int:
        return self.whole(value, _at(where, "months"), 1, MOST_MONTHS)

    def pence(self, value: Any, where: str, *, least: int = 0) -> Pence:
        return Pence(self.whole(value, where, least, MOST_PENCE))

    def terms(self, value: Any, where: str) -> Terms:
        keys = ("cohort_year", "attached", "attachment_fee_pence", "results_pot_pence", "source")
        given = self.mapping(value, where, keys)
        return Terms(
            cohort_year=self.whole(given["cohort_year"], _at(where, "cohort_year"), 2000, 2099),
            attached=self.period(given["attached"], _at(where, "attached")),
            attachment_fee=self.pence(given["attachment_fee_pence"], _at(where, "attachment_fee_pence")),
            results_pot=self.pence(given["results_pot_pence"], _at(where, "results_pot_pence")),
            source=self.source(given["source"], _at(where, "source")),
        )

    def band(self, value: Any, where: str) -> FeeBand:
        given = self.mapping(value, where, ("at_least", "paid_now", "source"))
        return FeeBand(
            self.fraction(given["at_least"], _at(where, "at_least")),
            self.fraction(given["paid_now"], _at(where, "paid_now")),
            self.source(given["source"], _at(where, "source")),
        )

    # The whole

    def check(self, pack: RulePack) -> None:
        """What only the whole pack can tell."""
        self.check_selection(pack)
        self.check_parts(pack)
        self.check_money(pack)

    def check_selection(self, pack: RulePack) -> None:
        numbers: dict[CriterionGroup, int] = {}
        for met in groups_asked(pack.selection):
            counted = len(pack.criteria_in(met.group))
            if counted < met.number:
                self.wrong(
                    "selection",
                    f"{met.number} criteria of “{met.group.value}” are asked for, and {counted} are counted. "
                    "Count more, or ask for fewer.",
                )
            if numbers.setdefault(met.group, met.number) != met.number:
                self.wrong(
                    "selection",
                    f"“{met.group.value}” is asked for with two numbers. Ask for the same everywhere.",
                )

    def check_parts(self, pack: RulePack) -> None:
        self.once([part.code for part in pack.parts], "the codes of the parts")
        routes = [rule.route for rule in pack.routes]
        self.once(routes, "routes")
        for number, rule in enumerate(pack.routes, start=1):
            if not rule.instead_of <= set(routes) - {rule.route}:
                self.wrong(
                    f"routes[{number}].instead_of", "Name other routes of this pack only, or take them out."
                )
        if pack.routes and not any(rule.turns_around for rule in pack.routes):
            self.wrong(
                "routes", "No route turns a family around, so nothing could be claimed. Say which does."
            )

    def check_money(self, pack: RulePack) -> None:
        if pack.funded == 0:
            self.wrong("funded", "No family would be funded. Write a share above 0 like 5/6.")
        self.once([year.cohort_year for year in pack.terms], "terms")
        if any(later.attached.first <= earlier.attached.last for earlier, later in pairwise(pack.terms)):
            self.wrong("terms", "The days of attachment overlap or are out of order. Put the years in order.")
        shares = [band.at_least for band in pack.bands]
        if shares != sorted(set(shares), reverse=True) or shares[-1] != 0:
            self.wrong("bands", "Begin with the highest share, give each once, and end with 0/1.")
        if len({rule.route for rule in pack.routes}) < len(pack.routes):
            return  # said already, and there would be no end of sets of results
        for number, year in enumerate(pack.terms, start=1):
            for paid in _payments(pack.routes, year):
                if not 0 <= paid <= year.results_pot:
                    self.wrong(
                        f"terms[{number}].results_pot_pence",
                        "Some results together would pay less than nothing or more than the pot. Mend the "
                        "payments of the routes, or the pot.",
                    )
                    break


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


def _is_broken(text: str) -> bool:
    """Whether a text has more than one line, or what cannot be stored or read."""
    return any(unicodedata.category(each) in NOT_IN_A_LINE for each in text)


def _at(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key
