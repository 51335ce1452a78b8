"""Cells to hide in a system too large to be looked at whole: chosen piece by piece, and then joined."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from app.reports.disclosure.cuts import Game
from app.reports.disclosure.exact import Choice, Chooser
from app.reports.disclosure.greedy import Greedy, NotProtectableError
from app.reports.disclosure.pieces import Piece, Pieces

IN_ONE = 400
"""The most cells of a piece."""
OTHERS = 6
"""How many pieces are looked at beside a cell's own for what it lacks."""


class Parts:
    """Chooses the cells to hide. weights: as for the whole, each a whole number and a little."""

    def __init__(self, of: Game, weights: Sequence[float]) -> None:
        self._game, self._weights = of, weights
        self._pieces = Pieces([tuple(each) for each in of.equations], of.widths, len(of.cells), IN_ONE)

    def choose(self, *, seconds: float) -> Choice:
        """What hides least in each piece, whose readers know no more than the sums of its own cells.

        A reader of the whole knows more, so that the choice may lack something still. For the same reason
        the least that is needed in the pieces is needed in the whole. Raises NotProtectableError.
        """
        ends = time.monotonic() + seconds
        hidden: set[int] = set()
        bound = 0
        for done, piece in enumerate(self._pieces.all):
            left = (ends - time.monotonic()) / (len(self._pieces.all) - done)
            with _by_place(piece):
                chosen = Chooser(self._part(piece), self._weights_of(piece.places)).choose(seconds=left)
            hidden |= {piece.places[at] for at in chosen.hidden}
            bound += chosen.bound
        return Choice(frozenset(hidden), bound)

    def mended(self, hidden: frozenset[int], lacking: Iterable[int]) -> frozenset[int]:
        """A choice with what these small cells lack, looked for near each. Raises NotProtectableError."""
        found = set(hidden)
        for place in lacking:
            found |= self._mended_near(found, place)
        return frozenset(found)

    def _mended_near(self, hidden: set[int], place: int) -> set[int]:
        """What else to hide for a small cell: in its piece with those that are nearest, or anywhere."""
        moved = self._moved(self._pieces.of(place), hidden, place)
        for others in (OTHERS, len(self._pieces.all)):
            wider = self._pieces.around([place, *moved], others)
            try:
                found = self._moved(wider, hidden, place)
                if found <= hidden | self._game.always:  # nothing is lacking in fractions
                    found = self._moved(wider, hidden, place, whole=True)
            except NotProtectableError:
                continue
            return found
        raise NotProtectableError([place])

    def _moved(self, piece: Piece, hidden: set[int], place: int, *, whole: bool = False) -> set[int]:
        """The cells that differ when a small one has risen within a piece. Raises NotProtectableError."""
        greedy = Greedy(self._part(piece), self._weights_of(piece.places), whole=whole)
        here = {each: at for at, each in enumerate(piece.places)}
        known = {here[each] for each in hidden if each in here}
        with _by_place(piece):
            return {piece.places[at] for at in greedy.moved(known, here[place])}

    def _weights_of(self, places: Iterable[int]) -> list[float]:
        return [self._weights[place] for place in places]

    def _part(self, piece: Piece) -> Game:
        """A piece as a game of its own."""
        of = self._game
        here = {place: at for at, place in enumerate(piece.places)}
        told = [
            (terms, of.widths[row])
            for row in piece.rows
            if (terms := {here[each]: by for each, by in of.equations[row].items() if each in here})
        ]
        return Game(
            cells=tuple(of.cells[place] for place in piece.places),
            small={at: of.small[place] for at, place in enumerate(piece.places) if place in of.small},
            room=tuple(of.room[place] for place in piece.places),
            always=frozenset(at for at, place in enumerate(piece.places) if place in of.always),
            equations=tuple(terms for terms, _ in told),
            widths=tuple(width for _, width in told),
        )


@contextmanager
def _by_place(piece: Piece) -> Iterator[None]:
    """What cannot be protected within a piece, told by its place in the whole."""
    try:
        yield
    except NotProtectableError as refused:
        raise NotProtectableError([piece.places[at] for at in refused.places]) from None
