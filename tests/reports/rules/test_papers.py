"""The report and the return as composed: complete, every number a figure, nothing said that does not hold."""

import re
from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from app.cases.rules.vocabulary import ClosureReason, NotAllocatedReason
from app.programme.packs import Route
from app.reports.render.words import text_of
from app.reports.rules import assessments, board, families, results, sheet, words
from app.reports.rules.board_words import PaperOf
from app.reports.rules.document import Bullets, Chart, Document, Number, Paragraph, Table, TextTable, say
from app.reports.rules.facts import TargetRow
from app.reports.rules.vocabulary import Profile, ReleaseKind
from tests.reports.a_document import a_number
from tests.reports.rules.papers import a_paper, a_signed_paper, numbers_of, rows_of, section_of, table_of
from tests.reports.rules.rows import (
    FAMILIES,
    TARGETS,
    a_family,
    a_frozen,
    a_result,
    an_allocation,
)

BOTH = [
    pytest.param(a_paper(ReleaseKind.BOARD_REPORT), id="board report"),
    pytest.param(a_paper(ReleaseKind.GOVERNMENT_RETURN), id="return"),
    pytest.param(a_paper(compose=board.compose_data_sheet), id="data sheet"),
    pytest.param(a_signed_paper(), id="signed return"),
]


@pytest.mark.parametrize("document", BOTH)
def test_every_number_in_a_paper_is_a_figure_of_it(document: Document):
    numbers = list(numbers_of(document.sections))

    assert numbers
    assert {number.figure_id for number in numbers} <= set(document.figures)


@pytest.mark.parametrize("document", BOTH)
def test_every_row_of_every_table_has_a_cell_under_each_heading(document: Document):
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                assert {len(row.cells) for row in block.rows} == {len(block.columns)}, block.id
                assert block.total_columns <= set(range(len(block.columns)))
            elif isinstance(block, TextTable):
                assert {len(row.cells) for row in block.rows} == {len(block.columns)}, block.id


@pytest.mark.parametrize("document", BOTH)
def test_every_chart_shows_the_numbers_of_a_table_of_the_paper(document: Document):
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Chart):
                in_table = set(numbers_of(table_of(document, block.table_id)))
                assert {bar.number for bar in block.bars} <= in_table
                assert {bar.number for bar in block.bars} == set(numbers_of(block.summary))


DATES = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}|[A-Z][a-z]+ \d{4}|\d{4}/\d{2}")


@pytest.mark.parametrize(
    "title",
    [
        "Summary for the Board",
        "Background and numbers",
        "Claims",
        "Financial implications",
        "Audit and assurance visits",
        "The pilot group",
        "Training",
        "Common Assessment Framework",
        "Partner engagement",
        "Exceptions",
        "Legal implications",
        "Lines of the return",
        "Amounts",
    ],
)
def test_no_count_is_typed_into_a_sentence(title: str):
    papers = (a_paper(ReleaseKind.BOARD_REPORT), a_paper(ReleaseKind.GOVERNMENT_RETURN))
    (section,) = [each for paper in papers for each in paper.sections if each.title == title]
    texts = [block.text for block in section.blocks if isinstance(block, Paragraph)]
    texts += [item for block in section.blocks if isinstance(block, Bullets) for item in block.items]
    typed = " ".join(part for text in texts for part in text if isinstance(part, str))

    assert re.findall(r"\d+", DATES.sub("", typed)) == []


def test_the_report_has_the_sections_of_the_board_s_own_paper_in_their_order():
    assert [section.title for section in a_paper().sections] == [
        "Summary for the Board",
        "Above and below",
        "What the Board is asked to do",
        "Purpose of the report",
        "Background and numbers",
        "Data sheet",
        "Claims",
        "Financial implications",
        "Audit and assurance visits",
        "The pilot group",
        "Training",
        "Common Assessment Framework",
        "CAFs through the year",
        "How CAFs ended",
        "Consent refused or withdrawn",
        "Quality audits of CAFs",
        "Vulnerable groups supported through CAF",
        "Partner engagement",
        "Exceptions",
        "Legal implications",
        "Client group",
        "Equalities",
        "Contact details",
        "More tables",
        "Definitions and sources",
        "Reconciliation",
    ]


