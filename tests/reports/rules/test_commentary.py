"""Texts of the report: numbers in them are figures, and what is typed is refused with a sentence."""

from datetime import date

import pytest

from app.errors import RuleRefused
from app.reports.rules.commentary import (
    UNTOLD,
    blocks_of,
    check_free_of_figures,
    check_plain,
    check_printable,
    named_in,
    notation,
    place_of,
)
from app.reports.rules.document import Bullets, Number, Paragraph, say
from app.reports.rules.figures import by_id
from tests.reports.a_document import a_figure, a_table

AS_AT, LAST = date(2013, 3, 31), date(2012, 12, 31)
WORKED = a_figure("families.worked-with", 375)
FIP = a_figure("families.worked-with", 70, route="fip")
FIGURES = by_id([WORKED, FIP])


def blocks(text, last=None):
    return blocks_of(text, FIGURES, AS_AT, last)


def test_an_empty_line_begins_a_paragraph_and_a_dash_a_bullet():
    found = blocks("We worked with\n{families.worked-with} families.\n- First.\n- With FIP.\nAfter.\n\nMore.")

    assert found == (
        Paragraph(("We worked with ", Number(WORKED.id), " families.")),
        Bullets((("First.",), ("With FIP.",))),
        Paragraph(("After.",)),
        Paragraph(("More.",)),
    )
    assert blocks(" \n ") == ()


def test_a_text_that_is_nothing_but_a_figure_is_that_figure():
    assert blocks("{families.worked-with[route=fip]}") == (Paragraph((Number(FIP.id),)),)


def test_a_draft_written_down_and_read_back_is_the_same():
    made = (
        Paragraph(say("{} families, {} of them with FIP.", Number(WORKED.id), Number(FIP.id))),
        Bullets((say("It began in 2012/13."),)),
    )

    assert blocks(notation((*made, a_table([WORKED])), AS_AT)) == made
    assert named_in(notation(made, AS_AT)) == ("families.worked-with", "families.worked-with[route=fip]")


def test_a_figure_of_the_last_report_is_named_with_last():
    was = a_figure("families.worked-with", 101, as_at=LAST)
    found = blocks_of("It was {last families.worked-with}.", by_id([WORKED, was]), AS_AT, LAST)

    assert found == (Paragraph(("It was ", Number(was.id), ".")),)
    assert notation(found, AS_AT) == "It was {last families.worked-with}."
    assert (place_of(was, AS_AT), place_of(WORKED, AS_AT)) == (
        "{last families.worked-with}",
        "{families.worked-with}",
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{families.lost}", "{families.lost} is not a figure of this report. Choose one from the list."),
        ("{last families.worked-with}", "no board report before this one was approved."),
        ("{}", "{} is not a figure of this report."),
    ],
)
def test_an_unknown_figure_is_said_in_a_clear_sentence(text, sentence):
    with pytest.raises(RuleRefused, match=r"figure|board report") as refused:
        blocks(text)

    assert refused.value.code == "unknown-figure"
    assert sentence in refused.value.message


def test_a_figure_that_only_the_internal_report_has_is_said_to_be_left_out_of_the_public_one():
    said = blocks_of(
        "So {cafs.shares[agency=EWS]} and {families.worked-with}.", FIGURES, AS_AT, None, {"cafs.shares"}
    )

    assert said == (Paragraph(("So ", UNTOLD, " and ", Number(WORKED.id), ".")),)
    for text in ("{cafs.lost}", "{last cafs.shares}"):
        with pytest.raises(RuleRefused):
            blocks_of(text, FIGURES, AS_AT, None, {"cafs.shares"})


@pytest.mark.parametrize(
    "text",
    [
        "{families.worked-with}{families.worked-with}",
        "{families.worked-with}.{families.worked-with[route=fip]}",
        "Up {families.worked-with}%.",
        "Up {families.worked-with} %.",
        "£{families.worked-with} spent.",
        "In 2013{families.worked-with}.",
        "The {families.worked-with}th.",
    ],
)
def test_a_figure_is_not_made_into_another_number_by_what_stands_at_its_side(text):
    with pytest.raises(RuleRefused, match="Leave a space") as refused:
        blocks(text)

    assert refused.value.code == "typed-number"


def test_a_figure_may_stand_in_brackets_at_an_end_or_in_a_range():
    (block,) = blocks("({families.worked-with}) {families.worked-with}–{families.worked-with[route=fip]}.")

    assert isinstance(block, Paragraph)
    assert len(block.text) == 7


@pytest.mark.parametrize(
    "text",
    [
        "We closed 3 CAFs.",
        "Up by 12%.",
        "About 1,100 families.",
        "In 2012.5 parts.",
        "Half is ½ of it.",
        "\uff13 families.",
        "Three families moved away.",
        "Only one family is left.",
        "One of the families moved away.",
        "One of these five-year-old children.",
        "Of the families of Bulwell only one stayed.",
        "A single child is left.",
        "Both families moved.",
        "Half of the families moved.",
        "A third of all open CAFs.",
        "Twice as many as in Bulwell.",
        "A pair of brothers.",
        "Twenty-one of them.",
        "A dozen families.",
        "£500 was spent.",
        "Of these 2 years later 4.",
    ],
)
def test_a_number_that_is_typed_is_refused(text):
    with pytest.raises(RuleRefused) as refused:
        blocks(text)

    assert refused.value.code == "typed-number"
    assert "put a figure in its place" in refused.value.message


@pytest.mark.parametrize(
    "text",
    [
        "On 31 March 2013, and in May 2013, and on 4 June.",
        "In 2012/13 and 2013–14, since 2009.",
        "The 2nd meeting of Phase 1, Rollout 2 and Recommendation 3.",
        "Children aged 5 to 16, open for more than two years or twelve calendar months.",
        "No one was asked, and one of the partners answered.",
        "In the first half of the year, both papers and a quarter of the year on.",
        "It is one of the risks, and a single point of contact is one way out for single parents.",
    ],
)
def test_dates_years_ordinals_ages_lengths_of_time_and_names_may_be_typed(text):
    check_plain(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("An {open brace", "stray-brace"),
        ("A closed} brace", "stray-brace"),
        ("A bell \x07", "unprintable"),
        ("Half of a pair \ud83d", "unprintable"),
        ("Written \u202ebackwards", "unprintable"),
    ],
)
def test_a_stray_brace_or_a_character_that_cannot_be_printed_is_refused(text, code):
    with pytest.raises(RuleRefused) as refused:
        check_plain(text)

    assert refused.value.code == code


def test_a_register_takes_no_figure_and_no_number():
    check_free_of_figures("Agree it by\nthe end of September.")
    check_printable("0115 496 0000")
    with pytest.raises(RuleRefused, match="Figures cannot stand here"):
        check_free_of_figures("Note the {families.worked-with} families.")
    with pytest.raises(RuleRefused, match="is a number that is typed"):
        check_free_of_figures("Note the 7 families.")


def test_markup_in_a_text_is_only_words():
    (block,) = blocks("<b>not bold</b> & {families.worked-with}")

    assert isinstance(block, Paragraph)
    assert block.text[0] == "<b>not bold</b> & "
