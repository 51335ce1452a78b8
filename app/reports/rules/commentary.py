"""Texts that people write for a report: what may stand in them, and how they become paragraphs and lists.

A number in a text is a figure, written as its name in braces: {families.worked-with[route=fip]}, and with
"last" before it the same figure of the last report. Nothing else in a text may be a number, so that no
text can say a number that a release hides, or one that the release does not have.
"""

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping
from datetime import date

from app.errors import RuleRefused
from app.periods import MONTHS
from app.reports.rules.document import Block, Bullets, Number, Paragraph, Text
from app.reports.rules.figures import Figure

LONGEST_TEXT = 8_000
LAST = "last "
BULLETS = ("- ", "* ", "• ")
PLACE = re.compile(r"\{([^{}\n]*)\}")
UNTOLD = "[not in the public report]"
"""What a public report prints for a figure that only the internal one has."""

GLUED = re.compile(r"[^\W_]\{|[£$€]\{|\}[^\W_]|\}\s?[%‰]|\}[.,]?\{")
"""A figure with something at its side that would make another number of it: 2013{...}, {...}%, {...}{...}."""

RULE = (
    "Write no number yourself: put a figure in its place. You may type dates, years, ordinals (2nd), ages "
    "(aged 5 to 16), lengths of time in words (two years), and numbers that name something (Phase 1, "
    "Rollout 2, Recommendation 3, a 95% interval)."
)
"""What numbers may be typed, as pages say it."""

_MONTH = "|".join(MONTHS)
_NAMED = "chart|key stage|phase|quarter|recommendation|recommendations|risk|rollout|section|table|year"
TYPED = re.compile(
    rf"\b\d{{1,2}} (?:{_MONTH})(?: \d{{4}})?\b"
    rf"|\b(?:{_MONTH}) \d{{4}}\b"
    r"|\b(?:19|20)\d{2}(?:[/–-]\d{2})?\b(?![.,]\d|%)"
    r"|\b\d{1,3}(?:st|nd|rd|th)\b"
    r"|\b95% intervals?\b"
    r"|\baged \d{1,2}(?: (?:to|and) \d{1,2})?\b"
    rf"|\b(?:{_NAMED}) \d{{1,3}}\b(?![.,]\d|%)",
    re.IGNORECASE,
)
"""The numbers that may be typed."""

_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_FEW = "two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TIMES = r"(?:calendar |working |school |financial )?(?:day|week|month|quarter|term|year)s?\b"
_COUNTED = "agency|assessment|baby|caf|carer|case|child|family|girl|boy|household|parent|person|pupil|school"
_MANY = (
    "agencies|assessments|babies|cafs|carers|cases|children|families|girls|boys|households|parents|people|"
    "pupils|schools"
)
_WHICH = "all|the|these|those|our|its|their"
IN_WORDS = re.compile(
    rf"\b(?:(?:{_TENS}|{_TEENS}|{_FEW})(?:[ -](?:{_FEW}))?\b(?![ -]{_TIMES})"
    rf"|hundreds?\b|thousands?\b|millions?\b|dozens?\b|couple of\b"
    rf"|one(?= (?:more |other )?(?:{_COUNTED})\b)"
    rf"|one(?= of (?:{_WHICH}) (?:[\w-]+ ){{0,2}}(?:{_MANY})\b)"
    rf"|both(?= (?:of )?(?:(?:{_WHICH}) )?(?:[\w-]+ )?(?:{_MANY})\b)"
    rf"|(?:half|thirds?|quarters?)(?= (?:of )?(?:{_WHICH}) (?:[\w-]+ )?(?:{_MANY})\b)"
    rf"|twice as many\b|pair of\b|all but one\b"
    rf"|(?:only|just) one\b|single(?= (?:child|family|household)\b))",
    re.IGNORECASE,
)
"""Numbers in words, but for lengths of time."""


def check_printable(text: str) -> None:
    """Raises RuleRefused("unprintable") for a character that no form of a report can print."""
    if any(unicodedata.category(each)[0] == "C" and each not in "\r\n\t" for each in text):
        raise RuleRefused(
            "unprintable", "The text holds a character that cannot be printed. Type it again without."
        )


def check_plain(text: str) -> None:
    """Refuse words that hold a number, a brace, or a character that cannot be printed.

    Raises RuleRefused("typed-number" | "stray-brace" | "unprintable").
    """
    check_printable(text)
    if "{" in text or "}" in text:
        raise RuleRefused(
            "stray-brace",
            "A figure stands in braces, such as {families.worked-with}. Complete it, or take the brace out.",
        )
    typed = next((each for each in TYPED.sub("", text).split() if any(map(str.isnumeric, each))), None)
    found = IN_WORDS.search(text)
    if typed is not None or found is not None:
        said = typed if typed is not None else found and found.group()
        raise RuleRefused("typed-number", f"“{said}” is a number that is typed. {RULE}")