def test_long_tables_stand_near_the_end_and_their_sections_say_which():
    paper = a_paper()

    assert section_of(paper, "How CAFs ended").endswith(
        "Under “More tables”, near the end: How CAFs ended, by the last stage completed; "
        "How CAFs ended, by initiating agency; How CAFs ended, by primary reason."
    )
    more = next(each for each in paper.sections if each.title == "More tables")
    assert table_of(paper, "cafs-ended-initiating-agency") in more.blocks
    only_families = a_paper(compose=partial(board.compose, paper=PaperOf.FAMILIES))
    blocks = [block for section in only_families.sections for block in section.blocks]
    assert not [each for each in blocks if isinstance(each, Table) and each.id.startswith("cafs-")]


def test_agencies_are_called_by_their_names_and_the_data_sheet_says_what_its_codes_are():
    kept = a_frozen()
    named = {"SCHOOL": "Schools and academies", "FIP": "Family Intervention Project"}
    paper = a_paper(frozen=replace(kept, manifest=replace(kept.manifest, agencies=named)))

    assert rows_of(paper, "cafs-by-agency")["Schools and academies"] == ["2", "1"]
    told = text_of(paper, table_of(paper, "rollout-by-agency").notes[-1])
    assert told.endswith("counted once. FIP is Family Intervention Project.")


def test_the_report_is_marked_and_says_that_its_counts_are_not_protected():
    document = a_paper()

    assert (document.marking, document.profile) == ("OFFICIAL-SENSITIVE", Profile.INTERNAL)
    assert document.warning == "Internal: exact counts, not protected for publication"
    assert ("Figures as at", ("31 March 2013",)) in document.title_block


def test_the_return_says_that_it_is_a_draft_and_has_no_signature():
    document = a_paper(ReleaseKind.GOVERNMENT_RETURN)

    assert document.warning == "Draft: not audited, not signed"
    assert ("State", ("Draft: not audited, not signed",)) in document.title_block
    assert section_of(document, "Sign-off").count("Not signed") == 3


def test_the_data_sheet_alone_says_nothing_else():
    assert [section.title for section in a_paper(compose=board.compose_data_sheet).sections] == ["Data sheet"]


def test_the_summary_says_the_share_of_target_with_its_numerator_and_its_base():
    assert "We have worked with 5 families: 1% of the 400 agreed for the years begun so far." in section_of(
        a_paper(), "Summary for the Board"
    )


def test_in_the_second_year_the_base_is_the_target_of_both_years():
    year_two = a_paper(frozen=a_frozen(as_at=date(2013, 7, 12)))

    assert "of the 1,000 agreed for the years begun so far" in section_of(year_two, "Summary for the Board")


@pytest.mark.parametrize(
    ("as_at", "sentence"),
    [
        pytest.param(
            date(2013, 3, 31),
            "Attachment fees for 2013/14 come to £1,200,000 for 600 families.",
            id="in the first year: the second's",
        ),
        pytest.param(
            date(2013, 7, 12),
            "Attachment fees for 2014/15 come to £266,666.67 for 200 families.",
            id="in the second year: the third's",
        ),
        pytest.param(
            date(2014, 7, 12),
            "Attachment fees for 2014/15 come to £266,666.67 for 200 families.",
            id="in the last year: its own",
        ),
    ],
)
def test_the_fees_said_are_those_of_the_year_that_follows(as_at, sentence):
    assert sentence in section_of(a_paper(frozen=a_frozen(as_at=as_at)), "Financial implications")


def test_a_target_for_a_year_without_terms_is_listed_without_fees():
    beyond = TargetRow("families.worked-with", 2015, 10)
    rows = rows_of(a_paper(frozen=a_frozen(targets=(*TARGETS, beyond))), "targets")

    assert rows == {
        "2012/13": ["400", "£1,066,666.67"],
        "2013/14": ["600", "£1,200,000"],
        "2014/15": ["200", "£266,666.67"],
        "2015/16": ["10", ""],
        "Total": ["1,210", ""],
    }


