"""The exact interval of a share that was counted in a sample, in whole numbers and without rounding inwards.

Source: C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of
the binomial", Biometrika 26 (1934), pages 404 to 413.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import comb

WHOLE = 10_000
"""One, in hundredths of a per cent."""

ONE_IN_EACH_TAIL = 40
"""An interval of 95% leaves one chance in forty on either side."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The bounds of a share, in hundredths of a per cent: 164 is 1.64%."""

    lower: int
    upper: int


def exact_interval(found: int, of: int) -> Interval | None:
    """The exact 95% interval of a share by Clopper and Pearson, rounded outwards; None of nothing.

    5 of 100 → 1.64% to 11.29%. The sample is drawn from a batch without putting back, which can only narrow
    it: the interval is at least as wide as it need be. Raises ValueError when more is found than there is.
    """
    if not 0 <= found <= of:
        raise ValueError("no more can be found than there is")
    if of == 0:
        return None
    # Below the lower bound it would be rare to find so many, above the upper to find so few.
    lower = _last(lambda share: _is_rare(_power(WHOLE, of) - _chance(range(found), of, share), of))
    upper = WHOLE - _last(lambda share: _is_rare(_chance(range(found + 1), of, WHOLE - share), of))
    return Interval(lower, upper)


def _last(is_so: Callable[[int], bool]) -> int:
    """The largest share that is still so, or none of it; what is not so of a share is not so of a larger."""
    least, most = 0, WHOLE
    while most - least > 1:
        middle = (least + most) // 2
        if is_so(middle):
            least = middle
        else:
            most = middle
    return least


def _is_rare(chance: int, of: int) -> bool:
    """Whether a chance, in parts of WHOLE to the power `of`, is one in forty at most."""
    return chance * ONE_IN_EACH_TAIL <= _power(WHOLE, of)


def _chance(numbers: range, of: int, share: int) -> int:
    """The chance that one of these numbers is found, in parts of WHOLE to the power `of`."""
    return sum(comb(of, each) * _power(share, each) * _power(WHOLE - share, of - each) for each in numbers)


def _power(base: int, exponent: int) -> int:
    return int(base**exponent)
