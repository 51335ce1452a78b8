"""What a public report says about the numbers that it does not show."""

from dataclasses import replace

from app.reports.rules.document import Bar, Bullets, Chart, Paragraph, Section, say
from app.reports.rules.frozen import Protection
from app.reports.rules.withheld import explained, statement
from tests.reports.a_document import a_figure, a_number, a_table
from tests.reports.rules.rows import a_manifest

HIDDEN, SHOWN = a_figure("families.hidden", None), a_figure("families.shown", 9)
FIGURES = {each.id: each for each in (HIDDEN, SHOWN)}
NOTE = " (c stands for a number that is not shown.)"
PROTECTION = Protection("children-in-need", 5, "c", ("9f",), (HIDDEN.id,), 1, 2, 2, 2)


def test_a_sentence_with_a_hidden_number_says_what_c_is():
    hidden = say("{} families", a_number("families.hidden"))
    shown = say("{} families", a_number("families.shown"))
    bars = (Bar("All", a_number("families.hidden")),)
    table = a_table([HIDDEN])

    section = explained(
        Section(
            "Numbers",
            (
                Paragraph(hidden),
                Bullets((shown, hidden), numbered=True),
                Chart("c", "Families", bars, hidden, "t"),
                table,
            ),
        ),
        FIGURES,
    )

    assert section.blocks == (
        Paragraph((*hidden, NOTE)),
        Bullets((shown, (*hidden, NOTE)), numbered=True),
        Chart("c", "Families", bars, (*hidden, NOTE), "t"),
        table,
    )


def test_the_statement_says_how_much_is_hidden_and_with_what_it_was_protected():
    said = [
        str([*statement(replace(a_manifest(), protection=each), FIGURES)])
        for each in (
            PROTECTION,
            replace(PROTECTION, earlier=("9f", "a0"), bound=1),
            replace(PROTECTION, earlier=()),
        )
    ]

    assert "Numbers from 1 to 5 are not shown" in said[0]
    assert "3 different counts are hidden, small ones and those that protect them" in said[0]
    assert "Nothing that protects them hides less" in said[0]
    assert "the 1 public report before it" in said[0]
    assert "whether fewer would do is not known" in said[1]
    assert "the 2 public reports before it" in said[1]
    assert "no public report before it" in said[2]


def test_the_statement_does_not_tell_how_many_hidden_counts_are_small():
    said = [
        str([*statement(replace(a_manifest(), protection=each), FIGURES)])
        for each in (replace(PROTECTION, small=3, besides=0), replace(PROTECTION, small=1, besides=2))
    ]

    assert said[0] == said[1]


def test_a_report_that_hides_nothing_by_rule_has_no_statement():
    assert not [*statement(a_manifest(), FIGURES)]
