"""What a public report says about the numbers that it does not show."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from app.reports.rules.document import (
    Block,
    Bullets,
    Chart,
    Number,
    Paragraph,
    Section,
    Text,
    TileMap,
    say,
)
from app.reports.rules.figures import Figure
from app.reports.rules.frozen import Manifest

NOT_SHOWN = " (c stands for a number that is not shown.)"


def explained(section: Section, figures: Mapping[str, Figure]) -> Section:
    """A section whose sentences say what c is, wherever a number in them is withheld."""
    return replace(section, blocks=tuple(_explained(block, figures) for block in section.blocks))


def _explained(block: Block, figures: Mapping[str, Figure]) -> Block:
    match block:
        case Paragraph(text):
            return Paragraph(_with_words(text, figures))
        case Bullets(items, numbered):
            return Bullets(tuple(_with_words(item, figures) for item in items), numbered)
        case Chart() | TileMap():
            return replace(block, summary=_with_words(block.summary, figures))
        case _:
            return block


def _with_words(text: Text, figures: Mapping[str, Figure]) -> Text:
    is_hidden = any(isinstance(part, Number) and figures[part.figure_id].is_withheld for part in text)
    return (*text, NOT_SHOWN) if is_hidden else text


def statement(manifest: Manifest, figures: Mapping[str, Figure]) -> Iterator[Section]:
    """The statement on small numbers; none in a report that hides nothing by rule.

    It does not say how many of the hidden counts are small: where all are, that would tell each of them.
    """
    found = manifest.protection
    if found is None:
        return
    derived = sum(figure.is_withheld for figure in figures.values()) - len(found.hidden)
    least = (
        "Nothing that protects them hides less"
        if found.cost == found.bound
        else "Few were looked for, and whether fewer would do is not known"
    )
    yield Section(
        "How small numbers are protected",
        (
            Paragraph(
                say(
                    f"Numbers from 1 to {found.threshold} are not shown: {found.mark} stands in their place. "
                    "A true zero is shown. Other numbers are replaced by the same mark where a reader could "
                    f"otherwise work a small one out, or show that it is small; {found.mark} therefore does "
                    "not mean that a number is small."
                )
            ),
            Bullets(
                (
                    say(
                        f"{found.small + found.besides:,} different counts are hidden, small ones and those "
                        f"that protect them. {least}; totals of a whole measure or year are kept rather "
                        "than others."
                    ),
                    say(
                        f"Shares and averages made from a hidden count are hidden with it: {derived:,} of "
                        "them here."
                    ),
                    say(
                        "All tables, charts and sentences of this report were protected together, with "
                        f"{_earlier(len(found.earlier))}."
                    ),
                    say(
                        "Before release each hidden small count was attacked: another set of whole numbers "
                        "was found that agrees with everything published and makes that count larger than "
                        f"{found.threshold}."
                    ),
                )
            ),
        ),
    )


def _earlier(number: int) -> str:
    if not number:
        return "no public report before it"
    return f"the {number:,} public {'report' if number == 1 else 'reports'} before it"
