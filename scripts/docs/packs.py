"""The rule packs: what each says, where it comes from, and what is still to be verified."""

from collections.abc import Iterator
from enum import StrEnum

from app.money import Pence, format_pounds
from app.periods import Period, written_date
from app.programme.editions import PACKS
from app.programme.facts import CriterionGroup
from app.programme.packs import (
    AtLeast,
    Condition,
    ContinuousSpell,
    EachAtLeast,
    EachUnder,
    Ended,
    Met,
    PackCriterion,
    Population,
    Reduction,
    Route,
    RouteRule,
    RulePack,
    Source,
    SpellStarted,
)
from app.programme.phase_one import FULLER_EMPLOYMENT_TESTS
from app.programme.phase_two import OUTCOME_PLANS
from app.programme.sources import rules_to_verify
from scripts.docs.markdown import bullets, code, doc, page, table


def rule_packs() -> str:
    """Every pack in words, with the mark of each source and the list to verify before the first claim."""
    earlier: list[RulePack | None] = [None, *PACKS[:-1]]
    return page(
        "Rule packs",
        "`app/programme/`",
        "A rule pack is one edition of the programme's rules as dated, sourced data. Each rule has a mark: "
        "**seen** (read in a source), **derived** (worked out from figures that were read) or **recalled** "
        "(general knowledge, not verified). The department's Financial Framework itself could not be read. "
        "What is derived or recalled must be checked against it before money is claimed by it; the list is "
        "at the end of each pack and on every return.",
        *(block for before, pack in zip(earlier, PACKS, strict=True) for block in _pack(pack, before)),
        "# Outcome plans to start from",
        "From phase 2 on each council defined its results itself. These are in force nowhere: a coordinator "
        "drafts the council's own plan from one ([how](../how-to/change-the-local-filter.md)), and a second "
        "person approves it.",
        *(block for plan in OUTCOME_PLANS for block in _pack(plan, None)),
        "# The document",
        "A pack can be saved as a JSON document, changed, and loaded as a draft. It says the same as the "
        "chapters above, under these keys. Each source stands once, under a name, and everything else names "
        "it. A share is written like `5/6`, a day like `2015-01-31`, money in whole pence.",
        table(("Key", "What it holds"), ((code(key), words) for key, words in KEYS)),
        "A part about a need has `limits`, one about a step a `step`:",
        table(
            ("Test", "Its keys", "What is asked"), ((code(test), keys, words) for test, keys, words in TESTS)
        ),
        f"The problems are {_codes(CriterionGroup)}. The results are {_codes(Route)}.",
        "## Of whom a part asks",
        doc(Population.__doc__),
        "## Kept, and not in force",
        "A fuller test of continuous employment, by the benefit that was left.",
        bullets(
            f"{test.weeks} weeks out of {test.out_of_weeks} after {_either(test.leaving)} "
            f"({_source(test.source)})."
            for test in FULLER_EMPLOYMENT_TESTS
        ),
    )


KEYS = (
    ("code", "The pack's name; none is given twice"),
    ("phase", "A family is claimed for once in each"),
    ("authority", "Whose rules they are"),
    ("in_force", "`first` and `last` day on which a family enters under it; approval sets the first"),
    ("criteria", "What counts (`criterion`), as which problem (`group`), with its `source`"),
    ("selection", "`at_least` so many `of` several; or a `group`, with the `number` of its criteria needed"),
    ("benefits", "The out-of-work benefits, in words"),
    (
        "routes",
        "Each result: its `parts`, whether it `turns_around`, its `payment`, what it is paid `instead_of`",
    ),
    ("outcomes", "Parts that are judged and reported, and that nothing is paid for"),
    ("discretion", "The source that lets an approver pass a failed part; null: nobody may"),
    ("terms", "Each cohort year: days of attachment, fee, results pot"),
    ("funded", "The share of families that is paid for"),
    ("bands", "Which share of the target pays which share of the fees"),
    ("sources", "By name: the `text`, and how sure it is: `seen`, `derived` or `recalled`"),
)
TESTS = (
    ("each-under", "`kind`, `statistic`, `below`, `terms`", doc(EachUnder.__doc__).split("\n")[0]),
    ("each-at-least", "`kind`, `at_least`, `highest`, `terms`", doc(EachAtLeast.__doc__).split("\n")[0]),
    ("reduction", "`kind`, `fall`, `months`", doc(Reduction.__doc__).split("\n")[0]),
    ("ended", "`months`", doc(Ended.__doc__).split("\n")[0]),
    (
        "continuous-spell",
        "`kind`, `days`, `months`, `leaving`, `left_since`, `not_with`",
        doc(ContinuousSpell.__doc__).split("\n")[0],
    ),
    ("spell-started", "`kind`, `months`", doc(SpellStarted.__doc__).split("\n")[0]),
)


