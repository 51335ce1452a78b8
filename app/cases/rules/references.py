"""A family's reference: its number, and a check letter that finds any single slip of the pen."""

import re

# Without I, O and S, which are read as 1, 0 and 5. 23 is prime, so a wrong figure and any two figures that
# changed places always give another letter.
CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
LARGEST_NUMBER = 999_999
_REFERENCE = re.compile(r"PF-([0-9]{6})([A-Z])")


def family_reference(number: int) -> str:
    """The reference of the family with this number: 123 → "PF-000123T".

    Raises ValueError unless the number is from 1 to 999,999.
    """
    if not 1 <= number <= LARGEST_NUMBER:
        raise ValueError("a family's number is from 1 to 999,999")
    return f"PF-{number:06d}{_check_letter(number)}"


def is_valid_reference(text: str) -> bool:
    """Whether this is a family reference whose check letter fits its number."""
    found = _REFERENCE.fullmatch(text)
    return found is not None and int(found[1]) > 0 and found[2] == _check_letter(int(found[1]))


def _check_letter(number: int) -> str:
    """The letter that the number's six figures, weighted 7 to 2 from the left, leave over after 23."""
    weighted = sum(
        weight * int(figure) for weight, figure in zip(range(7, 1, -1), f"{number:06d}", strict=True)
    )
    return CHECK_LETTERS[weighted % len(CHECK_LETTERS)]
