"""A rule pack read from a document: every fault is found, and says where it is, and what to do.

The shape is that which `app/programme/writing.py` writes. `places.py` reads plain values, here stands what
the document is made of, and `checking.py` looks at the pack as a whole.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.money import Pence
from app.programme.checking import faults_of
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
)
from app.programme.places import MOST_ENTRIES, Fault, Place

LONGEST_DOCUMENT = 200_000
DEEPEST = 5
MOST_MONTHS = 36
SHORTEST_MONTH = 28
MOST_TERMS = 6
MOST_PENCE = 100_000_00
WHOLE_PERCENTAGE = 100_00
CODE = re.compile(r"[A-Z0-9][A-Za-z0-9]*(-[A-Za-z0-9]+)*")
PART_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_CODE = 40
FIRST_YEAR, LAST_YEAR = 2000, 2099

BY_TERM = sorted(
    {
        MeasurementKind.FIXED_TERM_EXCLUSIONS,
        MeasurementKind.UNAUTHORISED_ABSENCE,
        MeasurementKind.SCHOOL_ATTENDANCE,
    }
)
BY_DAYS = sorted({MeasurementKind.ANTISOCIAL_BEHAVIOUR_INCIDENTS, MeasurementKind.PROVEN_OFFENCES})
SPELLS = sorted(kind for kind in MeasurementKind if kind.is_spell)

NO_SOURCE = Source("", Certainty.RECALLED)
NO_CONDITION = AtLeast(0, ())
NO_LIMIT = Ended(0)
NO_STEP = SpellStarted(MeasurementKind.EMPLOYMENT, 0)


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
    at = Place({} if document is None else document)
    pack = _pack(at)
    if faults := at.faults or faults_of(pack):
        raise PackRefused(faults)
    return pack


def _pack(at: Place) -> RulePack:
    given = at.group(
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
        optional=("discretion",),
    )
    reader = _Reader({name: _source(each) for name, each in given["sources"].named("sources").items()})
    return RulePack(
        code=given["code"].code(CODE, LONGEST_CODE, "P2-NOTTINGHAM-1"),
        phase=given["phase"].word(Phase),
        authority=given["authority"].text(),
        in_force=given["in_force"].period(),
        criteria=tuple(reader.criterion(each) for each in given["criteria"].entries(least=1)),
        selection=_condition(given["selection"], depth=1),
        selection_source=reader.source(given["selection_source"]),
        benefits=tuple(each.text() for each in given["benefits"].entries()),
        benefits_source=reader.source(given["benefits_source"]),
        routes=tuple(reader.route(each) for each in given["routes"].entries()),
        outcomes=tuple(reader.part(each) for each in given["outcomes"].entries()),
        discretion=None if given["discretion"].value is None else reader.source(given["discretion"]),
        terms=tuple(reader.terms(each) for each in given["terms"].entries()),
        funded=given["funded"].share(),
        funded_source=reader.source(given["funded_source"]),
        bands=tuple(reader.band(each) for each in given["bands"].entries(least=1)),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the pieces that name their source. sources: those of the document, by the names it gives them."""

    sources: Mapping[str, Source]

    def source(self, at: Place) -> Source:
        if isinstance(at.value, str) and at.value in self.sources:
            return self.sources[at.value]
        at.wrong("Name one of the sources at the end of the document, or add it there.")
        return NO_SOURCE

    def criterion(self, at: Place) -> PackCriterion:
        given = at.group("criterion", "group", "source")
        return PackCriterion(
            given["criterion"].word(Criterion),
            given["group"].word(CriterionGroup),
            self.source(given["source"]),
        )

    def route(self, at: Place) -> RouteRule:
        given = at.group("route", "turns_around", "instead_of", "payment", "source", "parts")
        payment = given["payment"].group("whole_pot", "more_pence", "source")
        return RouteRule(
            route=given["route"].word(Route),
            turns_around=given["turns_around"].yes_or_no(),
            instead_of=given["instead_of"].words(Route),
            payment=Payment(
                whole_pot=payment["whole_pot"].yes_or_no(),
                more=Pence(payment["more_pence"].whole(-MOST_PENCE, MOST_PENCE)),
                source=self.source(payment["source"]),
            ),
            source=self.source(given["source"]),
            parts=tuple(self.part(each) for each in given["parts"].entries(least=1)),
        )

    def part(self, at: Place) -> Part:
        about_step = at.has("step")
        own = ("step", "known_by") if about_step else ("applies_to", "limits")
        given = at.group("code", "title", "question", "among", "source", *own)
        code = given["code"].code(PART_CODE, LONGEST_CODE, "school-attendance")
        title, question = given["title"].text(), given["question"].text()
        among = given["among"].word(Population)
        source = self.source(given["source"])
        if about_step:
            step = _step(given["step"])
            known_by = given["known_by"].words(MeasurementKind, least=1)
            return StepPart(code, title, question, among, step, known_by, source)
        applies_to = given["applies_to"].words(Criterion, least=1)
        limits = tuple(_limit(each) for each in given["limits"].entries(least=1))
        by_term = any(isinstance(limit, EachUnder | EachAtLeast) for limit in limits)
        if by_term and among is not Population.SCHOOL_AGE:
            given["among"].wrong("A test over school terms asks about children of school age: school-age.")
        return NeedPart(code, title, question, applies_to, among, limits, source)

    def terms(self, at: Place) -> Terms:
        given = at.group("cohort_year", "attached", "attachment_fee_pence", "results_pot_pence", "source")
        return Terms(
            cohort_year=given["cohort_year"].whole(FIRST_YEAR, LAST_YEAR),
            attached=given["attached"].period(),
            attachment_fee=Pence(given["attachment_fee_pence"].whole(0, MOST_PENCE)),
            results_pot=Pence(given["results_pot_pence"].whole(0, MOST_PENCE)),
            source=self.source(given["source"]),
        )

    def band(self, at: Place) -> FeeBand:
        given = at.group("at_least", "paid_now", "source")
        return FeeBand(given["at_least"].share(), given["paid_now"].share(), self.source(given["source"]))


