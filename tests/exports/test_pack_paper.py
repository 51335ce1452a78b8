"""The inspection pack on paper, where the records hold what paper cannot."""

from dataclasses import replace
from datetime import date

import pytest

from app.exports.render.pack_pdf import pack_pdf
from app.exports.rules.pack import ActionListed, Printed
from tests.exports.rules.test_pack import SOUND
from tests.paper.told import broken_rules, read_out

DAY = date(2013, 7, 1)


@pytest.mark.parametrize(
    ("who", "is_told"), [("Łukasz Żak", False), ("\u738b\u5c0f\u660e", True), ("Al \U0001f642", True)]
)
def test_a_pack_with_letters_that_paper_cannot_print_says_so(who: str, is_told: bool) -> None:
    action = ActionListed("Audit", "Call them.", who, DAY, DAY, None, "open")

    paper = pack_pdf(replace(SOUND, actions=Printed((action,), 1)))
    text = " ".join(read_out(paper).split())

    assert broken_rules(paper) == []
    assert ("\N{BALLOT BOX}" in text) is is_told
    assert ("They show as empty boxes" in text) is is_told


def test_paper_that_prints_the_first_of_a_list_says_how_many_there_are() -> None:
    action = ActionListed("Audit", "Call them.", "A worker", DAY, DAY, None, "open")

    text = " ".join(read_out(pack_pdf(replace(SOUND, actions=Printed((action,), 1_401)))).split())

    assert "1,401 actions after them" in text
    assert "The first 1 of 1,401 are printed; all of them are in the workbook." in text
