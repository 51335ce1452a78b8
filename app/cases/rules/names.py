"""A name as it is searched for: the same key however it was typed."""

import unicodedata

LONGEST_KEY = 100

# Letters that are not an accented form of another, as people without them on their keyboard type them.
_TYPED_AS = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "\u0131": "i",
        "ħ": "h",
        "ŧ": "t",
    }
)
_DROPPED = frozenset("'’‘ʼ`´.")  # noqa: RUF001 (apostrophes as they are really typed)


def name_key(text: str) -> str:
    """A name's search key: case, accents and punctuation gone, at most 100 characters.

    "O'Brien" → "obrien"; "Zoë-Ann  Smith" → "zoe ann smith"; "Straße" → "strasse".
    A name without any letter or figure is its own key, so that no key is empty.
    """
    if text.isascii() and text.isalpha():
        return text.lower()[:LONGEST_KEY]
    decomposed = unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_TYPED_AS)
    kept = "".join(_searched(letter) for letter in decomposed)
    return " ".join(kept.split())[:LONGEST_KEY].rstrip() or text[:LONGEST_KEY]


def _searched(letter: str) -> str:
    """What remains of one character: itself, nothing, or the gap between two words."""
    if letter.isalnum():
        return letter
    if letter in _DROPPED or unicodedata.category(letter).startswith("M"):
        return ""
    return " "