def check_wording(text: str) -> None:
    """Refuse a text whose words beside its figures hold a number, or make one of a figure.

    Raises RuleRefused("typed-number" | "stray-brace" | "unprintable").
    """
    for lines, is_list in _groups(text):
        for line in lines if is_list else (" ".join(lines),):
            check_plain(PLACE.sub(" ", line))
            if GLUED.search(line):
                raise RuleRefused(
                    "typed-number",
                    "A figure is printed as it is, with its unit. Leave a space between it and a letter, a "
                    "number, a sign or another figure, and add no % or £.",
                )


def check_free_of_figures(text: str) -> None:
    """Refuse words of a register that hold a number or a figure: they are read beside later figures too.

    Raises RuleRefused("typed-number" | "stray-brace" | "unprintable").
    """
    if PLACE.search(text):
        raise RuleRefused("stray-brace", "Figures cannot stand here. Say it without the number.")
    check_plain(text)


def named_in(text: str) -> tuple[str, ...]:
    """The figures that a text names, as it names them, in order."""
    return tuple(found.strip() for found in PLACE.findall(text))


def blocks_of(
    text: str,
    figures: Mapping[str, Figure],
    as_at: date,
    last: date | None,
    untold: Container[str] = (),
    *,
    is_kept: bool = False,
) -> tuple[Block, ...]:
    """A text as paragraphs and lists, its figures in their places.

    figures: those of the report, and of the last one beside them. last: the day that the last report was as
    at; None: there is none. untold: the measures of which the report may lack figures that the internal one
    has; words say so in their place. is_kept: a report has kept the text, so that no rule about words which
    came later can keep that report from being made again.
    Raises RuleRefused("unknown-figure" | "typed-number" | "stray-brace" | "unprintable").
    """
    found: list[Block] = []
    if not is_kept:
        check_wording(text)
    for lines, is_list in _groups(text):
        if is_list:
            found.append(Bullets(tuple(_said(each, figures, as_at, last, untold) for each in lines)))
        else:
            found.append(Paragraph(_said(" ".join(lines), figures, as_at, last, untold)))
    return tuple(found)


def notation(blocks: Iterable[Block], as_at: date) -> str:
    """Paragraphs and lists as the text that `blocks_of` makes them from; other blocks are left out."""
    written: list[str] = []
    for block in blocks:
        match block:
            case Paragraph(text):
                written.append(_written(text, as_at))
            case Bullets(items):
                written.append("\n".join(f"- {_written(item, as_at)}" for item in items))
            case _:
                pass
    return "\n\n".join(written)


def place_of(figure: Figure, as_at: date) -> str:
    """How a text names a figure: {families.worked-with[route=fip]}, or {last families.worked-with}."""
    name = figure.id.rpartition("@")[0]
    return f"{{{name}}}" if figure.as_at == as_at else f"{{{LAST}{name}}}"


def is_prose(block: Block) -> bool:
    """Whether a block is words rather than a table or a chart."""
    return isinstance(block, Paragraph | Bullets)


def _groups(text: str) -> Iterable[tuple[list[str], bool]]:
    """The lines of each paragraph, and of each list without their marks."""
    for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        group: list[str] = []
        was_list = False
        for line in lines:
            is_list = line.startswith(BULLETS)
            if group and is_list != was_list:
                yield group, was_list
                group = []
            group.append(line[2:].strip() if is_list else line)
            was_list = is_list
        if group:
            yield group, was_list


def _said(
    line: str, figures: Mapping[str, Figure], as_at: date, last: date | None, untold: Container[str]
) -> Text:
    said: list[str | Number] = []
    for words, name in _parted(line):
        said += [words] if words else []
        if name is not None:
            said.append(_number(name, figures, as_at, last, untold))
    return tuple(said)


def _parted(line: str) -> Iterable[tuple[str, str | None]]:
    """Words, each with the name of the figure that follows them; None at the end."""
    parts = PLACE.split(line)
    return zip(parts[::2], [*parts[1::2], None], strict=True)


def _number(
    name: str, figures: Mapping[str, Figure], as_at: date, last: date | None, untold: Container[str]
) -> Number | str:
    plain = name.strip()
    is_last = plain.startswith(LAST)
    if is_last and last is None:
        raise RuleRefused("unknown-figure", f"{{{plain}}}: no board report before this one was approved.")
    day = last if is_last and last is not None else as_at
    number = Number(f"{plain.removeprefix(LAST).strip()}@{day.isoformat()}")
    if number.figure_id not in figures:
        if not is_last and plain.partition("[")[0] in untold:
            return UNTOLD
        raise RuleRefused(
            "unknown-figure", f"{{{plain}}} is not a figure of this report. Choose one from the list."
        )
    return number


def _written(text: Text, as_at: date) -> str:
    return "".join(part if isinstance(part, str) else _place(part, as_at) for part in text)


def _place(number: Number, as_at: date) -> str:
    name, _, day = number.figure_id.rpartition("@")
    return f"{{{name}}}" if day == as_at.isoformat() else f"{{{LAST}{name}}}"
