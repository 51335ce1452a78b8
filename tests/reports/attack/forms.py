"""The published forms of a board report read back, each by itself, and where they do not say the same."""

import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

import openpyxl
import pikepdf
import pypdfium2
from html5lib import parse

from tests.paper.told import structure

Value = int | float | None
Rows = tuple[tuple[Any, ...], ...]

NUMBER = re.compile(r"\d[\d,.]*\d|\d")
COUNTED = re.compile(r"What is counted: [a-z.-]+(, [a-z.-]+)*\.")
"""What is said under a chart: the names of measures, which have no numbers in them."""
NOT_READ = {"style", "script", "title", "desc"}


@dataclass(frozen=True, slots=True)
class Form:
    """What one form says. figures: those it names; None where there is a mark. tables: by their captions.

    printed: by figure, how it says that the figure is printed and made.
    words: its sentences, in their order. loose: how often each number stands outside tables and sentences.
    alternatives: what is said in place of each chart. index: the rows of an index of figures.
    about: what is said of the report itself, piece by piece.
    """

    figures: Mapping[str, Value]
    tables: Mapping[str, Rows]
    words: tuple[str, ...]
    loose: Counter[str]
    alternatives: tuple[str, ...] = ()
    index: Rows = ()
    about: tuple[str, ...] = ()
    printed: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def disagreements(files: Mapping[str, bytes]) -> list[str]:
    """Where the four forms of a report do not say the same, or say something that none should."""
    report = json.loads(files["json"])
    said = of_json(report)
    page, book, paper = of_html(files["html"]), of_xlsx(files["xlsx"]), of_pdf(files["pdf"])
    last = {each["id"]: each["value"] for each in report["last_report"]}
    marked = {each: {**last, **said.figures}.get(each, "nothing") for each in page.figures}
    words = dict(enumerate([*said.words, *_about_the_index(report, paper.index), _stamp(report)]))
    return [
        *_differing("HTML figure", marked, page.figures),
        *_differing("XLSX figure", said.figures, book.figures),
        *_differing("HTML table", said.tables, page.tables),
        *_differing("PDF table", said.tables, paper.tables),
        *_differing("XLSX table", _plain_tables(report), book.tables),
        *_differing("HTML words", dict(enumerate(said.words)), dict(enumerate(page.words))),
        *_differing("PDF words", words, dict(enumerate(paper.words))),
        *_wrongly_indexed(paper.index, report),
        *_wrongly_listed(book.printed, report),
        *(f"XLSX words: {each}" for each in book.words if each not in said.words),
        *_loose("HTML", page.loose - _drawn(report), report),
        *_loose("PDF", paper.loose - _drawn(report), report),
        *_loose("XLSX", book.loose, report),
        *_wrongly_described(paper.alternatives, report),
        *_about("HTML", page.about, report),
        *_about("PDF", paper.about, report),
        *_about("XLSX", book.about, report),
    ]


def _about(form: str, pieces: Iterable[str], report: Mapping[str, Any]) -> list[str]:
    """Numbers in what is said of the report itself, besides its title block, its tables, days and code."""
    release = report["release"]
    days = [date.fromisoformat(release[each]) for each in ("as_at", "dated")]
    made_at = datetime.fromisoformat(release["made_at"])
    known = {
        *(each["text"] for each in report["title_block"]),
        *(f"Table {each['number']}: {each['title']}" for each in report["tables"]),
        *(f"{day.day} {day:%B %Y}" for day in days),
        f"{made_at.day} {made_at:%B %Y, %H:%M} UTC",
        release["hash"],
        f"Loxley {release['code_version']}",
    }
    return [
        f"{form} number {number} about the report: {each[:18]}"
        for each in pieces
        if each not in known | {_line(table["title"])[:31] for table in report["tables"]}
        for number in NUMBER.findall(each.replace("A percentage is held as 93.75", ""))
    ]


def _stamp(report: Mapping[str, Any]) -> str:
    """The line at the foot of the paper."""
    release = report["release"]
    day = date.fromisoformat(release["as_at"])
    return f"As at {day.day} {day:%B %Y} · Release {release['hash'][:12]} · Loxley {release['code_version']}"


