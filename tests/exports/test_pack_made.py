"""The inspection pack of the city and of one small case: the same in each form, and every case noted."""

import csv
import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from app.access.roles import Role
from app.demo import heard
from app.errors import RuleRefused
from app.exports import services as exports
from app.exports.rules.vocabulary import ExportName
from tests.conftest import COORDINATOR, TODAY
from tests.edges.programs import a_user
from tests.exports.a_case import a_case
from tests.exports.conftest import Made
from tests.exports.requests import asked_for, built, made
from tests.paper.told import broken_rules, read_out

STEM = "inspection-pack-2013-07-12"


def _opened(place: Path) -> tuple[dict[str, Any], zipfile.ZipFile]:
    file = zipfile.ZipFile(place)
    return json.loads(file.read(f"{STEM}.json")), file


def _pack(folder: Path, **wanted: Any) -> dict[str, Any]:
    return _opened(made(ExportName.INSPECTION_PACK, folder, **wanted)["zip"])[0]


def test_the_pack_lists_each_child_of_the_three_months_and_counts_a_years_closures(
    city: sa.Connection, made_of_city: Made
) -> None:
    pack, _ = _opened(made_of_city[ExportName.INSPECTION_PACK]["zip"])
    counted = city.execute(
        sa.text(
            "select count(*) filter (where closed_on is null or closed_on >= '2013-04-13'), "
            "count(distinct assessment_id) filter (where closed_on >= '2012-07-13'), "
            "count(distinct assessment_id) filter (where closed_on >= '2012-07-13' "
            "and closure_reason = 'needs-met') from assessed_child "
            "join assessment on assessment.id = assessment_id where initiated_on <= '2013-07-12'"
        )
    ).one()
    impact = {each["code"]: each for each in pack["impact"]}

    assert len(pack["children"]) == counted[0] > 0
    assert impact["closed"]["value"] == impact["closed.needs-met"]["base"] == counted[1]
    assert impact["closed.needs-met"]["value"] == len(impact["closed.needs-met"]["members"]) == counted[2]


def test_the_same_seed_draws_the_same_cases_and_a_chosen_one_comes_after_them(
    city: sa.Connection, folder: Path, made_of_city: Made
) -> None:
    reference = city.execute(
        sa.text(
            "select reference from family join assessment on family_id = family.id "
            "where reference is not null order by reference limit 1"
        )
    ).scalar_one()
    first = _pack(folder, draw=2, seed=7, chosen=[reference.lower()])
    again, _ = _opened(made_of_city[ExportName.INSPECTION_PACK]["zip"])
    other = _pack(folder, draw=2, seed=8)

    def drawn(pack: dict[str, Any]) -> list[str]:
        return [each["assessment_id"] for each in pack["stories"]]

    assert drawn(first)[:2] == drawn(again) != drawn(other)
    assert [each["how"] for each in first["stories"]][1:] == ["Drawn 2 of 2 by the seed 7", "Chosen"]
    assert first["stories"][2]["reference"] == reference
    assert first["sample"]["pool_digest"] == other["sample"]["pool_digest"]


def test_the_paper_the_workbook_and_the_json_tell_the_same(city: sa.Connection, made_of_city: Made) -> None:
    pack, file = _opened(made_of_city[ExportName.INSPECTION_PACK]["zip"])
    paper = file.read(f"{STEM}.pdf")
    text = " ".join(read_out(paper).split())
    book = openpyxl.load_workbook(io.BytesIO(file.read(f"{STEM}.xlsx")), read_only=True)

    assert broken_rules(paper) == []
    assert "OFFICIAL-SENSITIVE" in text
    assert len(list(book["Children, three months"].values)) - 1 == len(pack["children"])
    sheet = {row[0]: row[1] for row in book["Impact, twelve months"].values}
    for each in pack["impact"]:
        assert sheet[each["label"]] == f"{each['value']:,}"
        assert each["label"] in text
    story = pack["stories"][0]
    told = [row[2] for row in book["Case 1"].values if row[0] == "Chronology"]
    assert told == [each["what"] for each in story["chronology"]]
    assert story["title"] in text
    assert f"The first 400 of {len(pack['children']):,} are printed" in text


def test_the_pack_of_the_demonstration_tells_what_a_child_said_and_what_was_directed(
    city: sa.Connection, folder: Path
) -> None:
    heard.heard_at_reviews(actor=a_user(Role.PROGRAMME_COORDINATOR), today=TODAY)
    reference = city.execute(
        sa.text(
            "select min(reference) from family join oversight_note on oversight_note.family_id = family.id "
            "where (select count(*) from assessment where assessment.family_id = family.id) = 1"
        )
    ).scalar_one()

    pack, file = _opened(made(ExportName.INSPECTION_PACK, folder, chosen=[reference])["zip"])

    paper = file.read(f"{STEM}.pdf")
    text = " ".join(read_out(paper).split())
    assert [each["reference"] for each in pack["stories"]] == [reference]
    assert heard.DIRECTION in text
    assert any(words in text for words in heard.WORDS)
    assert broken_rules(paper) == []


