"""Figures cleared for release: the only way from figures to a document.

A document takes figures of this type alone, and only the functions here make them. The internal profile is
exact. In the public profile a hidden figure has no value, and no figure has members; it is made only with a
proof that nobody can tell the small counts, which is checked here by adding up. One that has been made shows
again what it showed, and is not proved again: what is public cannot be taken back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from types import MappingProxyType

from app.errors import RuleRefused
from app.reports.disclosure.joining import Counts, Published, is_count, joined, says_whom
from app.reports.disclosure.profile import SuppressionRule
from app.reports.disclosure.proof import Proof, unproven, wrongly_shown
from app.reports.rules.figures import Figure, by_id
from app.reports.rules.vocabulary import Profile


class SafeFigures(Mapping[str, Figure]):
    """Figures by id, cleared for one profile. Made by the functions here alone.

    Those of the report before, which `beside` adds, are found by their ids and are not among the figures.
    """

    __slots__ = ("_figures", "earlier", "profile")

    def __init__(
        self,
        figures: Mapping[str, Figure],
        profile: Profile,
        *,
        cleared_by: object,
        earlier: Mapping[str, Figure] = MappingProxyType({}),
    ) -> None:
        if cleared_by is not _CLEARANCE:
            raise TypeError("figures are cleared for release by disclosure.safe.clear")
        self._figures = dict(figures)
        self.profile = profile
        self.earlier = earlier

    def __getitem__(self, figure_id: str) -> Figure:
        return self._figures[figure_id] if figure_id in self._figures else self.earlier[figure_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._figures)

    def __len__(self) -> int:
        return len(self._figures)


_CLEARANCE = object()


def clear(figures: Iterable[Figure], profile: Profile) -> SafeFigures:
    """Figures as they are, for the internal profile.

    Raises RuleRefused("public-profile") for any other, and ValueError when two figures share an id.
    """
    if profile is not Profile.INTERNAL:
        raise RuleRefused(
            "public-profile",
            "Small counts are not protected here, so no public report was made. Ask for the internal one.",
        )
    return SafeFigures(by_id(figures), profile, cleared_by=_CLEARANCE)


def beside(figures: SafeFigures, earlier: Iterable[Figure]) -> SafeFigures:
    """Figures with some of an earlier release of the same profile beside them, as that one printed them.

    What a public release printed is public: saying it again tells nothing that its own proof, and this one's
    together with it, did not take as known.
    """
    return SafeFigures(
        {figure_id: figures[figure_id] for figure_id in figures},
        figures.profile,
        cleared_by=_CLEARANCE,
        earlier=by_id(replace(each, members=None) for each in earlier),
    )


def clear_protected(
    at_hand: Counts, rule: SuppressionRule, proof: Proof, earlier: Sequence[Published] = ()
) -> SafeFigures:
    """The figures of a public release: shown, or hidden and without a value; none has members.

    A figure made from others, such as a share, is hidden where any of them is. A count that does not say
    whom it counts may be another's in disguise, and is hidden; so is any other figure that does not say what
    it was made from. The cells are joined here anew, and the proof is held
    against them. Raises RuleRefused("not-protected") with a figure, ValueError when two share an id.
    """
    known = by_id(at_hand.figures)
    whole = joined(at_hand, earlier)
    faults = [
        *wrongly_shown(whole.system, rule, proof.hidden),
        *unproven(whole.system, rule, proof),
    ]
    if faults:
        raise RuleRefused(
            "not-protected",
            f"What is hidden does not protect {faults[0]}, so nothing was released. "
            f"Other counts not protected: {len(faults) - 1:,}.",
        )
    return _cleared(known, {each for each, cell in whole.cells.items() if cell in proof.hidden})


def clear_again(figures: Iterable[Figure], hidden: Set[str], shown: Set[str]) -> SafeFigures:
    """The figures of a public release that has been made, as it cleared them: proved then, and not again.

    hidden: the counts that it hides. shown: the figures that it shows; no other is shown, whatever is counted
    today. Raises ValueError when two figures share an id.
    """
    known = by_id(figures)
    return _cleared(known, hidden, known.keys() - shown)


def _cleared(known: Mapping[str, Figure], hidden: Set[str], besides: Set[str] = frozenset()) -> SafeFigures:
    """hidden: counts by their ids. besides: other figures that are not shown."""
    cleared = {
        figure_id: _hidden(figure)
        if figure_id in besides or not _may_show(figure, known, hidden)
        else _shown(figure)
        for figure_id, figure in known.items()
    }
    return SafeFigures(cleared, Profile.PUBLIC, cleared_by=_CLEARANCE)


def _may_show(figure: Figure, known: Mapping[str, Figure], hidden: Set[str]) -> bool:
    if is_count(figure):
        return says_whom(figure) and figure.id not in hidden
    if figure.inputs:
        return all(each in known and _may_show(known[each], known, hidden) for each in figure.inputs)
    return False


def _shown(figure: Figure) -> Figure:
    return replace(figure, members=None)


def _hidden(figure: Figure) -> Figure:
    return replace(figure, value=None, members=None, formula=None, inputs=())
