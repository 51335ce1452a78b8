"""The report with what people wrote for it: its first page, its registers, its texts and its two papers."""

from dataclasses import replace
from datetime import date

import pytest

from app.demo.board_words import ASKED, RISKS, TITLE_BLOCK
from app.errors import RuleRefused
from app.programme.keeping import pack_kept
from app.reports.disclosure.safe import beside, clear
from app.reports.render.words import text_of
from app.reports.rules import board
from app.reports.rules.board_words import (
    BoardWords,
    Level,
    PaperOf,
    Progress,
    Recommendation,
    RecommendationState,
    Risk,
    check_done_on,
    check_due_on,
    check_noted_on,
    check_risk_days,
)
from app.reports.rules.commentary import check_plain, notation
from app.reports.rules.document import Block, Bullets, Paragraph, TextTable
from app.reports.rules.figured import figured
from app.reports.rules.frozen import Manifest, plain, thaw
from app.reports.rules.last_report import HEADLINES, LastReport, chosen
from app.reports.rules.sections.parts import Sources, figures_in
from app.reports.rules.sheet import Printer
from app.reports.rules.vocabulary import Profile
from tests.reports.a_document import a_figure
from tests.reports.rules.papers import a_paper, section_of
from tests.reports.rules.rows import AS_AT, a_frozen

JUNE, TODAY = date(2013, 6, 26), date(2013, 7, 12)


def a_recommendation(number=1, **given):
    usual = Recommendation(
        number, PaperOf.FAMILIES, "Agree it.", date(2013, 3, 27), "Ada Example, Head", date(2013, 6, 14), None
    )
    return replace(usual, **given)


def a_risk(number=1, **given):
    each = RISKS[0]
    usual = Risk(
        number,
        each.paper,
        each.risk,
        each.likelihood,
        each.impact,
        each.mitigation,
        each.owner,
        each.trend,
        each.raised_on,
        each.review_on,
        None,
    )
    return replace(usual, **given)


def a_report(words=None, *, last=None, dated=JUNE, paper=None):
    frozen = a_frozen()
    manifest = replace(frozen.manifest, words=words, last=last, dated=dated)
    compose = None if paper is None else lambda *given: board.compose(*given, paper)
    return a_paper(frozen=replace(frozen, manifest=manifest), compose=compose)


def titles(document):
    return [each.title for each in document.sections]


def test_what_the_board_is_asked_and_was_asked_stand_on_the_first_page_with_named_people():
    words = BoardWords(
        recommendations=(
            a_recommendation(1, done_on=date(2013, 5, 20)),
            a_recommendation(2, progress=(Progress(date(2013, 6, 10), "Agreed with the department."),)),
            a_recommendation(3, asked_on=JUNE, due_on=TODAY, text="Note it."),
        )
    )
    document = a_report(words)

    asked = section_of(document, "What the Board is asked to do")
    before = section_of(document, "What the Board asked last time")
    assert "3 Note it. Ada Example 12 July 2013" in asked
    assert "Done." in before
    assert "Ada Example Overdue, due 14 June 2013. Agreed with the department." in before
    assert "Recommendation 3: Note it. Ada Example, Head, by 12 July 2013." in section_of(
        document, "Recommendations"
    )
    assert [each.title for each in document.sections if each.opens] == [
        "Summary for the Board",
        "Above and below",
        "What the Board is asked to do",
        "What the Board asked last time",
    ]


def test_an_older_recommendation_stays_until_it_is_done():
    older = a_recommendation(1, asked_on=date(2012, 12, 12), due_on=date(2013, 1, 31))
    done = replace(older, number=2, done_on=date(2013, 2, 1))
    document = a_report(BoardWords(recommendations=(older, done, a_recommendation(3))))
    (table,) = [
        block
        for each in document.sections
        for block in each.blocks
        if getattr(block, "id", "") == "asked-last-time"
    ]

    assert isinstance(table, TextTable)
    assert [text_of(document, row.cells[0]) for row in table.rows] == ["1", "3"]
    assert table.title == "Recommendations of 12 December 2012 and 27 March 2013, and where they stand"


