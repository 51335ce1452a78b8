"""Exports of the whole city: each file against the records, by a count written apart."""

import csv
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import openpyxl
import sqlalchemy as sa

from app.access.policies import SYSTEM
from app.cases.models.assessments import AssessedChild, Assessment, AssessmentReason
from app.cases.models.people import Person
from app.cases.rules.vocabulary import AssessmentKind, InitiationReason, Sex
from app.db import transaction
from app.exports.rules import adcs, list_two
from app.exports.rules.columns import names
from app.exports.rules.vocabulary import ExportName
from tests.cases.builders import a_family, an_agency
from tests.conftest import COORDINATOR, TODAY
from tests.exports.conftest import Made
from tests.exports.requests import asked_for, built, made

AT = {"day": TODAY, "since": date(2013, 1, 12)}


def _table(place: Path) -> list[list[str]]:
    with place.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_list_two_has_a_row_for_each_childs_assessment_of_the_six_months(
    city: sa.Connection, made_of_city: Made
) -> None:
    files = made_of_city[ExportName.LIST_TWO]
    rows = _table(files["csv"])
    counted = city.execute(
        sa.text(
            "select count(*), count(assessment_started_on), count(distinct person_id) from assessed_child "
            "join assessment on assessment.id = assessment_id where initiated_on <= :day "
            "and (closed_on is null or closed_on > :day or closed_on >= :since)"
        ),
        AT,
    ).one()

    assert tuple(rows[0]) == names(list_two.COLUMNS)
    assert len(rows) - 1 == counted[0] > 0
    assert sum(row[5] != "" for row in rows[1:]) == counted[1]
    assert len({row[0] for row in rows[1:]}) == counted[2]
    assert {row[1] for row in rows[1:]} <= {code for code, _ in list_two.GENDERS}


def test_each_fault_is_beside_the_file_with_its_row_and_its_record(
    city: sa.Connection, made_of_city: Made
) -> None:
    files = made_of_city[ExportName.LIST_TWO]
    rows, checks = _table(files["csv"])[1:], _table(files["checks.csv"])[1:]

    without = [str(place) for place, row in enumerate(rows, start=1) if row[7] == ""]
    assert [line[0] for line in checks if line[2] == "A209"] == without != []
    assert all("assessment " in line[1] and line[6] for line in checks)


def test_the_workbook_holds_what_the_csv_holds_as_a_user_opens_it(
    city: sa.Connection, made_of_city: Made
) -> None:
    files = made_of_city[ExportName.LIST_TWO]
    with files["xlsx"].open("rb") as file:
        book = openpyxl.load_workbook(file, read_only=True)
        sheet = [["" if cell is None else str(cell) for cell in row] for row in book["List 2"].values]
        about = {row[0]: row[1] for row in book["About"].values}
        dictionary = [row[1] for row in book["Data dictionary"].values]

    assert sheet == _table(files["csv"])
    assert about["Marking"] == "OFFICIAL-SENSITIVE"
    assert about["Verify 1"]
    assert tuple(dictionary[1:]) == names(list_two.COLUMNS)
    assert [row[1] for row in _table(files["dictionary.csv"])][1:] == dictionary[1:]


def test_the_early_help_table_has_every_episode_by_the_day_each_once(
    city: sa.Connection, folder: Path
) -> None:
    rows = _table(made(ExportName.SSD, folder, as_at=date(2012, 9, 30))["csv"])[1:]
    counted = city.execute(
        sa.text(
            "select count(*), count(*) filter (where closed_on <= '2012-09-30') from assessed_child "
            "join assessment on assessment.id = assessment_id where initiated_on <= '2012-09-30'"
        )
    ).one()

    assert (len(rows), sum(row[3] != "" for row in rows)) == tuple(counted)
    assert len({row[0] for row in rows}) == len(rows)
    assert max(row[3] for row in rows) <= "2012-09-30"
    assert all((row[3] == "") == (row[5] == "") for row in rows)


def test_the_outcomes_add_up_to_the_assessments_closed_in_the_year_and_open_to_them(
    city: sa.Connection, made_of_city: Made
) -> None:
    files = made_of_city[ExportName.ADCS]
    rows, behind = _table(files["csv"])[1:], _table(files["behind-the-counts.csv"])[1:]
    closed = city.execute(
        sa.text(
            "select closure_reason, count(*) as number from assessment "
            "where closed_on between '2012-07-13' and :day "
            "and exists (select from assessed_child where assessment_id = assessment.id) group by 1"
        ),
        {"day": TODAY},
    )
    reasons = {row.closure_reason: row.number for row in closed}

    assert sum(int(row[1] or 0) for row in rows) == len(behind) == sum(reasons.values())
    assert rows[0][:2] == [adcs.Outcome.STEP_UP, str(reasons["escalated-to-social-care"])]
    assert rows[3][:2] == [adcs.Outcome.SUPPORT, str(reasons["needs-met"])]
    assert rows[1][1:5] == ["", "", "", ""]
    assert rows[-1][1] == str(reasons["other"])


