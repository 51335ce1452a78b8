"""Money is whole pence from end to end; pounds exist only in what a person reads."""

from fractions import Fraction
from typing import NewType

Pence = NewType("Pence", int)


def whole_pence(exact: Fraction) -> Pence:
    """An exact amount of pence to the nearest penny, half a penny away from zero.

    106666666⅔ pence → 106666667; 0.5 → 1; -0.5 → -1. Round once, at the end of a sum.
    """
    doubled, divisor = 2 * abs(exact.numerator), exact.denominator
    nearest = (doubled + divisor) // (2 * divisor)
    return Pence(nearest if exact >= 0 else -nearest)


def format_pounds(pence: Pence) -> str:
    """Pence as a person reads them: 120000000 → "£1,200,000", 106666667 → "£1,066,666.67".

    Whole pounds are written without pence; a negative amount has its sign first: "-£0.05".
    """
    sign = "-" if pence < 0 else ""
    pounds, rest = divmod(abs(pence), 100)
    return f"{sign}£{pounds:,}" if rest == 0 else f"{sign}£{pounds:,}.{rest:02d}"