def test_with_fewer_months_than_three_the_first_stands_for_the_earlier_one():
    summary = section_of(a_paper(month=["2013-03"]), "Summary for the Board")

    assert "At the end of March 2013 it was" in summary


def test_the_rollout_table_has_a_row_a_rollout_and_a_total_under_each_agency_and_status():
    document = a_paper()
    table = table_of(document, "rollout-by-agency")

    assert table.columns == ("FIP", "HEALTH", "SCHOOL", "SHARED", *(name for _, name in sheet.STATUSES))
    assert rows_of(document, "rollout-by-agency") == {
        "Rollout 1": ["0", "1", "0", "1", "2", "1", "1", "0"],
        "Rollout 2": ["1", "0", "0", "0", "0", "0", "0", "0"],
        "Not rolled out": ["0", "0", "0", "0", "0", "0", "0", "1"],
        "Grand total": ["1", "1", "0", "1", "2", "1", "1", "1"],
    }
    assert table.total_columns == {4}


def test_the_ward_table_has_every_ward_and_a_total():
    assert rows_of(a_paper(), "by-ward") == {
        "Aspley": ["1", "0", "0", "0"],
        "Basford": ["1", "1", "1", "0"],
        "Leen Valley": ["0", "0", "0", "1"],
        "Grand total": ["2", "1", "1", "1"],
    }


def test_the_year_s_allocations_have_the_board_s_four_routes_even_when_they_are_zero():
    nobody = a_paper(frozen=a_frozen(families=()))

    assert list(rows_of(nobody, "year-allocations")) == [
        "Allocations from rollout meetings",
        "PBR - potential claims",
        "FIP",
        "Pilot group",
        "Total",
    ]


def test_another_route_is_listed_as_soon_as_it_has_families():
    referred = a_family(9, outcome=None, decided_on=None, allocations=[an_allocation(route="referral")])
    document = a_paper(frozen=a_frozen(families=(*FAMILIES, referred)))

    assert rows_of(document, "year-allocations")["Referral"] == ["1"]
    assert "Backdated" not in rows_of(document, "year-allocations")


def test_the_register_section_lists_years_reasons_agencies_and_stages():
    document = a_paper()

    assert rows_of(document, "cafs-by-year") == {
        "2010/11": ["1", "0", "–", "–", "–"],
        "2011/12": ["0", "0", "–", "–", "–"],
        "2012/13": ["2", "1", "100%", "0%", "92 days"],
    }
    assert rows_of(document, "cafs-closed")["Needs met"] == ["0", "0", "1"]
    assert rows_of(document, "cafs-stages")["Consent given"] == ["1", "0", "2"]
    assert rows_of(document, "cafs-by-agency") == {
        "SCHOOL": ["2", "1"],
        "No agency on record": ["", "1"],
        "Total": ["2", "2"],
    }
    assert rows_of(document, "cafs-by-reason") == {
        "Behaviour": ["2", "2"],
        "Housing": ["0", "1"],
        "CAFs": ["2", ""],
    }


def test_the_definitions_are_those_of_the_measures_that_the_release_has():
    document = a_paper()
    (table,) = [
        block
        for section in document.sections
        for block in section.blocks
        if isinstance(block, TextTable) and block.id == "definitions"
    ]

    named = {text_of(document, row.cells[0]) for row in table.rows}
    assert named == {figure.measure for figure in document.figures.values()}


def test_the_reconciliation_section_says_how_many_sums_and_identities_were_checked():
    text = section_of(a_paper(), "Reconciliation")

    assert re.search(
        r"Before release \d+ sums of parts and 11 identities between measures were checked", text
    )
    assert "Rollout none: families allocated excluding FIP are the agencies' families less FIP's." in text


def a_return(**given: object) -> Document:
    return a_paper(ReleaseKind.GOVERNMENT_RETURN, frozen=a_frozen(ReleaseKind.GOVERNMENT_RETURN, **given))