def _about_the_index(report: Mapping[str, Any], index: Rows) -> Iterator[str]:
    """What stands over the index of figures in a paper."""
    before = " Where a day stands there already, the figure is that of the report before."
    is_of_two = any("@" in pattern for pattern, *_ in index)
    yield (
        "Every figure printed in this paper, for whoever wants to look one up in the workbook, in the JSON "
        "file or on the site. A figure’s id is what stands on the left, with its own values in the places of "
        f"*, then the day that it is as at: @{report['release']['as_at']}.{before if is_of_two else ''} "
        "c stands for a number that is not shown."
    )


def _wrongly_indexed(index: Rows, report: Mapping[str, Any]) -> Iterator[str]:
    """Rows of the index that print another number than their figure's, or of no figure."""
    known: dict[tuple[str, str], Mapping[str, Any]] = {}
    for figure in (*report["last_report"], *report["figures"]):
        axes = ",".join(f"{axis}=*" for axis in figure["coordinates"])
        when = "" if figure["as_at"] == report["release"]["as_at"] else f"@{figure['as_at']}"
        pattern = f"{figure['measure']}[{axes}]" if axes else figure["measure"]
        known[pattern + when, ", ".join(figure["coordinates"].values())] = figure
    for pattern, numbers, _ in index:
        for each in numbers.split("; "):
            name, _, printed = each.rpartition(": ")
            figure = known.get((pattern.replace(" [", "["), name))
            found = Counter(NUMBER.findall(printed))
            if figure is None or found.keys() - {*_prints_of(figure)}:
                yield f"PDF index {pattern}: {each}"


def _wrongly_listed(printed: Mapping[str, tuple[str, str]], report: Mapping[str, Any]) -> Iterator[str]:
    """Figures that a workbook prints, or says to be made, otherwise than they are."""
    formulas = {each["id"]: each["formula"] for each in report["derived"]}
    figures = {each["id"]: each for each in report["figures"]}
    for figure, (words, formula) in printed.items():
        if {*NUMBER.findall(words)} - {*_prints_of(figures[figure])} or formula != formulas.get(figure, ""):
            yield f"XLSX {figure}: {words}, {formula}"


def more_in_paper(name: str, page: bytes, paper: bytes, report: Mapping[str, Any]) -> list[str]:
    """What one of the papers that the report is issued as says, on a page or on paper, that it does not."""
    of_page, of_paper, said = of_html(page), of_pdf(paper), of_json(report)
    figures = {each["id"]: each["value"] for each in (*report["last_report"], *report["figures"])}
    tables = {_title(caption): rows for caption, rows in said.tables.items()}
    words = [*of_page.words, *_about_the_index(report, of_paper.index), _stamp(report)]
    return [
        *(
            f"{name} figure {each}: {value}"
            for each, value in of_page.figures.items()
            if each not in figures or figures[each] != value
        ),
        *(
            f"{name} table {caption}"
            for caption, rows in of_page.tables.items()
            if tables.get(_title(caption)) != rows
        ),
        *_differing(f"{name} table", of_page.tables, of_paper.tables),
        *_differing(f"{name} words", dict(enumerate(words)), dict(enumerate(of_paper.words))),
        *_wrongly_indexed(of_paper.index, report),
        *_unmarked(name, page, said.words),
        *_loose(name, of_page.loose - _drawn(report), report),
        *_loose(name, of_paper.loose - _drawn(report), report),
        *_about(name, (*of_page.about, *of_paper.about), report),
    ]


def _title(caption: str) -> str:
    return re.sub(r"^Table \d+: ", "", caption)


def _unmarked(name: str, page: bytes, known: Sequence[str]) -> Iterator[str]:
    """Numbers in the sentences of a page that are of no figure, where the report does not say the same."""
    main = parse(page.decode(), namespaceHTMLElements=False).find("body").find("main")
    for each in (kid for section in main.iter("section") for kid in section.iter() if _is_sentence(kid)):
        words = re.sub(r" The same numbers are in Table \d+\.$", "", _said(each))
        if words not in {re.sub(r" The same numbers are in Table \d+\.$", "", line) for line in known}:
            marked = Counter(number for kid in each.iter("data") for number in NUMBER.findall(_said(kid)))
            for number in Counter(NUMBER.findall(LITERALS.sub("", words))) - marked:
                yield f"{name} number {number}: {words[:18]}"