def _source(at: Place) -> Source:
    given = at.group("text", "certainty")
    return Source(given["text"].text(), given["certainty"].word(Certainty))


def _condition(at: Place, *, depth: int) -> Condition:
    if at.has("group"):
        given = at.group("group", optional=("number",))
        return Met(given["group"].word(CriterionGroup), given["number"].whole(1, MOST_ENTRIES))
    if depth > DEEPEST:
        at.wrong(f"Conditions stand in one another at most {DEEPEST} deep. Write it more simply.")
        return NO_CONDITION
    given = at.group("at_least", "of")
    of = tuple(_condition(each, depth=depth + 1) for each in given["of"].entries(least=1))
    return AtLeast(given["at_least"].whole(1, len(of) or MOST_ENTRIES), of)


def _limit(at: Place) -> Limit:
    match at.choice("test", "each-under", "each-at-least", "reduction", "ended"):
        case "each-under":
            given = at.group("test", "kind", "statistic", "below", "terms")
            return EachUnder(
                given["kind"].word(BY_TERM),
                given["statistic"].word(Statistic),
                below=given["below"].whole(1, WHOLE_PERCENTAGE),
                terms=given["terms"].whole(1, MOST_TERMS),
            )
        case "each-at-least":
            given = at.group("test", "kind", "at_least", "highest", "terms")
            highest = given["highest"].whole(1, WHOLE_PERCENTAGE, otherwise=WHOLE_PERCENTAGE)
            return EachAtLeast(
                given["kind"].word(BY_TERM),
                at_least=given["at_least"].whole(1, highest),
                highest=highest,
                terms=given["terms"].whole(1, MOST_TERMS),
            )
        case "reduction":
            given = at.group("test", "kind", "fall", "months")
            fall = given["fall"].share()
            if fall == 0:
                given["fall"].wrong("A fall of nothing is none. Write a share above 0 like 60/100.")
            return Reduction(given["kind"].word(BY_DAYS), fall=fall, months=_months(given["months"]))
        case "ended":
            return Ended(_months(at.group("test", "months")["months"]))
        case _:
            return NO_LIMIT


def _step(at: Place) -> Step:
    match at.choice("test", "continuous-spell", "spell-started"):
        case "continuous-spell":
            given = at.group("test", "kind", "days", "months", "leaving", "left_since", "not_with")
            months = _months(given["months"])
            days = given["days"].whole(1, SHORTEST_MONTH * MOST_MONTHS)
            if days > SHORTEST_MONTH * months:
                given["days"].wrong(
                    "So many days do not fit into the months. Ask for fewer days, or more months."
                )
            return ContinuousSpell(
                given["kind"].word(SPELLS),
                days=days,
                months=months,
                leaving=given["leaving"].word(SPELLS),
                left_since=given["left_since"].day(),
                not_with=given["not_with"].word(SPELLS),
            )
        case "spell-started":
            given = at.group("test", "kind", "months")
            return SpellStarted(given["kind"].word(SPELLS), _months(given["months"]))
        case _:
            return NO_STEP


def _months(at: Place) -> int:
    return at.whole(1, MOST_MONTHS, otherwise=MOST_MONTHS)