def test_two_extracts_cannot_be_joined_unless_their_pseudonyms_were_asked_to_stay(
    empty: sa.Connection, folder: Path
) -> None:
    for number in range(5):
        _an_assessment(agency=str(number), key=f"P-{number}")

    def children(*, stable: bool, where: str) -> set[str]:
        return {row[1] for row in _table(made(ExportName.EXTRACT, folder / where, stable=stable)["csv"])[1:]}

    fresh, again = children(stable=False, where="a"), children(stable=False, where="b")
    kept, kept_again = children(stable=True, where="c"), children(stable=True, where="d")

    assert fresh.isdisjoint(again)
    assert kept == kept_again
    assert len(fresh) == len(kept)
    assert fresh.isdisjoint(kept)


def test_an_extract_holds_no_key_name_reference_or_day_of_any_record(
    city: sa.Connection, made_of_city: Made
) -> None:
    files = made_of_city[ExportName.EXTRACT]
    text = "".join(files[end].read_text() for end in ("csv", "checks.csv"))
    found = city.execute(
        sa.text(
            "select import_key, id::text, surname, born_on::text from person order by import_key limit 400"
        )
    )

    assert not [said for row in found for said in row if said is not None and f",{said}," in text]
    assert "PF-0" not in text


def test_words_that_a_spreadsheet_would_run_stand_as_words(empty: sa.Connection, folder: Path) -> None:
    _an_assessment(agency="=cmd|' /c calc'!A1", key="@SUM(1+1)")

    files = made(ExportName.LIST_TWO, folder)

    (_, row) = _table(files["csv"])
    assert (row[0], row[7]) == ("'@SUM(1+1)", "'=cmd|' /c calc'!A1 agency")
    with files["xlsx"].open("rb") as file:
        sheet = openpyxl.load_workbook(file)["List 2"]
        assert (sheet["H2"].value, sheet["H2"].data_type) == ("=cmd|' /c calc'!A1 agency", "s")


def test_a_day_before_anything_was_recorded_gives_a_file_with_its_headers_only(
    empty: sa.Connection, folder: Path
) -> None:
    for name in (ExportName.LIST_TWO, ExportName.SSD, ExportName.EXTRACT):
        assert len(_table(made(name, folder, as_at=date(2005, 1, 1))["csv"])) == 1


def test_an_assessment_that_overlaps_an_earlier_one_of_the_same_child_is_to_be_looked_at(
    empty: sa.Connection, folder: Path
) -> None:
    child = _an_assessment(key="P-1")
    _an_assessment(agency="B", child=child, initiated_on=date(2013, 6, 1))

    checks = _table(made(ExportName.LIST_TWO, folder)["checks.csv"])

    assert [line[0] for line in checks if line[2] == "A210Q"] == ["2"]


def test_what_was_closed_a_day_before_the_six_months_is_left_out_and_on_their_first_day_is_not(
    empty: sa.Connection, folder: Path
) -> None:
    first = date(2013, 1, 12)
    _an_assessment(agency="A", key="P-1", closed_on=first - timedelta(days=1))
    _an_assessment(agency="B", key="P-2", closed_on=first)

    assert [row[0] for row in _table(made(ExportName.LIST_TWO, folder)["csv"])[1:]] == ["P-2"]


def test_a_family_assessment_has_a_row_for_each_of_its_children(empty: sa.Connection, folder: Path) -> None:
    _an_assessment(key="P-1", children=3)

    files = made(ExportName.SSD, folder)

    assert [row[1] for row in _table(files["csv"])[1:]] == ["P-1", "P-1-1", "P-1-2"]
    found = built(asked_for(ExportName.ADCS), folder, actor=COORDINATOR)
    assert found.lines == 7


def _an_assessment(
    *,
    agency: str = "A",
    key: str = "P-1",
    child: UUID | None = None,
    children: int = 1,
    initiated_on: date = date(2012, 11, 1),
    closed_on: date | None = None,
) -> UUID:
    """An assessment of a new child, or of this one; the child's id."""
    family_id, agency_id = a_family(), an_agency(agency)
    with transaction(SYSTEM) as session:
        people = []
        for number in range(children):
            person = Person(
                import_key=f"{key}-{number}" if number else key,
                forename="Moss",
                surname="Example",
                forename_key="moss",
                surname_key="example",
                sex=Sex.MALE,
                born_on=date(2004, 2, 1),
            )
            people.append(person)
        ids = [child] if child else [each.id for each in people]
        if child is None:
            session.add_all(people)
        assessment = Assessment(
            import_key=f"A-{agency}-{ids[0]}",
            family_id=family_id,
            kind=AssessmentKind.FAMILY_ASSESSMENT if children > 1 else AssessmentKind.CAF,
            initiated_on=initiated_on,
            initiating_agency_id=agency_id,
            lead_agency_id=agency_id,
            assessment_started_on=initiated_on,
            closed_on=closed_on,
            closure_reason="needs-met" if closed_on else None,
        )
        session.add(assessment)
        session.flush()
        session.add(
            AssessmentReason(assessment_id=assessment.id, reason=InitiationReason.BEHAVIOUR, is_primary=True)
        )
        session.add_all(AssessedChild(assessment_id=assessment.id, person_id=each) for each in ids)
        return ids[0]
