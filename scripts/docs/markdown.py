"""The few pieces of Markdown that generated documents are made of."""

from collections.abc import Iterable, Sequence


def page(title: str, source: str, *blocks: str) -> str:
    """A whole document: its title, what it was generated from, and its blocks with a blank line between."""
    origin = f"Generated from {source} by `make docs`: change that, not this page."
    return "\n\n".join((f"# {title}", origin, *blocks)) + "\n"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; bars inside cells are kept from dividing them."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |" for line in lines)


def bullets(items: Iterable[str]) -> str:
    """A list, an item a line."""
    return "\n".join(f"- {item}" for item in items)


def code(text: str) -> str:
    """A name as it stands in the code."""
    return f"`{text}`"


def doc(text: str | None) -> str:
    """A docstring as running text, its line breaks taken out. Raises ValueError where there is none."""
    if not text:
        raise ValueError("what is documented from its docstring has one")
    return "\n\n".join(" ".join(block.split()) for block in text.strip().split("\n\n"))
