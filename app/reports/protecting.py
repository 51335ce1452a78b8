"""Protects a public release: chooses what it hides, and proves it together with those before it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.reports.disclosure.attack import prove
from app.reports.disclosure.joining import Counts, Published, counts, joined
from app.reports.disclosure.profile import CHILDREN_IN_NEED, RULES, SuppressionRule
from app.reports.disclosure.protect import protect
from app.reports.disclosure.safe import SafeFigures, clear_again, clear_protected
from app.reports.rules.figured import Figured, figured
from app.reports.rules.figures import Figure
from app.reports.rules.frozen import Frozen, Manifest, Protection


def protected(frozen: Frozen, found: Figured, earlier: Sequence[tuple[str, Published]]) -> Frozen:
    """What a release froze, with what it hides chosen. earlier: public releases by their hash, oldest first.

    Raises RuleRefused("cannot-be-protected").
    """
    at_hand = _counts(found)
    whole = joined(at_hand, [each for _, each in earlier])
    rule = CHILDREN_IN_NEED
    chosen = protect(whole.system, rule)
    hidden = chosen.proof.hidden
    protection = Protection(
        rule=rule.code,
        threshold=rule.threshold,
        mark=rule.mark,
        earlier=tuple(digest for digest, _ in earlier),
        hidden=tuple(figure for figure, cell in whole.cells.items() if cell in hidden),
        small=sum(
            rule.is_small(whole.system.cells[each].value) for each in hidden & set(whole.cells.values())
        ),
        besides=chosen.besides,
        cost=chosen.cost,
        bound=chosen.bound,
    )
    return replace(frozen, manifest=replace(frozen.manifest, protection=protection))


def cleared(
    manifest: Manifest, found: Figured, earlier: Sequence[tuple[str, Published]]
) -> tuple[Figured, SafeFigures]:
    """The figures of a release as the public may see them, after its proof has been found and checked.

    Nothing that is handed back holds a hidden number, or a member. Raises RuleRefused("not-protected").
    """
    at_hand, before = _counts(found), [each for _, each in earlier]
    protection = _protection(manifest)
    rule = _rule(protection)
    whole = joined(at_hand, before)
    outside = {
        cell.id
        for cell in whole.system.cells.values()
        if cell.id not in set(whole.cells.values()) and not cell.is_known
    }
    hidden = whole.hidden_cells(protection.hidden) | outside
    return _told(found, clear_protected(at_hand, rule, prove(whole.system, rule, hidden), before))


def cleared_again(manifest: Manifest, found: Figured, kept: Iterable[Figure]) -> tuple[Figured, SafeFigures]:
    """The figures of a public release that has been made, as the public has them: shown and hidden as then.

    It was proved when it was made, and is not proved again, so that a stricter proof does not take it back.
    kept: the figures that it keeps.
    """
    shown = {figure.id for figure in kept if not figure.is_withheld}
    hidden = frozenset(_protection(manifest).hidden)
    return _told(found, clear_again(found.figures.values(), hidden, shown))


def _told(found: Figured, safe: SafeFigures) -> tuple[Figured, SafeFigures]:
    """What was found, with nothing left of the numbers that are hidden."""
    checked = tuple(replace(each, members=(), total=0, sum=0) for each in found.checked)
    return Figured(safe, found.relations, checked), safe


def published(frozen: Frozen, kept: Iterable[Figure]) -> Published:
    """A public release as it was made, for those that come after it. kept: the figures that it keeps.

    They are counted again from what it froze. A measure declared since then was not published in it.
    """
    again = _counts(figured(frozen))
    shown = {figure.id: figure.value is not None for figure in kept}
    return Published(
        replace(again, figures=tuple(figure for figure in again.figures if figure.id in shown)),
        frozenset(figure for figure, is_shown in shown.items() if not is_shown),
    )


def _counts(found: Figured) -> Counts:
    equations = [each.identity for each in found.checked if not each.identity.is_within]
    return counts(found.figures.values(), found.relations, equations)


def _protection(manifest: Manifest) -> Protection:
    if manifest.protection is None:
        raise ValueError("a public release says what it hides")
    return manifest.protection


def _rule(protection: Protection) -> SuppressionRule:
    """The rule as the release had it."""
    return replace(RULES[protection.rule], threshold=protection.threshold, mark=protection.mark)