def _differing(what: str, wanted: Mapping[Any, Any], found: Mapping[Any, Any]) -> list[str]:
    return [
        f"{what} {each}: {found.get(each)} and not {wanted.get(each)}"
        for each in {**wanted, **found}
        if each not in wanted or each not in found or wanted[each] != found[each]
    ]


def _loose(form: str, loose: Counter[str], report: Mapping[str, Any]) -> list[str]:
    """Numbers that stand nowhere else. What a chart's axis is marked with are round steps from nought."""
    shown = [each["value"] for each in report["figures"] if each["value"] is not None]
    largest = max(shown, default=0)
    ticks = {f"{step * many:,}" for step in _steps(largest) for many in range(8)}
    return [f"{form} number {each} out of place" for each in loose if each not in ticks]


def _steps(largest: float) -> Iterator[int]:
    step = 10
    while step <= 2 * max(largest, 10):
        yield from (step, 2 * step, 5 * step)
        step *= 10


def _charts(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    blocks = [block for section in report["sections"] for block in section["blocks"]]
    return [
        {**block, "bars": block.get("bars") or block["tiles"]}
        for block in blocks
        if "chart" in block or "map" in block
    ]


def _printed_values(report: Mapping[str, Any]) -> dict[str, str]:
    return {each["id"]: "c" if each["value"] is None else f"{each['value']:,}" for each in report["figures"]}


def _drawn(report: Mapping[str, Any]) -> Counter[str]:
    """The numbers that bars and tiles carry, with their labels, and those of a map's key."""
    printed = _printed_values(report)
    words = [f"{bar['label']} {printed[bar['figure']]}" for each in _charts(report) for bar in each["bars"]]
    values = {each["id"]: each["value"] for each in report["figures"]}
    for each in _charts(report):
        if "map" in each:
            words += _key_to(max((values[tile["figure"]] or 0 for tile in each["tiles"]), default=0))
    return Counter(number for each in words for number in NUMBER.findall(each))


def _key_to(largest: int) -> Iterator[str]:
    """The key of a map: four steps of one round size, the smallest that reaches the largest number shown."""
    rounds = (much * 10**tens for tens in range(9) for much in (1, 2, 5))
    size = next(each for each in rounds if 4 * each >= largest)
    for step in range(4):
        yield f"{step * size + 1:,} to {(step + 1) * size:,}" if size > 1 else str(step + 1)


def _wrongly_described(alternatives: Sequence[str], report: Mapping[str, Any]) -> list[str]:
    """What is said in place of a chart, where it has numbers besides its bars, how many, and their total."""
    printed = _printed_values(report)
    totals = {frozenset(each["parts"]): each["total"] for each in report["relations"]}
    charts = _charts(report)
    found = [] if len(alternatives) == len(charts) else ["PDF charts: not each is described"]
    for said, chart in zip(alternatives, charts, strict=False):
        bars = [bar["figure"] for bar in chart["bars"]]
        total = totals.get(frozenset(bars))
        known = [str(len(bars)), *(printed[each] for each in [*bars, *([total] if total else [])])]
        known += [bar["label"] for bar in chart["bars"]]
        said = _uncounted(said, Counter(printed[each] for each in bars))
        numbers = {number for each in known for number in NUMBER.findall(each)}
        found += [f"PDF chart number {each} of none" for each in NUMBER.findall(said) if each not in numbers]
    return found


def _uncounted(said: str, alike: Counter[str]) -> str:
    """What is said without how many others are alike, and how many are withheld, where those are right."""

    def others(found: re.Match[str]) -> str:
        value, named, many = found.groups()
        is_right = alike[value] - len(named.split("; ")) == int(many)
        return f"{value} ({named})" if is_right else found.group()

    said = re.sub(r"([\d,]+) \(([^()]*); (\d+) others\)", others, said)
    withheld = f"Withheld: {alike['c']} of {alike.total()}."
    return said.replace(withheld, "")


def of_json(report: Mapping[str, Any]) -> Form:
    """The JSON form."""
    tables = {}
    for each in report["tables"]:
        headings = [*([each["corner"]] if "corner" in each else []), *each["columns"]]
        rows = [
            [*([row["header"]] if "header" in row else []), *(cell["text"] for cell in row["cells"])]
            for row in each["rows"]
        ]
        tables[f"Table {each['number']}: {each['title']}"] = _rows([headings, *rows])
    by_id = {each["id"]: each for each in report["tables"]}
    return Form(
        {each["id"]: each["value"] for each in report["figures"]},
        tables,
        tuple(_line(text) for text in _json_words(report, by_id)),
        Counter(),
    )


def _json_words(report: Mapping[str, Any], tables: Mapping[str, Any]) -> Iterator[str]:
    for section in report["sections"]:
        for block in section["blocks"]:
            if "paragraph" in block:
                yield block["paragraph"]["text"]
            elif "list" in block:
                yield from (item["text"] for item in block["list"])
            elif "chart" in block or "map" in block:
                source = tables.get(block["table"])
                same = f" The same numbers are in Table {source['number']}." if source else ""
                yield block["summary"]["text"] + same
            else:
                yield from (note["text"] for note in tables[block["table"]].get("notes", ()))


def _plain_tables(report: Mapping[str, Any]) -> dict[str, Rows]:
    """The tables with values in place of print, money in pounds: as a workbook holds them."""
    figures = {each["id"]: each for each in report["figures"]}
    tables = {}
    for each in report["tables"]:
        if "corner" not in each:
            tables[f"Table {each['number']}: {each['title']}"] = _rows(
                [each["columns"], *([cell["text"] for cell in row["cells"]] for row in each["rows"])]
            )
            continue
        rows = [[each["corner"], *each["columns"]]]
        for row in each["rows"]:
            rows.append([row["header"], *(_plain(cell, figures) for cell in row["cells"])])
        tables[f"Table {each['number']}: {each['title']}"] = _rows(rows)
    return tables


def _plain(cell: Mapping[str, Any], figures: Mapping[str, Any]) -> Any:
    if len(cell["figures"]) != 1:
        return cell["text"]
    figure = figures[cell["figures"][0]]
    if figure["value"] is None:
        return cell["text"]
    return float(Decimal(str(figure["value"])) / (100 if figure["unit"] == "pence" else 1))


def of_html(page: bytes) -> Form:
    """The HTML form."""
    root = parse(page.decode(), namespaceHTMLElements=False)
    figures: dict[str, Value] = {}
    for each in root.iter():
        if isinstance(each.tag, str) and each.get("data-figure"):
            figures[each.get("data-figure")] = _marked(each, figures)
    body = root.find("body")
    main = body.find("main")
    tables = {}
    for each in main.iter("table"):
        rows = [[_said(cell) for cell in row if cell.tag in {"th", "td"}] for row in each.iter("tr")]
        tables[_said(each.find("caption"))] = _rows(rows)
    words = [_said(each) for section in main.iter("section") for each in section.iter() if _is_sentence(each)]
    words = [each for each in words if not COUNTED.fullmatch(each)]
    loose = Counter(
        number for chart in main.iter() if _is_svg(chart) for number in NUMBER.findall(_drawn_words(chart))
    )
    loose += _elsewhere(root, tables, words)
    about = [_said(each) for each in root.iter() if each.tag in {"dt", "dd"}]
    return Form(figures, tables, tuple(words), loose, about=tuple(about))


def _is_sentence(each: Element) -> bool:
    return each.tag in {"p", "li"} and "report-chart__title" not in (each.get("class") or "")


def _marked(each: Element, before: Mapping[str, Value]) -> Value:
    """The value of a number that is marked with its figure; the print itself, where it is something else."""
    told, printed = each.get("value"), _said(each)
    if each.tag.endswith("text"):  # of a drawing
        figure = each.get("data-figure") or ""
        same = before.get(figure)
        found = None if printed in {"c", "–"} else Decimal(printed.replace(",", ""))
        return same if figure in before and _prints(same, found) else _number(found)
    if told is None:
        return None if printed in {"c", "–"} else float("nan")
    value = Decimal(told)
    shown = Decimal(re.sub(r"[^\d.]", "", printed))
    is_right = any(abs(value / unit - shown) <= Decimal("0.5") for unit in (1, 100))
    return _number(value) if is_right else float("nan")


def _prints(value: Value, printed: Decimal | None) -> bool:
    return (value is None) == (printed is None) and (printed is None or Decimal(str(value)) == printed)


def _number(value: Decimal | None) -> Value:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _is_svg(each: Element) -> bool:
    return isinstance(each.tag, str) and each.tag.endswith("svg")


def _drawn_words(chart: Element) -> str:
    return " ".join(_said(each) for each in chart.iter() if str(each.tag).endswith("text"))


def _elsewhere(root: Element, tables: Mapping[str, Rows], words: Sequence[str]) -> Counter[str]:
    """Numbers in what is no table, sentence, heading or chart: remarks in the code, titles, descriptions."""
    found: Counter[str] = Counter()
    for each in root.iter():
        if not isinstance(each.tag, str):
            found.update(NUMBER.findall(each.text or ""))
            continue
        for name in ("title", "alt", "aria-label", "aria-description", "placeholder"):
            found.update(NUMBER.findall(each.get(name) or ""))
        if each.tag.endswith("desc"):
            said = _said(each)
            if not any(line.startswith(said) for line in words):
                found.update(NUMBER.findall(said))
    return found


def _said(each: Element) -> str:
    return _line("".join(_texts(each)))


def _texts(each: Element) -> Iterator[str]:
    yield each.text or ""
    for kid in each:
        if isinstance(kid.tag, str) and kid.tag.rpartition("}")[2] not in NOT_READ:
            yield from _texts(kid)
        yield kid.tail or ""


@lru_cache(maxsize=4)
def of_xlsx(body: bytes) -> Form:
    """The XLSX form; everything in it has to be in sight."""
    book = openpyxl.load_workbook(io.BytesIO(body))
    figures: dict[str, Value] = {}
    tables: dict[str, Rows] = {}
    words: list[str] = []
    about: list[str] = []
    printed: dict[str, tuple[str, str]] = {}
    loose: Counter[str] = Counter()
    for sheet in book:
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        title = str(rows[0][0])
        if title.startswith("Table "):
            _read_sheet(title, rows, tables, words, loose)
        elif title == "Figure":
            figures |= {row[0]: _number_of(row[5]) for row in rows[1:]}
            printed |= {row[0]: (row[6] or "", row[10] or "") for row in rows[1:]}
            loose.update(str(row[5]) for row in rows[1:] if row[5] is not None and _is_words(row[5]))
        else:
            about += [_line(str(cell)) for row in rows for cell in row if cell is not None]
        if sheet.sheet_state != "visible" or sheet._charts or sheet._images:
            loose["a sheet with something out of sight"] += 1
        loose.update(
            number
            for row in sheet.iter_rows()
            for cell in row
            if cell.comment
            for number in NUMBER.findall(cell.comment.text)
        )
    loose.update(f"the name {name}" for name in book.defined_names if not name.startswith("_xlnm."))
    return Form(figures, tables, tuple(words), loose, about=tuple(about), printed=printed)


def _read_sheet(
    title: str, rows: list[list[Any]], tables: dict[str, Rows], words: list[str], loose: Counter[str]
) -> None:
    """A caption, the marking, a stamp and a gap; the table; a gap and the notes."""
    body = rows[4:]
    ends = next((place for place, row in enumerate(body) if all(cell is None for cell in row)), len(body))
    tables[title] = _rows([["" if cell is None else _as_held(cell) for cell in row] for row in body[:ends]])
    for row in body[ends:]:
        first, *others = row
        words.extend([_line(str(first))] if first else [])
        loose.update(str(cell) for cell in others if cell is not None)


def _is_words(value: object) -> bool:
    return isinstance(value, str) and value not in {"c", "–"}


def _number_of(value: Any) -> Any:
    return None if value in {"c", "–"} else _as_held(value)


def _as_held(value: Any) -> Any:
    return float(value) if isinstance(value, int | float) else value


@lru_cache(maxsize=4)
def of_pdf(body: bytes) -> Form:
    """The PDF form: its tables and sentences by its structure, and its text as it is printed."""
    tree = structure(body)
    by_caption: dict[str, Rows] = {}
    index: Rows = ()
    about: list[str] = []
    for node in tree.all("Table"):
        rows = _rows([[cell.text for cell in row.kids] for row in node.all("TR")])
        captions = [kid.text for kid in node.kids if kid.role == "Caption"]
        if captions:
            by_caption[_line(captions[0])] = rows
        elif rows[0] == ("Figure", "Number as printed", "Where"):
            index = rows[1:]
        else:
            about += [cell for row in rows for cell in row]
    started = False
    words = []
    for node in tree.walk():
        if node.role in {"H1", "H2"}:
            started = started or node.role == "H2"
        elif started and node.role in {"P", "LBody"} and not re.match(r"(Table|Chart) \d+: ", node.text):
            words.append(_line(node.text))
    printed = Counter(NUMBER.findall(_printed(body)))
    told_of = Counter(NUMBER.findall(tree.text))
    loose = printed - told_of
    with pikepdf.open(io.BytesIO(body)) as file:
        loose.update(f"the attachment {name}" for name in file.attachments)
    alternatives = tuple(node.alt or "" for node in tree.all("Figure"))
    return Form({}, by_caption, tuple(words), loose, alternatives, index, tuple(about))


def _printed(body: bytes) -> str:
    """The text of all pages without the lines at their head and foot."""
    lines = []
    for leaf in pypdfium2.PdfDocument(body):
        for line in leaf.get_textpage().get_text_range().splitlines():
            if not re.match(r"(As at .* Release |Page \d+ of \d+$)", line):
                lines.append(line)
    return "\n".join(lines)


def _rows(rows: Iterable[Iterable[Any]]) -> Rows:
    return tuple(tuple(_line(cell) if isinstance(cell, str) else cell for cell in row) for row in rows)


def _line(text: str) -> str:
    return " ".join(text.split())


LITERALS = re.compile(
    r"\d{1,2} [A-Z][a-z]+ \d{4}|[A-Z][a-z]+ \d{4}|\d{4}/\d{2}|Tables? \d+|Rollout \d+|rule pack \S+"
    r"|aged 0 to 25|census of \d{4}|[Pp]hase \d|The 95% interval|Of fewer than 10 CAFs closed no share"
)
"""Numbers in words that count nobody: days, months, years, references, ages, and rules of the report."""
ABOUT_THE_REPORT = ("Reconciliation", "How small numbers are protected")
"""Sections that count sums and figures, and nobody."""


def unexplained(report: Mapping[str, Any]) -> list[str]:
    """Numbers in the sentences of a report that no figure prints, each with how its sentence begins."""
    shown = Counter[str]()
    tables = {each["id"]: each for each in report["tables"]}
    units = {each["id"]: each for each in (*report["last_report"], *report["figures"])}
    found = []
    for section in report["sections"]:
        if section["title"] in ABOUT_THE_REPORT:
            continue
        for words in _sentences(section, tables):
            numbers = Counter(NUMBER.findall(LITERALS.sub("", words["text"])))
            shown = Counter(number for each in words["figures"] for number in _prints_of(units[each]))
            found += [f"{each}: {words['text'][:18].strip()}" for each in numbers - shown]
    return found


def _sentences(section: Mapping[str, Any], tables: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for block in section["blocks"]:
        if "paragraph" in block:
            yield block["paragraph"]
        elif "list" in block:
            yield from block["list"]
        elif "chart" in block or "map" in block:
            yield block["summary"]
        else:
            yield from tables[block["table"]].get("notes", ())


def _prints_of(figure: Mapping[str, Any]) -> Iterator[str]:
    """A figure as it may be printed: whole, to one place or two, in pounds."""
    if figure["value"] is not None:
        value = Decimal(str(figure["value"])) / (100 if figure["unit"] == "pence" else 1)
        yield from {f"{value:,.{places}f}" for places in (0, 1, 2)}
        if value % 1 == Decimal("0.5"):
            yield f"{int(value) + 1:,}"