def _codes(words: type[StrEnum]) -> str:
    return ", ".join(code(word.value) for word in words)


def _pack(pack: RulePack, before: RulePack | None) -> Iterator[str]:
    """A pack's chapter; a section that says what the pack before says is left to that one."""
    yield f"## {pack.code}"
    yield f"{pack.authority}. A family enters under it from {_days(pack.in_force)}."
    sections = _sections(pack)
    same = _sections(before) if before else {}
    for title, text in sections.items():
        yield f"### {title}"
        if before and text == same[title]:
            yield f"As in {before.code}."
        elif before and title == "Criteria" and set(before.criteria) < set(pack.criteria):
            yield f"Those of {before.code}, and:"
            yield _criteria([each for each in pack.criteria if each not in before.criteria])
        else:
            yield text


def _sections(pack: RulePack) -> dict[str, str]:
    return {
        "Criteria": _criteria(pack.criteria),
        "Which families are selected": "\n\n".join(_selection(pack)),
        "Results": "\n\n".join(block for rule in pack.routes for block in _route(rule)),
        "Money": "\n\n".join(_money(pack)),
        "Verify before the first live claim": bullets(
            f"{each.rule} ({_source(each.source)})." for each in rules_to_verify(pack)
        ),
    }


def _criteria(criteria: tuple[PackCriterion, ...] | list[PackCriterion]) -> str:
    return table(
        ("Criterion", "Counted as", "Mark", "Source"),
        ((each.criterion.label, each.group.label, *_marked(each.source)) for each in criteria),
    )


def _selection(pack: RulePack) -> Iterator[str]:
    yield "\n".join(_condition(pack.selection, ""))
    yield f"Source ({pack.selection_source.certainty.value}): {pack.selection_source.text}."
    yield f"Out-of-work benefits: {', '.join(pack.benefits)}; {_source(pack.benefits_source)}."


def _condition(condition: Condition, indent: str) -> Iterator[str]:
    match condition:
        case Met(group, 1):
            yield f"{indent}- {group.label}"
        case Met(group, number):
            yield f"{indent}- {number} criteria of {group.label}"
        case AtLeast(number, parts):
            asked = {len(parts): "All of", 1: "Any of"}.get(number, f"At least {number} of")
            yield f"{indent}- {asked}:"
            for part in parts:
                yield from _condition(part, f"{indent}  ")


def _route(rule: RouteRule) -> Iterator[str]:
    turned = "counts as turned around" if rule.turns_around else "turns nobody around alone"
    instead = sorted(each.label for each in rule.instead_of)
    stands = f" Paid instead of: {'; '.join(instead)}." if instead else ""
    yield f"**{rule.route.label}** {turned} ({_source(rule.source)}).{stands}"
    yield f"It pays {_payment(rule)} ({_source(rule.payment.source)})."
    yield table(
        ("Part", "Asked", "Of whom", "Mark", "Source"),
        (
            (f"{part.title} ({code(part.code)})", part.question, part.among.value, *_marked(part.source))
            for part in rule.parts
        ),
    )


def _payment(rule: RouteRule) -> str:
    more = rule.payment.more
    if not rule.payment.whole_pot:
        return format_pounds(more)
    pot = "the whole results pot of the family's cohort year"
    return f"{pot} {'less' if more < 0 else 'and'} {format_pounds(Pence(abs(more)))}" if more else pot


def _money(pack: RulePack) -> Iterator[str]:
    yield table(
        ("Cohort year", "Attached", "Attachment fee", "Results pot", "Mark", "Source"),
        (
            (
                str(each.cohort_year),
                _days(each.attached),
                format_pounds(each.attachment_fee),
                format_pounds(each.results_pot),
                *_marked(each.source),
            )
            for each in pack.terms
        ),
    )
    funded = pack.funded
    yield (
        f"Fees are paid on {funded.numerator} of every {funded.denominator} families "
        f"({_source(pack.funded_source)})."
    )
    yield table(
        ("Share of target worked with, at least", "Of the next year's fees paid now", "Mark", "Source"),
        (
            (f"{float(each.at_least):.0%}", f"{float(each.paid_now):.0%}", *_marked(each.source))
            for each in pack.bands
        ),
    )


def _marked(source: Source) -> tuple[str, str]:
    return source.certainty.value, source.text


def _source(source: Source) -> str:
    return f"{source.certainty.value}: {source.text}"


def _days(period: Period) -> str:
    return f"{written_date(period.first)} to {written_date(period.last)}"


def _either(names: tuple[str, ...]) -> str:
    return " or ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]