def test_the_return_s_lines_are_so_far_and_in_this_window():
    claimed = a_result(8, claimed_before=["education-and-crime"])
    rows = rows_of(
        a_return(results=(a_result(1), claimed, a_result(4, funded_elsewhere=True, payments=()))),
        "return-lines",
    )

    assert rows == {
        "Families agreed": ["1,200", ""],
        "Identified": ["6", ""],
        "Worked with": ["5", ""],
        "Education, crime and anti-social behaviour": ["3", "2"],
        "Progress to work": ["0", "0"],
        "Continuous employment": ["0", "0"],
        "Significant and sustained progress": ["0", "0"],
        "Successful family outcome": ["0", "0"],
        "Turned around": ["3", "2"],
        "of them funded elsewhere, claimed at £0": ["1", ""],
    }


def test_the_return_s_amounts_are_by_result_and_cohort_year_with_their_totals():
    rows = rows_of(
        a_return(
            results=(a_result(1), a_result(2, cohort_year=2013, payments=[("education-and-crime", 1_500_00)]))
        ),
        "amounts-in-window",
    )

    assert rows["Education, crime and anti-social behaviour"] == ["£700", "£1,500", "£0", "£2,200"]
    assert rows["Total"] == ["£700", "£1,500", "£0", "£2,200"]


@pytest.mark.parametrize(
    ("turned_around", "found"),
    [
        pytest.param(149, "149 are found: please check.", id="one below"),
        pytest.param(150, "150 are found, within the range.", id="the least"),
        pytest.param(300, "300 are found, within the range.", id="the most"),
        pytest.param(301, "301 are found: please check.", id="one above"),
    ],
)
def test_the_return_checks_its_families_against_what_the_board_was_promised(turned_around, found):
    document = a_return(results=[a_result(of) for of in range(1, turned_around + 1)])

    assert found in section_of(document, "Checks")


@pytest.mark.parametrize(
    ("as_at", "targets", "sentence"),
    [
        pytest.param(
            date(2013, 3, 31),
            TARGETS,
            "5 families of the 400 agreed for 2012/13 are worked with.",
            id="first year",
        ),
        pytest.param(
            date(2013, 7, 12),
            TARGETS,
            "5 families of the 400 agreed for 2012/13 are worked with.",
            id="second year: of the first, which is over",
        ),
        pytest.param(
            date(2014, 4, 1),
            TARGETS,
            "0 families of the 600 agreed for 2013/14 are worked with.",
            id="third year: of the second",
        ),
        pytest.param(
            date(2013, 7, 12),
            (TargetRow("families.worked-with", 2012, 0), *TARGETS[1:]),
            "0 families of the 600 agreed for 2013/14 are worked with.",
            id="nobody agreed for the year before: the first with families",
        ),
    ],
)
def test_the_return_says_the_share_of_the_year_s_target_by_which_fees_are_paid(as_at, targets, sentence):
    document = a_return(as_at=as_at, targets=targets)

    assert sentence in section_of(document, "Share of target and fee band")


@pytest.mark.parametrize(
    ("attached", "band"),
    [
        pytest.param(3, "100% of the following year's attachment fees", id="75%"),
        pytest.param(2, "50% of the following year's attachment fees", id="between 33% and 75%"),
        pytest.param(1, "0% of the following year's attachment fees", id="below 33%"),
    ],
)
def test_the_return_says_the_fee_band_of_the_share(attached, band):
    document = a_return(
        families=[a_family(of) for of in range(1, attached + 1)],
        targets=(TargetRow("families.worked-with", 2012, 4),),
    )

    assert f"At this share, {band}" in section_of(document, "Share of target and fee band")


def test_the_return_lists_the_rules_that_somebody_must_verify_before_claiming():
    text = section_of(a_return(), "Rules to verify before the first live claim")

    assert "Rates are those of the year of attachment (recalled:" in text


def test_the_return_names_its_window_and_does_without_one():
    frozen = a_frozen(ReleaseKind.GOVERNMENT_RETURN)
    without = replace(frozen, manifest=replace(frozen.manifest, window=None))

    assert ("Claim window", ("July 2013: 1 July 2013 to 31 July 2013",)) in a_return().title_block
    assert ("Claim window", (": 31 March 2013 to 31 March 2013",)) in a_paper(
        ReleaseKind.GOVERNMENT_RETURN, frozen=without
    ).title_block


