"""Who is what to whom: only what cannot be is refused, with a sentence."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from app.cases.rules.relationships import (
    Birth,
    End,
    RelationshipKind,
    Responsibility,
    SetAsideWhy,
    Tie,
    check_tie,
    end_of,
    ended,
    in_one_order,
)
from app.errors import RuleRefused

TODAY = date(2013, 7, 12)
MUM, DAD, TANSY, NAN = (End(UUID(int=number)) for number in range(1, 5))
ELSEWHERE = End(label="Father, lives elsewhere")
BORN = {
    MUM.key: Birth(date(1980, 2, 1)),
    TANSY.key: Birth(date(2001, 5, 9)),
    NAN.key: Birth(date(1955, 3, 3)),
    DAD.key: Birth(),
}
Kind = RelationshipKind


def code_of(tie, *others, births=BORN):
    try:
        check_tie(tie, others, births, today=TODAY)
    except RuleRefused as refused:
        return refused.code
    return None


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.OTHER])
def test_every_kind_of_relationship_may_be_recorded_without_a_day(kind):
    first, second = (TANSY, MUM) if kind.is_mutual else (NAN, TANSY)

    assert code_of(Tie(kind, first, second)) is None


@pytest.mark.parametrize(
    ("tie", "code"),
    [
        pytest.param(Tie(Kind.SIBLING, MUM, MUM), "own-relation", id="to oneself"),
        pytest.param(
            Tie(Kind.PARENT, End(label="Dad, away"), End(label=" dad,  AWAY")),
            "own-relation",
            id="to oneself, spelt otherwise",
        ),
        pytest.param(Tie(Kind.OTHER, MUM, TANSY), "say-what", id="other without words"),
        pytest.param(
            Tie(Kind.PARENT, MUM, TANSY, described="aunt"), "words-not-needed", id="words for another kind"
        ),
        pytest.param(
            Tie(Kind.PARTNER, MUM, DAD, responsibility=Responsibility.YES),
            "no-responsibility",
            id="parental responsibility for a partner",
        ),
        pytest.param(
            Tie(Kind.PARTNER, MUM, DAD, TODAY + timedelta(1)), "in-the-future", id="from tomorrow on"
        ),
        pytest.param(
            Tie(Kind.PARTNER, MUM, DAD, None, TODAY + timedelta(1)), "in-the-future", id="until tomorrow"
        ),
        pytest.param(
            Tie(Kind.PARTNER, MUM, DAD, date(2010, 1, 2), date(2010, 1, 1)), "dates-in-order", id="backwards"
        ),
    ],
)
def test_what_cannot_be_by_itself_is_refused(tie, code):
    assert code_of(tie) == code


@pytest.mark.parametrize(
    ("kind", "elder", "child", "code"),
    [
        pytest.param(Kind.PARENT, date(1991, 5, 9), date(2001, 5, 9), None, id="ten years to the day"),
        pytest.param(
            Kind.PARENT, date(1991, 5, 10), date(2001, 5, 9), "too-young-for-this", id="a day too young"
        ),
        pytest.param(
            Kind.PARENT, date(2005, 1, 1), date(2001, 5, 9), "too-young-for-this", id="younger than the child"
        ),
        pytest.param(Kind.GRANDPARENT, date(1981, 5, 9), date(2001, 5, 9), None, id="twenty years"),
        pytest.param(
            Kind.GRANDPARENT, date(1981, 5, 10), date(2001, 5, 9), "too-young-for-this", id="not quite twenty"
        ),
        pytest.param(Kind.STEP_PARENT, date(1999, 1, 1), date(2001, 5, 9), None, id="a young step-parent"),
        pytest.param(Kind.CARER, date(1999, 1, 1), date(2001, 5, 9), None, id="a sister who is the carer"),
    ],
)
def test_a_parent_is_at_least_ten_years_older_and_a_grandparent_twenty(kind, elder, child, code):
    births = {NAN.key: Birth(elder), TANSY.key: Birth(child)}

    assert code_of(Tie(kind, NAN, TANSY), births=births) == code


def test_where_a_day_of_birth_is_not_known_nothing_is_refused_for_it():
    for births in ({NAN.key: Birth(TODAY)}, {TANSY.key: Birth(TODAY)}, {}):
        assert code_of(Tie(Kind.PARENT, NAN, TANSY), births=births) is None


def test_an_unborn_child_has_parents_and_siblings_and_is_nobodys_parent_or_partner():
    births = {**BORN, TANSY.key: Birth(expected_on=date(2013, 12, 1))}

    assert code_of(Tie(Kind.PARENT, MUM, TANSY), births=births) is None
    assert code_of(Tie(Kind.SIBLING, DAD, TANSY), births=births) is None
    assert code_of(Tie(Kind.OTHER, TANSY, NAN, described="grand-niece"), births=births) is None
    for tie in (
        Tie(Kind.PARENT, TANSY, DAD),
        Tie(Kind.CARER, TANSY, DAD),
        Tie(Kind.PARTNER, TANSY, DAD),
        Tie(Kind.PARTNER, DAD, TANSY),
    ):
        assert code_of(tie, births=births) == "not-born-yet"


def test_a_parent_of_an_unborn_child_is_ten_years_older_than_the_day_expected():
    births = {MUM.key: Birth(date(2004, 1, 1)), TANSY.key: Birth(expected_on=date(2013, 12, 1))}

    assert code_of(Tie(Kind.PARENT, MUM, TANSY), births=births) == "too-young-for-this"


@pytest.mark.parametrize(
    ("tie", "others"),
    [
        pytest.param(Tie(Kind.PARENT, TANSY, DAD), [Tie(Kind.PARENT, DAD, TANSY)], id="each other's parent"),
        pytest.param(
            Tie(Kind.STEP_PARENT, TANSY, NAN),
            [Tie(Kind.PARENT, NAN, DAD), Tie(Kind.PARENT, DAD, TANSY), Tie(Kind.SIBLING, DAD, MUM)],
            id="through another",
        ),
        pytest.param(
            Tie(Kind.GRANDPARENT, TANSY, ELSEWHERE),
            [Tie(Kind.STEP_PARENT, ELSEWHERE, TANSY, None, date(2005, 1, 1))],
            id="even of one that is over",
        ),
    ],
)
def test_nobody_is_their_own_forebear(tie, others):
    assert code_of(tie, *others, births={}) == "own-forebear"


def test_a_forebear_twice_over_goes_round_no_circle():
    others = [Tie(Kind.PARENT, NAN, MUM), Tie(Kind.PARENT, MUM, TANSY), Tie(Kind.GRANDPARENT, NAN, TANSY)]

    assert code_of(Tie(Kind.PARENT, DAD, NAN), *others) is None


@pytest.mark.parametrize(
    ("tie", "other", "code"),
    [
        pytest.param(
            Tie(Kind.PARENT, MUM, TANSY), Tie(Kind.PARENT, MUM, TANSY), "already-related", id="same"
        ),
        pytest.param(
            Tie(Kind.STEP_PARENT, MUM, TANSY),
            Tie(Kind.PARENT, MUM, TANSY),
            "already-related",
            id="both kinds",
        ),
        pytest.param(
            Tie(Kind.HALF_SIBLING, MUM, TANSY),
            Tie(Kind.SIBLING, TANSY, MUM),
            "already-related",
            id="the other way round",
        ),
        pytest.param(Tie(Kind.PARENT, MUM, TANSY), Tie(Kind.PARENT, DAD, TANSY), None, id="two parents"),
        pytest.param(Tie(Kind.CARER, NAN, TANSY), Tie(Kind.GRANDPARENT, NAN, TANSY), None, id="kinship care"),
        pytest.param(
            Tie(Kind.PARTNER, MUM, DAD, date(2012, 1, 1)),
            Tie(Kind.PARTNER, MUM, DAD, None, date(2011, 12, 31)),
            None,
            id="again, after it had ended",
        ),
        pytest.param(
            Tie(Kind.FORMER_PARTNER, MUM, DAD, date(2011, 12, 31)),
            Tie(Kind.PARTNER, DAD, MUM, None, date(2011, 12, 31)),
            "already-related",
            id="on the last day still",
        ),
        pytest.param(
            Tie(Kind.OTHER, NAN, TANSY, described="great-aunt"),
            Tie(Kind.OTHER, NAN, TANSY, described="godmother"),
            None,
            id="two other things",
        ),
        pytest.param(
            Tie(Kind.OTHER, NAN, TANSY, described="Godmother "),
            Tie(Kind.OTHER, NAN, TANSY, described="godmother"),
            "already-related",
            id="the same other thing",
        ),
        pytest.param(
            Tie(Kind.OTHER, NAN, TANSY, described="friend"),
            Tie(Kind.OTHER, TANSY, NAN, described="friend"),
            None,
            id="another thing the other way round",
        ),
    ],
)
def test_two_relationships_that_rule_each_other_out_are_not_at_once(tie, other, code):
    assert code_of(tie, other, births={}) == code


def test_parental_responsibility_comes_with_what_an_adult_is_to_a_child():
    assert {kind for kind in Kind if kind.may_carry_responsibility} == {
        Kind.PARENT,
        Kind.STEP_PARENT,
        Kind.CARER,
        Kind.GRANDPARENT,
        Kind.OTHER,
    }
    assert code_of(Tie(Kind.PARENT, MUM, TANSY, responsibility=Responsibility.NO)) is None


@pytest.mark.parametrize(
    ("on", "holds"),
    [
        (date(2009, 12, 31), False),
        (date(2010, 1, 1), True),
        (date(2010, 6, 30), True),
        (date(2010, 7, 1), False),
    ],
    ids=["day before", "first day", "last day", "day after"],
)
def test_a_relationship_holds_from_its_first_day_to_its_last(on, holds):
    assert Tie(Kind.PARTNER, MUM, DAD, date(2010, 1, 1), date(2010, 6, 30)).holds(on) is holds


def test_a_relationship_ends_once_and_not_before_it_began():
    tie = Tie(Kind.PARTNER, MUM, DAD, date(2010, 1, 1))

    assert ended(tie, date(2010, 1, 1), today=TODAY) == date(2010, 1, 1)
    for wrong, day, code in (
        (tie, date(2009, 12, 31), "dates-in-order"),
        (tie, TODAY + timedelta(1), "in-the-future"),
        (Tie(Kind.PARTNER, MUM, DAD, None, TODAY), TODAY, "ended-already"),
    ):
        with pytest.raises(RuleRefused) as refused:
            ended(wrong, day, today=TODAY)
        assert refused.value.code == code


def test_one_of_the_two_is_a_person_or_a_label_and_not_both():
    assert end_of(MUM.person_id, None) == end_of(MUM.person_id, "") == MUM
    assert end_of(None, "Aunt in Leeds") == End(label="Aunt in Leeds")
    for person_id, label, code in ((None, "", "who-needed"), (MUM.person_id, "Aunt", "one-of-the-two")):
        with pytest.raises(RuleRefused) as refused:
            end_of(person_id, label)
        assert refused.value.code == code


def test_where_both_are_the_same_to_each_other_their_order_does_not_matter():
    days = (date(2010, 1, 1), None)

    assert in_one_order(Tie(Kind.PARTNER, TANSY, MUM, *days)) == in_one_order(
        Tie(Kind.PARTNER, MUM, TANSY, *days)
    )
    assert in_one_order(Tie(Kind.PARENT, TANSY, MUM)) == Tie(Kind.PARENT, TANSY, MUM)


def test_kinds_and_reasons_read_as_words():
    assert Kind.STEP_PARENT.label == "Step-parent"
    assert Kind.CARER.label == "Foster or kinship carer"
    assert Kind.FORMER_PARTNER.label == "Former partner"
    assert SetAsideWhy.TOLD_WRONG.label == "We were told wrongly"
    assert Birth().day is None
