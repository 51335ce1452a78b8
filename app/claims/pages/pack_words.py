"""A rule pack in the words of the pages: what shows each problem, what counts as a result, what it pays."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.cases.rules.editions import EditionState
from app.claims.rules.drafting import HUNDREDTHS, Setting, own_groups, own_parts, settings_of
from app.money import format_pounds
from app.periods import written_date
from app.programme.facts import CriterionGroup
from app.programme.packs import AtLeast, Condition, Met, NeedPart, Part, Population, RulePack, Source

STATE_COLOURS = {
    EditionState.DRAFT: "govuk-tag--light-blue",
    EditionState.PROPOSED: "govuk-tag--yellow",
    EditionState.APPROVED: "govuk-tag--green",
    EditionState.WITHDRAWN: "govuk-tag--grey",
}
OF_WHOM = {
    Population.EVERYONE: "everybody in the family",
    Population.MINORS: "those under 18",
    Population.ADULTS: "adults",
    Population.SCHOOL_AGE: "children of school age",
}


@dataclass(frozen=True, slots=True)
class ProblemWords:
    """A problem with what shows it. needed: how many of the criteria; None where one is enough."""

    group: CriterionGroup
    criteria: tuple[str, ...]
    needed: int | None
    sources: tuple[Source, ...]
    is_own: bool


@dataclass(frozen=True, slots=True)
class PartWords:
    """A part of a result: what is asked, of whom, by which numbers, about which criteria."""

    code: str
    title: str
    question: str
    of_whom: str
    numbers: tuple[str, ...]
    about: tuple[str, ...]
    source: Source
    is_own: bool


@dataclass(frozen=True, slots=True)
class ResultWords:
    """A result with its parts; title None: what is judged and pays nothing."""

    title: str
    says: tuple[str, ...]
    parts: tuple[PartWords, ...]


@dataclass(frozen=True, slots=True)
class PackWords:
    """A whole pack in words. selection: one way in, or several of which any is enough."""

    selection: tuple[str, ...]
    problems: tuple[ProblemWords, ...]
    results: tuple[ResultWords, ...]
    money: tuple[str, ...]
    discretion: Source | None


def pack_in_words(pack: RulePack) -> PackWords:
    """A pack as its page says it."""
    own = frozenset(part.code for part in own_parts(pack))
    return PackWords(
        selection=tuple(_capital(selection_in_words(way)) for way in _ways_in(pack.selection)),
        problems=tuple(_problem(pack, group) for group in pack.groups),
        results=tuple(_results(pack, lambda part: part.code in own)),
        money=tuple(
            f"Attached {written_date(each.attached.first)} to {written_date(each.attached.last)}: "
            f"{format_pounds(each.attachment_fee)} to begin with, "
            f"results up to {format_pounds(each.results_pot)}"
            for each in pack.terms
        ),
        discretion=pack.discretion,
    )


def _ways_in(condition: Condition) -> tuple[Condition, ...]:
    if isinstance(condition, AtLeast) and condition.number == 1:
        return condition.of
    return (condition,)


def selection_in_words(condition: Condition) -> str:
    """A selection rule as a phrase: "at least 2 of: education; work; health"."""
    match condition:
        case Met(group, 1):
            return group.label.lower()
        case Met(group, number):
            return f"{number} needs of {group.label.lower()}"
        case AtLeast(number, of):
            said = [
                f"({selection_in_words(part)})" if isinstance(part, AtLeast) else selection_in_words(part)
                for part in of
            ]
            if number == len(of):
                return " and ".join(said)
            return " or ".join(said) if number == 1 else f"at least {number} of: {'; '.join(said)}"


def criterion_lines(pack: RulePack, group: CriterionGroup) -> tuple[str, ...]:
    """The criteria of a group in plain words."""
    return tuple(criterion.label for criterion in pack.criteria_in(group))


def _problem(pack: RulePack, group: CriterionGroup) -> ProblemWords:
    needed = pack.needed_in(group)
    sources = dict.fromkeys(each.source for each in pack.criteria if each.group is group)
    return ProblemWords(
        group=group,
        criteria=criterion_lines(pack, group),
        needed=needed if needed > 1 else None,
        sources=tuple(sources),
        is_own=group in own_groups(pack),
    )


def _results(pack: RulePack, is_own: Callable[[Part], bool]) -> Iterator[ResultWords]:
    for rule in pack.routes:
        instead = sorted(route.label.lower() for route in rule.instead_of)
        says = [
            "Counts as turned around." if rule.turns_around else "Is paid, and turns nobody around alone.",
            *([f"Paid instead of {'; '.join(instead)}."] if instead else []),
        ]
        parts = tuple(_part(part, is_own=is_own(part)) for part in rule.parts)
        yield ResultWords(rule.route.label, tuple(says), parts)
    if pack.outcomes:
        parts = tuple(_part(part, is_own=is_own(part)) for part in pack.outcomes)
        yield ResultWords("Judged and reported", ("Nothing is paid for these.",), parts)


def _part(part: Part, *, is_own: bool) -> PartWords:
    about = sorted(one.label for one in part.applies_to) if isinstance(part, NeedPart) else []
    return PartWords(
        code=part.code,
        title=part.title,
        question=part.question,
        of_whom=OF_WHOM[part.among],
        numbers=tuple(_number(setting) for setting in settings_of(part)),
        about=tuple(about),
        source=part.source,
        is_own=is_own,
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _number(setting: Setting) -> str:
    """A number of a test as it is read: a share as a percentage, though it is entered in hundredths."""
    if HUNDREDTHS in setting.label:
        return f"{setting.label.replace(HUNDREDTHS, '')}: {setting.value / 100:g}%"
    return f"{setting.label}: {setting.value:,}"