def test_each_case_that_is_told_is_noted_as_an_opening_of_the_familys_record(
    city: sa.Connection, folder: Path
) -> None:
    pack = _pack(folder, draw=3, seed=1)
    noted = city.execute(
        sa.text(
            "select subject_id::text as family, details ->> 'export_id' as export from audit_event "
            "where action = 'family.opened' and details ? 'export_id'"
        )
    ).all()

    assert {row.family for row in noted} == {each["family_id"] for each in pack["stories"]}
    assert len(noted) == 3
    names = {row.surname for row in city.execute(sa.text("select surname from person limit 50"))}
    details = city.execute(
        sa.text("select details::text from audit_event where action like 'export.%'")
    ).all()
    assert not [name for name in names for row in details if name in row[0]]


def test_a_case_is_told_from_start_to_finish(told: dict[str, Any]) -> None:
    (story,) = told["stories"]
    decisions = [(each["day"], each["what"], each["who"], each["why"]) for each in story["decisions"]]

    assert ("2013-01-10", "Consent given", "Both; present: Her aunt", None) in decisions
    assert ("2013-06-03", "Closed: needs met", "A coordinator", None) in decisions
    assert ("2013-01-07", "Level of need 3, at initiation", None, None) in decisions
    assert [(each["words"], each["who"]) for each in story["oversight"]] == [
        ("See her every week.\nRing the school.", "A coordinator")
    ]
    assert [each["words"] for each in story["childs_words"]] == ["I like it here.", "I want to go swimming."]
    assert story["outcome"] == [
        "Closed on 3 June 2013: needs met.",
        "Level of need 3 at first, 1 at last.",
        "1 of 2 actions of the plan done.",
        "Reviewed 1 time.",
    ]
    assert [each["day"] for each in story["chronology"]] == sorted(
        each["day"] for each in story["chronology"]
    )
    assert "2013-07-13" not in json.dumps(told)


def test_the_audits_of_six_months_come_with_their_scores_and_actions_as_they_stand(
    told: dict[str, Any],
) -> None:
    (audit,) = told["audits"]

    assert (audit["title"], audit["sampled"], audit["reviewed"]) == ("Spring", 1, 1)
    assert (audit["scored"], audit["of"]) == (2, 3)
    assert [(each["what"], each["state"]) for each in told["actions"]] == [
        ("Write down the plan", "overdue"),
        ("Ask the child", "to do"),
        ("Tell the school", "done"),
    ]


def test_need_reviews_words_and_plan_of_a_case_are_counted_as_they_stood_on_the_day(
    told: dict[str, Any],
) -> None:
    impact = {each["code"]: (each["value"], each["base"]) for each in told["impact"]}

    assert impact["need-lower"] == impact["closed.needs-met"] == impact["childs-words"] == (1, 1)
    assert impact["plan-done"] == impact["no-plan"] == impact["no-levels"] == (0, 1)
    assert impact["reviewed"] == impact["closed"] == impact["completed"] == (1, None)
    assert impact["reopened"] == (0, None)


def test_of_an_assessment_that_was_closed_before_the_year_its_reopening_alone_is_counted(
    empty: sa.Connection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_case()  # closed on 3 June 2013; a review of 13 July 2013 was entered late
    empty.execute(
        sa.text(
            "insert into assessment_reopening (id, assessment_id, closed_on, closure_reason, reopened_on, "
            "reason) select gen_random_uuid(), id, closed_on, closure_reason, '2014-01-06', "
            "'needs-have-returned' from assessment"
        )
    )
    later = date(2014, 7, 1)
    monkeypatch.setenv("LOXLEY_TODAY", later.isoformat())
    file = zipfile.ZipFile(made(ExportName.INSPECTION_PACK, folder, as_at=later)["zip"])
    pack = json.loads(file.read("inspection-pack-2014-07-01.json"))

    assert {each["code"] for each in pack["impact"] if each["value"]} == {"reopened"}


def test_the_checks_of_a_pack_go_into_it(told_file: zipfile.ZipFile) -> None:
    rows = list(csv.reader(io.StringIO(told_file.read(f"{STEM}-checks.csv").decode())))

    assert rows[0][:3] == ["row", "record", "code"]
    assert [row[2] for row in rows[1:]] == ["IP03Q"]


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"chosen": ["PF-999999X"]}, "no-such-case"),
        ({"chosen": ["\0"]}, "no-such-case"),
        ({"draw": 21}, "too-many-cases"),
        ({"seed": -1}, "seed"),
    ],
)
def test_a_pack_that_cannot_be_made_is_refused_when_it_is_asked_for(
    empty: sa.Connection, wanted: dict[str, Any], code: str
) -> None:
    with pytest.raises(RuleRefused) as refused:
        exports.request_pack(as_at=TODAY, actor=COORDINATOR, **wanted)
    assert refused.value.code == code


def test_a_draw_of_more_cases_than_there_are_fails_with_a_sentence(
    empty: sa.Connection, folder: Path
) -> None:
    with pytest.raises(RuleRefused) as refused:
        built(asked_for(ExportName.INSPECTION_PACK, draw=1), folder)
    assert refused.value.code == "nothing-to-draw"


@pytest.fixture
def told_file(empty: sa.Connection, folder: Path) -> zipfile.ZipFile:
    """A pack that tells one small case."""
    reference = a_case()
    return zipfile.ZipFile(made(ExportName.INSPECTION_PACK, folder, chosen=[reference])["zip"])


@pytest.fixture
def told(told_file: zipfile.ZipFile) -> dict[str, Any]:
    """The same as JSON."""
    found: dict[str, Any] = json.loads(told_file.read(f"{STEM}.json"))
    return found