def test_the_risks_that_are_open_are_listed_the_heaviest_first():
    light = a_risk(1, likelihood=Level.LOW, impact=Level.LOW, review_on=date(2013, 6, 1))
    shut = a_risk(3, closed_on=date(2013, 6, 1))
    said = section_of(a_report(BoardWords(risks=(light, a_risk(2), shut))), "Risks")

    assert said.index("2 Families") < said.index("1 Families")
    assert "1 June 2013 (overdue)" in said
    assert "3 Families" not in said


def test_a_text_takes_the_place_of_the_draft_and_the_tables_stay():
    words = BoardWords(
        texts=(("background", "We began with {families.listed} families."), ("outcomes", "With consent."))
    )
    document = a_report(words)

    assert "We began with 7 families." in section_of(document, "Background and numbers")
    assert "We agreed to work with" not in section_of(document, "Background and numbers")
    assert section_of(document, "Outcomes and priorities") == "With consent."
    assert "Outcomes and priorities" not in titles(a_report())


def test_the_words_that_say_how_figures_are_to_be_read_stay_under_a_text():
    plain = section_of(a_report(), "Equalities")
    document = a_report(BoardWords(texts=(("equalities", "Read with care."),)))

    assert section_of(document, "Equalities") == f"Read with care. {plain}"


def test_each_paper_has_its_own_contact_officer_and_sections_and_the_same_figures():
    words = BoardWords(title_block=TITLE_BLOCK, risks=(a_risk(), a_risk(2, paper=PaperOf.CAF)))
    families, caf = (a_report(words, paper=paper) for paper in PaperOf)

    assert (families.title, caf.title) == ("Priority Families Update", "Common Assessment Framework")
    assert dict(families.title_block)["Contact officer"] == (TITLE_BLOCK.families_contact,)
    assert dict(caf.title_block)["Contact officer"] == (TITLE_BLOCK.caf_contact,)
    assert "Data sheet" in titles(families)
    assert "Common Assessment Framework" not in titles(families)
    assert "Data sheet" not in titles(caf)
    assert dict(families.figures) == dict(caf.figures)
    assert "CAFs were initiated" not in section_of(families, "Summary for the Board")
    assert "1 Families" in section_of(families, "Risks")
    assert "2 Families" in section_of(caf, "Risks")
    assert section_of(caf, "Contact details") == TITLE_BLOCK.caf_contact
    assert (
        "☑ Stronger safeguarding · ☐ Healthy living"
        in dict(caf.title_block)["Children and Young People's Plan objectives"][0]
    )
    assert "families worked with" not in section_of(caf, "Above and below")


def a_last_report(*figures, is_hiding=False):
    named = chosen(figures, (*HEADLINES, "cafs.closed[financial-year=2012/13]"), is_hiding=is_hiding)
    return LastReport("d" * 64, date(2012, 12, 31), date(2013, 1, 30), named)


def test_what_the_last_report_said_stands_beside_what_this_one_says():
    was = date(2012, 12, 31)
    last = a_last_report(
        a_figure("families.worked-with", 3, as_at=was), a_figure("cafs.open-over-two-years", 2, as_at=was)
    )
    document = a_report(last=last)
    summary = section_of(document, "Summary for the Board")

    assert "The last report, as at 31 December 2012, said 3 families." in summary
    assert "the last report said 2." in summary
    assert all(figure_id.endswith("@2013-03-31") for figure_id in document.figures)


def test_what_the_last_report_hid_is_not_told_by_this_one():
    last = a_last_report(is_hiding=True)

    assert "last report" not in section_of(a_report(last=last), "Summary for the Board")
    assert all(figure.is_withheld for figure in last.printed())
    assert a_last_report().figures == ()


def test_a_share_of_nothing_and_money_of_the_last_report_are_printed_as_they_were():
    nothing = a_figure("programme.share-of-target", None, formula="0 of 0")
    (share,) = a_last_report(nothing).printed()

    assert (share.value, share.is_withheld) == (None, False)