@pytest.mark.parametrize(
    ("places", "columns"),
    [
        pytest.param([], ("SHARED",), id="no agency"),
        pytest.param([(1, "EWS"), (2, "FIP")], ("EWS", "FIP", "SHARED"), id="no gap: last"),
        pytest.param([(1, "EWS"), (3, "YOT")], ("EWS", "SHARED", "YOT"), id="a gap: in it"),
        pytest.param(
            [(3, "YOT"), (2, "EWS")], ("SHARED", "EWS", "YOT"), id="a gap at the start, in any order"
        ),
    ],
)
def test_the_column_shared_stands_in_the_place_left_free(places, columns):
    assert sheet.columns_with_shared(places) == columns


def test_a_chart_is_said_in_a_sentence():
    first, second = a_number("families.first"), a_number("families.second")

    assert sheet.listed_in_words("Families: ", [("Aspley", first), ("Basford", second)]) == (
        "Families: ",
        "Aspley ",
        first,
        ", Basford ",
        second,
        ".",
    )


def test_asking_for_a_figure_that_the_release_lacks_is_a_fault_in_the_program():
    document = a_paper()
    printer = sheet.Printer(a_frozen().manifest, document.figures)

    with pytest.raises(KeyError, match="no-such-measure"):
        printer.number("families.no-such-measure")


def test_a_text_takes_one_number_for_each_place():
    number = Number("families.listed@2013-03-31")

    assert say("{} of {}.", number, number) == (number, " of ", number, ".")
    assert say("Nobody.") == ("Nobody.",)
    with pytest.raises(ValueError, match="one number for each place"):
        say("{} of {}.", number)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param(words.rollout_name("1"), "Rollout 1", id="a rollout"),
        pytest.param(words.rollout_name("none"), "Not rolled out", id="no rollout"),
        pytest.param(words.plain_name("risk-of-exclusion"), "Risk of exclusion", id="a value in words"),
        pytest.param(words.month_name("2013-01"), "January 2013", id="the first month"),
        pytest.param(words.month_name("2012-12"), "December 2012", id="the last month"),
        pytest.param(ReleaseKind.BOARD_REPORT.label, "Board report", id="a kind of release"),
    ],
)
def test_names_are_printed_as_words(name, said):
    assert name == said


def test_every_value_that_a_paper_prints_has_a_name():
    assert tuple(words.ROUTE_NAMES) == families.ROUTES
    assert tuple(words.REASON_NAMES) == families.REASONS
    assert set(words.REASON_NAMES) == {reason.value for reason in NotAllocatedReason}
    assert tuple(words.CLOSURE_NAMES) == assessments.CLOSURE_REASONS
    assert set(words.CLOSURE_NAMES) == {reason.value for reason in ClosureReason}
    assert tuple(words.STAGE_NAMES) == assessments.STAGES
    assert tuple(words.RESULT_NAMES) == tuple(route.value for route in Route)
    assert tuple(words.SPAN_NAMES) == results.SPANS


def test_a_signed_return_is_no_draft_and_says_who_did_what_when():
    paper = a_signed_paper()

    assert paper.warning is None
    assert dict(paper.title_block)["State"] == ("Signed: authorised by Olive Officer, 12 July 2013",)
    assert section_of(paper, "Sign-off") == (
        "StepNameDate Prepared by Petra Preparer 11 July 2013 Audited by Ayo Auditor 10 July 2013 "
        "Authorised by Olive Officer 12 July 2013"
    )
    assert "each of which has passed internal audit" in section_of(paper, "Lines of the return")


def test_the_explanation_of_a_query_is_printed_beside_what_was_found():
    checks = section_of(a_signed_paper(), "Checks")

    assert "R003 ERROR Every line is audited. All are." in checks
    assert "R101Q QUERY As promised. 12. Explained by Petra Preparer: A slow start." in checks


def test_a_return_that_corrects_another_says_so():
    title = "Difference from the last return"

    assert "This is return 1 of the window. It takes back" in section_of(a_signed_paper(), title)
    assert "This is return 2 of the window. It corrects return 1 of the window." in section_of(
        a_signed_paper(corrects=1), title
    )
