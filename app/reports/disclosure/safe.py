"""Counts cleared for release: the only way from figures to a document.

A document takes figures of this type alone, and only `clear` makes them. The internal profile is exact.
The public profile needs protection against small counts, which Loxley does not yet do: it is refused.
"""

from collections.abc import Iterable, Iterator, Mapping

from app.errors import RuleRefused
from app.reports.rules.figures import Figure, by_id
from app.reports.rules.vocabulary import Profile


class SafeFigures(Mapping[str, Figure]):
    """Figures by id, cleared for one profile. Made by `clear`."""

    __slots__ = ("_figures", "profile")

    def __init__(self, figures: Mapping[str, Figure], profile: Profile, *, cleared_by: object) -> None:
        if cleared_by is not _CLEARANCE:
            raise TypeError("figures are cleared for release by disclosure.safe.clear")
        self._figures = dict(figures)
        self.profile = profile

    def __getitem__(self, figure_id: str) -> Figure:
        return self._figures[figure_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._figures)

    def __len__(self) -> int:
        return len(self._figures)


_CLEARANCE = object()


def clear(figures: Iterable[Figure], profile: Profile) -> SafeFigures:
    """Figures as a profile may show them.

    Raises RuleRefused("public-profile") for any profile but the internal one, and ValueError when two
    figures share an id.
    """
    if profile is not Profile.INTERNAL:
        raise RuleRefused(
            "public-profile",
            "Loxley cannot yet protect small counts, so it makes no public report. Ask for the internal one.",
        )
    return SafeFigures(by_id(figures), profile, cleared_by=_CLEARANCE)
