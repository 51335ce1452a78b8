"""What a council may change of a rule pack in its draft: its own filter, and its own outcome plan.

Phase 1 was the department's but for the local filter. From phase 2 on the council says for each problem what
shows it, and what counts as a result. Money, dates and the kinds of result stay as they were published.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from app.errors import RuleRefused
from app.programme.facts import Criterion, CriterionGroup
from app.programme.packs import (
    AtLeast,
    Certainty,
    Condition,
    ContinuousSpell,
    EachAtLeast,
    EachUnder,
    Ended,
    Limit,
    Met,
    NeedPart,
    PackCriterion,
    Part,
    Phase,
    Reduction,
    RulePack,
    Source,
    SpellStarted,
    Statistic,
    Step,
)
from app.programme.sources import sourced_rules

MOST_MONTHS = 36
MOST_TERMS = 6
HUNDREDTHS = ", in hundredths of a percent (9000 is 90%)"


@dataclass(frozen=True, slots=True)
class Setting:
    """One number of a test that the council sets. name: of its field. value: as a person writes it."""

    name: str
    label: str
    least: int
    most: int
    value: int


def own_groups(pack: RulePack) -> tuple[CriterionGroup, ...]:
    """The problems for which the council itself says what shows them."""
    if pack.phase is Phase.PHASE_ONE:
        return tuple(group for group in pack.groups if group is CriterionGroup.LOCAL)
    return pack.groups


def own_parts(pack: RulePack) -> tuple[Part, ...]:
    """The parts of which the council itself says what counts as a result."""
    return () if pack.phase is Phase.PHASE_ONE else pack.parts


def criteria_to_choose(pack: RulePack, group: CriterionGroup) -> tuple[Criterion, ...]:
    """The criteria that may be counted under a problem: its own, and those that no other problem has."""
    elsewhere = {each.criterion for each in pack.criteria if each.group is not group}
    return tuple(criterion for criterion in Criterion if criterion not in elsewhere)


def decided_in(pack: RulePack, text: str) -> Source:
    """The source of what a council decides: a paper that whoever drafts has read.

    Where the words are those of a source that the pack has already, it is that one, as sure as it was:
    nothing that is only recalled becomes certain by being saved again.
    """
    known = {rule.source.text: rule.source for rule in sourced_rules(pack)}
    return known.get(text) or Source(text, Certainty.SEEN)


def with_problem(
    pack: RulePack,
    group: CriterionGroup,
    criteria: Collection[Criterion],
    needed: int,
    source: Source,
) -> RulePack:
    """A pack in which these criteria show a problem, so many of them needed, as this source says.

    What shows the problem no longer is no part's need any more; what is new is a need of the problem's first
    part about needs, if it has one. Raises RuleRefused("not-the-councils" | "no-criteria" |
    "counted-elsewhere" | "too-many-needed" | "nothing-asked-about").
    """
    if group not in own_groups(pack):
        raise RuleRefused("not-the-councils", "What shows this problem is not the council’s to say.")
    if not criteria:
        raise RuleRefused("no-criteria", "Choose at least one criterion.")
    if not set(criteria) <= set(criteria_to_choose(pack, group)):
        raise RuleRefused("counted-elsewhere", "A criterion is counted under another problem. Choose others.")
    if not 1 <= needed <= len(criteria):
        raise RuleRefused(
            "too-many-needed", f"{len(criteria)} are chosen, so from 1 to {len(criteria)} may be needed."
        )
    before = pack.criteria_in(group)
    counted = tuple(
        PackCriterion(criterion, group, source) for criterion in Criterion if criterion in criteria
    )
    place = next(number for number, each in enumerate(pack.criteria) if each.group is group)
    others = [each for each in pack.criteria if each.group is not group]
    ahead = sum(each.group is not group for each in pack.criteria[:place])
    changed = replace(
        pack,
        criteria=(*others[:ahead], *counted, *others[ahead:]),
        selection=_asking(pack.selection, group, needed),
    )
    if pack.phase is Phase.PHASE_ONE:
        return changed
    return _about_needs(
        changed, gone=set(before) - set(criteria), new=set(criteria) - set(before), before=before
    )


def _about_needs(
    pack: RulePack, *, gone: set[Criterion], new: set[Criterion], before: Collection[Criterion]
) -> RulePack:
    """The pack with its parts about the needs of a problem that has others now."""
    of_problem = [
        part.code for part in pack.parts if isinstance(part, NeedPart) and part.applies_to & set(before)
    ]

    def about(part: Part) -> Part:
        if not isinstance(part, NeedPart):
            return part
        applies_to = (part.applies_to - gone) | (new if part.code in of_problem[:1] else set())
        if not applies_to:
            raise RuleRefused(
                "nothing-asked-about",
                f"“{part.title}” would ask about nothing. Keep one of its criteria.",
            )
        return replace(part, applies_to=applies_to)

    return _with_parts(pack, about)


def _asking(condition: Condition, group: CriterionGroup, needed: int) -> Condition:
    """A selection rule that asks for so many criteria of a group, and is otherwise the same."""
    match condition:
        case Met():
            return Met(group, needed) if condition.group is group else condition
        case AtLeast():  # pragma: no branch  # the last kind there is
            return AtLeast(condition.number, tuple(_asking(part, group, needed) for part in condition.of))


def settings_of(part: Part) -> tuple[Setting, ...]:
    """The numbers of a part's tests, under the names of their fields, in the tests' order."""
    if isinstance(part, NeedPart):
        return tuple(
            setting
            for number, limit in enumerate(part.limits, start=1)
            for setting in _of_limit(number, limit)
        )
    return tuple(_of_step(part.step))


def _of_limit(number: int, limit: Limit) -> Iterable[Setting]:
    match limit:
        case EachUnder():
            unit = HUNDREDTHS if limit.statistic is Statistic.MEAN else ""
            yield Setting(f"below-{number}", f"{limit.kind.label}: under{unit}", 1, 100_00, limit.below)
            yield Setting(f"terms-{number}", "Over how many school terms", 1, MOST_TERMS, limit.terms)
        case EachAtLeast():
            yield Setting(
                f"at-least-{number}",
                f"{limit.kind.label}: at least{HUNDREDTHS}",
                1,
                limit.highest,
                limit.at_least,
            )
            yield Setting(
                f"terms-{number}", "On average over how many school terms", 1, MOST_TERMS, limit.terms
            )
        case Reduction():
            percent = 100 * limit.fall.numerator // limit.fall.denominator
            yield Setting(
                f"fall-{number}", f"{limit.kind.label}: down by at least, in percent", 1, 100, percent
            )
            yield Setting(f"months-{number}", "Over how many months", 1, MOST_MONTHS, limit.months)
        case Ended():  # pragma: no branch  # the last kind there is
            yield Setting(f"months-{number}", "Gone for at least, in months", 1, MOST_MONTHS, limit.months)


def _of_step(step: Step) -> Iterable[Setting]:
    match step:
        case ContinuousSpell():
            yield Setting("days-1", "At least, in days on end", 1, 28 * MOST_MONTHS, step.days)
            yield Setting("months-1", "Within how many months", 1, MOST_MONTHS, step.months)
        case SpellStarted():  # pragma: no branch  # the last kind there is
            yield Setting("months-1", "Begun within how many months", 1, MOST_MONTHS, step.months)


def with_measure(
    pack: RulePack,
    code: str,
    *,
    question: str,
    numbers: Mapping[str, int],
    applies_to: Collection[Criterion],
    source: Source,
) -> RulePack:
    """A pack in which a part asks this, by these numbers, of these criteria, as this source says.

    numbers: by the names that `settings_of` gives. applies_to: nothing for a part about a step. Raises
    RuleRefused("not-the-councils" | "no-such-number" | "out-of-bounds" | "nothing-asked-about" |
    "not-counted" | "days-and-months").
    """
    part = next((part for part in own_parts(pack) if part.code == code), None)
    if part is None:
        raise RuleRefused("not-the-councils", "What counts as this result is not the council’s to say.")
    settings = {setting.name: setting for setting in settings_of(part)}
    if numbers.keys() != settings.keys():
        raise RuleRefused("no-such-number", f"Give these numbers: {', '.join(settings)}.")
    for name, number in numbers.items():
        setting = settings[name]
        if not setting.least <= number <= setting.most:
            raise RuleRefused(
                "out-of-bounds",
                f"{setting.label}: enter a whole number from {setting.least:,} to {setting.most:,}.",
            )
    if isinstance(part, NeedPart):
        counted = {each.criterion for each in pack.criteria}
        if not applies_to:
            raise RuleRefused("nothing-asked-about", "Choose at least one criterion that it asks about.")
        if not set(applies_to) <= counted | part.applies_to:
            raise RuleRefused("not-counted", "A criterion shows no problem of this pack. Choose others.")
        limits = tuple(_limit_of(limit, number, numbers) for number, limit in enumerate(part.limits, start=1))
        made: Part = replace(
            part, question=question, applies_to=frozenset(applies_to), limits=limits, source=source
        )
    else:
        made = replace(part, question=question, step=_step_of(part.step, numbers), source=source)
    return _with_parts(pack, lambda each: made if each.code == code else each)


def _limit_of(limit: Limit, number: int, numbers: Mapping[str, int]) -> Limit:
    match limit:
        case EachUnder():
            return replace(limit, below=numbers[f"below-{number}"], terms=numbers[f"terms-{number}"])
        case EachAtLeast():
            return replace(limit, at_least=numbers[f"at-least-{number}"], terms=numbers[f"terms-{number}"])
        case Reduction():
            fall = Fraction(numbers[f"fall-{number}"], 100)
            return replace(limit, fall=fall, months=numbers[f"months-{number}"])
        case Ended():  # pragma: no branch  # the last kind there is
            return replace(limit, months=numbers[f"months-{number}"])


def _step_of(step: Step, numbers: Mapping[str, int]) -> Step:
    months = numbers["months-1"]
    if isinstance(step, SpellStarted):
        return replace(step, months=months)
    if numbers["days-1"] > 28 * months:
        raise RuleRefused(
            "days-and-months", "So many days do not fit into the months. Ask for fewer days, or more months."
        )
    return replace(step, days=numbers["days-1"], months=months)


def with_discretion(pack: RulePack, source: Source | None) -> RulePack:
    """A pack in which an approver may let a failed part pass, as this source says, or may not (None).

    Raises RuleRefused("not-the-councils") for phase 1, whose results were the department's to define.
    """
    if pack.phase is Phase.PHASE_ONE:
        raise RuleRefused("not-the-councils", "The rules of phase 1 leave no discretion to the council.")
    return replace(pack, discretion=source)


def _with_parts(pack: RulePack, change: Callable[[Part], Part]) -> RulePack:
    return replace(
        pack,
        routes=tuple(replace(rule, parts=tuple(change(part) for part in rule.parts)) for rule in pack.routes),
        outcomes=tuple(change(part) for part in pack.outcomes),
    )


def unasked(pack: RulePack) -> tuple[Criterion, ...]:
    """The criteria of an outcome plan of which no result asks, so that nobody would have to show progress.

    Nothing in phase 1, where work and the local filter bring a family in and are no part of its result.
    """
    if pack.phase is Phase.PHASE_ONE:
        return ()
    asked = {one for part in pack.parts if isinstance(part, NeedPart) for one in part.applies_to}
    return tuple(each.criterion for each in pack.criteria if each.criterion not in asked)


def check_every_problem_is_asked_about(pack: RulePack) -> None:
    """Refuse a plan with a problem of which no result asks. Raises RuleRefused("not-asked-about")."""
    if left := unasked(pack):
        raise RuleRefused(
            "not-asked-about",
            f"No result asks about: {'; '.join(one.label for one in left)}. Add each to a measure.",
        )
