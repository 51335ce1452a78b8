"""What is looked for in the CAF register, and how it is said that an assessment stands in it."""

from datetime import date

import pytest

from app.cases.rules.register_search import RegisterSought, RegisterStatus, register_sought
from app.errors import RuleRefused

TODAY = date(2013, 7, 12)


def test_a_child_is_looked_for_by_name_and_birth_and_a_lead_by_name():
    found = register_sought("Quillfeather 12/3/2004", "Róisín", TODAY)

    assert found.child is not None
    assert (found.child.as_typed, found.child.born_on) == (("quillfeather",), date(2004, 3, 12))
    assert found.lead is not None
    assert found.lead.as_typed == ("roisin",)
    assert register_sought(None, None, TODAY) == RegisterSought()


@pytest.mark.parametrize(
    ("child", "lead", "code"),
    [
        pytest.param("NG7 1AA", None, "no-child", id="a postcode is no child"),
        pytest.param("PF-000123", None, "no-child", id="a reference is no child"),
        pytest.param("?", None, "search-too-short", id="nothing to look for"),
        pytest.param("31/2/2004", None, "no-such-day", id="no such day"),
        pytest.param(None, "12/3/2004", "no-lead", id="a day is no lead"),
        pytest.param(None, "NG7", "no-lead", id="a district is no lead"),
        pytest.param(None, "PF-000123", "no-lead", id="a reference is no lead"),
        pytest.param("a b c d e f g h i", None, "search-too-long", id="too many words"),
    ],
)
def test_what_names_no_child_or_lead_is_refused_with_how_to_look(child, lead, code):
    with pytest.raises(RuleRefused) as refusal:
        register_sought(child, lead, TODAY)
    assert refusal.value.code == code


def test_how_an_assessment_stands_is_printed_in_plain_words():
    assert [RegisterStatus(each).label for each in ("open", "deliver", "open-review-overdue")] == [
        "Open",
        "Open: deliver",
        "Open, review overdue",
    ]
