"""The items that a consent may be limited to: every box of the form falls under exactly one of them."""

import pytest

from app.cases.rules.consent_items import EVERY_ITEM, HOLDS, ITEM_OF, ConsentItem, in_order, items_of, within
from app.cases.rules.form import Content, PlannedAction
from app.cases.rules.form_boxes import Box, FormSection, boxes_of

OF_NO_BOX = {ConsentItem.PLAN, ConsentItem.TEAM_MEETINGS, ConsentItem.REVIEWS}


def test_every_box_of_the_form_falls_under_one_item():
    assert set(ITEM_OF) == set(Box)
    assert set(ITEM_OF.values()) == EVERY_ITEM - OF_NO_BOX


@pytest.mark.parametrize(
    ("section", "items"),
    [
        (FormSection.ABOUT, {ConsentItem.WHAT_LED_TO_IT}),
        (
            FormSection.CHILD,
            {ConsentItem.HEALTH, ConsentItem.FEELINGS_AND_BEHAVIOUR, ConsentItem.EDUCATION},
        ),
        (FormSection.PARENTS, {ConsentItem.PARENTING}),
        (FormSection.SURROUNDINGS, {ConsentItem.FAMILY_LIFE, ConsentItem.HOME_AND_MONEY}),
        (FormSection.CONCLUSIONS, {ConsentItem.CONCLUSIONS}),
        (FormSection.PLAN, {ConsentItem.PLAN}),
        (FormSection.WORDS, {ConsentItem.CHILDS_WORDS, ConsentItem.PARENTS_WORDS}),
    ],
)
def test_a_section_falls_under_the_items_of_its_boxes(section, items):
    assert items_of(section) == items


@pytest.mark.parametrize("item", ConsentItem)
def test_of_a_section_only_what_falls_under_an_item_is_left(item):
    everything = {section: Content(dict.fromkeys(boxes_of(section), "Words.")) for section in FormSection}
    everything[FormSection.PLAN] = Content(actions=(PlannedAction("An outcome"),))

    left = {section: within(content, {item}) for section, content in everything.items()}

    shown = {box for content in left.values() for box in content.texts}
    assert shown == {box for box, falls_under in ITEM_OF.items() if falls_under is item}
    assert bool(left[FormSection.PLAN].actions) is (item is ConsentItem.PLAN)
    assert all(within(content, EVERY_ITEM) == content for content in everything.values())


def test_items_stand_in_the_order_of_the_form_and_say_what_they_hold():
    assert in_order(EVERY_ITEM) == tuple(ConsentItem)
    assert in_order({ConsentItem.REVIEWS, ConsentItem.HEALTH}) == (ConsentItem.HEALTH, ConsentItem.REVIEWS)
    assert all(item.label[0].isupper() and item.holds == HOLDS[item] for item in ConsentItem)
