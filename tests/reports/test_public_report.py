"""The public board report of the city: made, read in all its forms, attacked over all of them together."""

import io
import json
import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import openpyxl
import pypdfium2
import pytest
from html5lib import parse

from app.access.policies import Actor
from app.access.roles import Role
from app.db import reading as reading_database
from app.errors import Forbidden
from app.reports import making, protecting, reading, services
from app.reports.disclosure.attack import bounds
from app.reports.disclosure.system import Cell, Equation, system
from app.reports.queries import releases
from app.reports.rules.figures import Figure
from app.reports.rules.vocabulary import Profile
from tests.conftest import COORDINATOR
from tests.paper.told import broken_rules
from tests.reports.approvals import approved
from tests.reports.conftest import Released
from tests.reports.requests import AS_AT, built

FINE = re.compile(r"^(cafs|families)\.|agency=|quarter=|exceptions\.target")
"""What is counted by agency, ward or quarter for named readers alone."""


@dataclass(frozen=True, slots=True)
class Publicly:
    """A public report: its files by their ending, what it hides and shows, and the true figures of it."""

    release_id: UUID
    files: dict[str, bytes]
    true: dict[str, Figure]
    hidden: dict[str, int]
    shown: dict[str, int]


def made_public(as_at: date = AS_AT) -> UUID:
    return built(
        services.request_board_report(
            as_at=as_at, dated=max(as_at, date(2013, 6, 26)), profile=Profile.PUBLIC, actor=COORDINATOR
        )
    )


@pytest.fixture
def publicly(released: Released) -> Publicly:
    true = services.open_release(released.report_id, actor=COORDINATOR).document.figures
    release_id = made_public()
    files = {
        file.name.rpartition(".")[2]: services.release_file(release_id, file.name, actor=COORDINATOR).content
        for file in services.open_release(release_id, actor=COORDINATOR).files
    }
    told = {each["id"]: each["value"] for each in json.loads(files["json"])["figures"]}
    left_out = [each for each in true if each not in told]
    assert all(FINE.search(each) for each in left_out)
    return Publicly(
        release_id,
        files,
        {each: figure for each, figure in true.items() if each in told},
        {
            each: int(true[each].value or 0)
            for each, value in told.items()
            if value is None and true[each].value is not None
        },
        {each: value for each, value in told.items() if isinstance(value, int)},
    )


def test_the_public_report_hides_every_small_count_and_a_reader_of_all_its_forms_can_tell_none(publicly):
    report = json.loads(publicly.files["json"])
    small = {each for each, value in publicly.hidden.items() if 1 <= value <= 5}

    counted = {each["id"] for each in report["figures"] if each["unit"] == "count"}
    assert not [each for each in counted & publicly.shown.keys() if 1 <= publicly.shown[each] <= 5]
    assert len(small) > 20
    found = bounds(*as_a_reader_has_it(publicly, report["relations"]))
    for each in small:
        assert each not in found or found[each].most is None or found[each].most > 5, each
    assert {"families.worked-with@2013-03-31", "cafs.initiated[financial-year=2012/13]@2013-03-31"} <= (
        publicly.shown.keys()
    )
    assert_no_form_names_a_member(publicly)
    # XLSX, HTML and PDF give no other number than JSON does, so its attack is theirs too.
    assert_the_workbook_holds_what_json_does(publicly)
    assert_the_page_holds_what_json_does(publicly)
    assert_the_paper_prints_what_the_page_does(publicly)


def as_a_reader_has_it(publicly: Publicly, relations):
    """The report's own relations, and what the papers say besides: wards of rollouts, sums of each row."""
    true = {
        each: int(figure.value)
        for each, figure in publicly.true.items()
        if figure.unit == "count" and figure.value is not None and figure.formula is None
    }
    sums = [Equation(each["total"], tuple(each["parts"])) for each in relations]
    day = f"@{AS_AT.isoformat()}"
    statuses = (
        "families.allocated-excluding-fip",
        "families.potential-claims",
        "families.not-to-be-allocated",
        "families.yet-to-be-allocated",
    )
    wards = [each for each in true if each.startswith("families.on-the-data-sheet[")]
    for each in wards:
        place = each.partition("[")[2]
        sums.append(Equation(each, tuple(f"{status}[{place}" for status in statuses)))
    in_ward = {
        member: dict(figure.coordinates).get("ward")
        for figure in publicly.true.values()
        if figure.measure == "families.on-the-data-sheet" and "ward" in dict(figure.coordinates)
        for member in figure.members or ()
    }
    for figure in publicly.true.values():
        if figure.measure in statuses and "rollout" in dict(figure.coordinates):
            names = sorted({in_ward[member] for member in figure.members or ()})
            sums.append(Equation(figure.id, tuple(f"{figure.measure}[ward={name}]{day}" for name in names)))
    known = [each for each in sums if {each.total, *each.parts} <= true.keys()]
    assert len(known) > 80
    in_sums = {each for equation in known for each in equation.terms()}
    of = system([Cell(each, true[each]) for each in true if each in in_sums], known)
    return of, frozenset(publicly.hidden) & set(of.cells)


