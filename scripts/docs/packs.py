"""The rule packs: what each says, where it comes from, and what is still to be verified."""

from collections.abc import Iterator

from app.money import Pence, format_pounds
from app.periods import Period, written_date
from app.programme.editions import PACKS
from app.programme.packs import (
    AtLeast,
    Condition,
    Met,
    PackCriterion,
    Population,
    RouteRule,
    RulePack,
    Source,
)
from app.programme.phase_one import FULLER_EMPLOYMENT_TESTS
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
        case Met(group):
            yield f"{indent}- {group.label}"
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