def test_nothing_is_compared_that_is_hidden():
    frozen = a_frozen()
    found = figured(frozen)
    hidden = {each.id: replace(each, value=None, formula=None) for each in found.figures.values()}
    sources = Sources(
        Printer(frozen.manifest, clear(hidden.values(), Profile.INTERNAL)),
        found,
        pack_kept(frozen.manifest.pack),
    )

    assert tuple(board.above_and_below.PART.blocks(sources)) == ()


def test_years_that_are_not_complete_are_not_compared():
    document = a_paper(frozen=a_frozen(as_at=date(2013, 7, 12)), financial_year=["2012/13", "2013/14"])

    assert "CAF" not in section_of(document, "Above and below")


def test_every_draft_keeps_the_rule_that_people_write_by():
    sources = _sources()
    for part in board.PARTS:
        if part.is_written:
            draft = part.draft(sources)
            for line in notation(draft, AS_AT).splitlines():
                check_plain("".join(piece.split("}")[-1] for piece in line.split("{")))
    assert set(figures_in(_everything(sources))) <= set(sources.print_.figures)


def _sources():
    frozen = a_frozen()
    found = figured(frozen)
    figures = beside(clear(found.figures.values(), Profile.INTERNAL), ())
    return Sources(Printer(frozen.manifest, figures), found, pack_kept(frozen.manifest.pack))


def _everything(sources) -> list[Block]:
    return [block for part in board.PARTS for block in part.blocks(sources)]


def test_the_page_of_a_text_shows_its_words_alone():
    document = board.compose_words(_sources(), "Claims", (Paragraph(("Words.",)), Bullets(())), TODAY)

    assert titles(document) == ["Claims"]


def test_what_was_written_is_frozen_and_comes_back():
    words = BoardWords((("legal", "With consent."),), (a_recommendation(),), (a_risk(),), TITLE_BLOCK)
    manifest = replace(a_frozen().manifest, words=words, last=a_last_report(a_figure("cafs.open", 4)))

    assert thaw(Manifest, plain(manifest)) == manifest
    assert "words" not in plain(a_frozen().manifest)


def test_a_recommendation_is_overdue_the_day_after_it_was_due():
    asked = a_recommendation(done_on=date(2013, 7, 1))

    assert asked.state(date(2013, 6, 14)) is RecommendationState.OPEN
    assert asked.state(date(2013, 6, 15)) is RecommendationState.OVERDUE
    assert asked.state(date(2013, 7, 1)) is RecommendationState.DONE


@pytest.mark.parametrize(
    ("check", "given", "code"),
    [
        (check_due_on, (date(2013, 6, 25), JUNE), "due-too-early"),
        (check_done_on, (date(2013, 6, 25), JUNE, TODAY), "done-too-early"),
        (check_done_on, (date(2013, 7, 13), JUNE, TODAY), "done-to-come"),
        (check_noted_on, (date(2013, 6, 25), JUNE, TODAY), "noted-too-early"),
        (check_noted_on, (date(2013, 7, 13), JUNE, TODAY), "noted-to-come"),
        (check_risk_days, (date(2013, 7, 13), date(2013, 7, 13), None, TODAY), "raised-to-come"),
        (check_risk_days, (JUNE, date(2013, 6, 1), None, TODAY), "review-too-early"),
        (check_risk_days, (JUNE, TODAY, date(2013, 6, 1), TODAY), "closed-too-early"),
        (check_risk_days, (JUNE, TODAY, date(2013, 7, 13), TODAY), "closed-to-come"),
    ],
)
def test_days_that_cannot_be_are_refused(check, given, code):
    with pytest.raises(RuleRefused) as refused:
        check(*given)

    assert refused.value.code == code


def test_days_that_can_be_are_taken():
    check_due_on(JUNE, JUNE)
    check_done_on(None, JUNE, TODAY)
    check_done_on(TODAY, JUNE, TODAY)
    check_noted_on(TODAY, JUNE, TODAY)
    check_risk_days(JUNE, TODAY, None, TODAY)
    assert all(each.due_on >= each.asked_on for each, _ in ASKED)