def assert_no_form_names_a_member(publicly):
    """Nor says how a hidden number was made."""
    members = {str(member) for figure in publicly.true.values() for member in figure.members or ()}
    assert len(members) > 1000
    for ending in ("html", "json"):
        text = publicly.files[ending].decode()
        assert not set(re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", text)) & members
    derived = {each["id"] for each in json.loads(publicly.files["json"])["derived"]}
    assert not derived & publicly.hidden.keys()


def assert_the_workbook_holds_what_json_does(publicly):
    """A hidden figure is c in the sheet of figures, and stands nowhere as a number."""
    book = openpyxl.load_workbook(io.BytesIO(publicly.files["xlsx"]))
    rows = {
        row[0]: row
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
        if row and row[0] in publicly.true
    }
    assert rows.keys() == publicly.true.keys()
    for each in publicly.hidden:
        assert "c" in rows[each]
        assert not [cell for cell in rows[each] if isinstance(cell, int | float)]
    assert not [sheet for sheet in book if sheet.sheet_state != "visible"]
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment]


def assert_the_page_holds_what_json_does(publicly):
    """Every number that the page marks is the shown value of its figure, and a hidden one is c."""
    page = parse(publicly.files["html"].decode(), namespaceHTMLElements=False)
    marked = [each for each in page.iter() if each.get("data-figure")]
    assert len(marked) > 200
    for each in marked:
        figure = each.get("data-figure")
        if figure in publicly.hidden:
            assert (each.text, each.get("value")) == ("c", None)
            assert each.get("title") in (None, "withheld")
        elif figure in publicly.shown:
            value = publicly.shown[figure]
            assert each.get("value") == str(value) or (each.text or "").startswith(f"{value:,}")
    drawn = [each for each in page.iter() if each.tag.endswith("rect") and each.get("data-figure")]
    assert not [each for each in drawn if each.get("data-figure") in publicly.hidden]


def assert_the_paper_prints_what_the_page_does(publicly):
    """Every number printed in the PDF is printed in the HTML as well, beside page numbers and axes."""
    paper = "\n".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(publicly.files["pdf"])
    )
    page = "".join(parse(publicly.files["html"].decode(), namespaceHTMLElements=False).itertext())
    digest = json.loads(publicly.files["json"])["release"]["hash"][:12]
    found = set(re.findall(r"\d[\d,]*", paper.replace(digest, ""))) - set(re.findall(r"\d[\d,]*", page))
    assert {each for each in found if int(each.replace(",", "")) % 50 > len(paper) // 1000} == set()
    assert broken_rules(publicly.files["pdf"]) == []
    hidden_in_tables = publicly.files["html"].count(b">c</abbr>")
    assert len(re.findall(r"(?<!\w)c(?!\w)", paper)) >= hidden_in_tables > 40


def test_the_release_keeps_no_hidden_number_and_no_members_and_a_board_reader_opens_none(publicly):
    kept = {each.id: each.value for each in reading.release_figures(publicly.release_id, actor=COORDINATOR)}
    hidden = next(iter(publicly.hidden))

    opened = services.open_figure(publicly.release_id, hidden, actor=COORDINATOR)

    assert {each for each, value in kept.items() if value is None} >= publicly.hidden.keys()
    assert (opened.figure.value, opened.figure.members) == (None, None)
    assert not opened.families + opened.assessments + opened.records + opened.inputs
    assert opened.definition
    reader = Actor(UUID(int=99), roles=frozenset({Role.BOARD_READER}))
    approved(publicly.release_id, COORDINATOR, Actor(UUID(int=98), frozenset({Role.AUTHORISING_OFFICER})))
    assert services.open_release(publicly.release_id, actor=reader).document.marking == "OFFICIAL"
    with pytest.raises(Forbidden):
        services.open_figure(publicly.release_id, hidden, actor=reader)


def test_the_public_report_is_made_again_byte_for_byte_after_another_has_come(publicly):
    later = made_public(date(2013, 6, 30))

    again = services.rebuilt(publicly.release_id, actor=COORDINATOR)
    after = services.rebuilt(later, actor=COORDINATOR)

    assert again.figures == after.figures == ()
    assert len(again.files) == len(after.files) == 8
    assert all(is_same for _, is_same in (*again.files, *after.files))
    document = services.open_release(later, actor=COORDINATOR).document
    words = str([section for section in document.sections if section.title.startswith("How small")])
    assert "the 1 public report before it" in words
    before = json.loads(publicly.files["json"])
    past = {f"cafs.initiated[financial-year=2011/12]@{day}": day for day in ("2013-03-31", "2013-06-30")}
    assert {each["value"] for each in before["figures"] if each["id"] in past} == {
        document.figures[each].value for each in past if each in document.figures
    }


def test_a_measure_declared_since_an_earlier_report_was_not_published_in_it(publicly):
    with reading_database(COORDINATOR) as session:
        (release,) = releases.public_releases(session)
        frozen, kept = making.thawed(session, release), releases.figures_of(session, release)
        newly = next(figure for figure in kept if figure.measure == "cafs.open")

        before = protecting.published(frozen, kept)
        without = protecting.published(frozen, [each for each in kept if each is not newly])

    assert newly.id in {each.id for each in before.counts.figures}
    assert newly.id not in {each.id for each in without.counts.figures}
    assert before.hidden >= publicly.hidden.keys()
