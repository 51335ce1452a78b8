"""What an assessment's form asks, what it needs to be completed, and who may still change it."""

from datetime import date

import pytest

from app.cases.rules.form import (
    Content,
    FormState,
    PlannedAction,
    SectionState,
    can_fill_in,
    can_reopen,
    check_belongs,
    check_complete,
    form_state,
    missing_from,
    section_state,
    tidied,
)
from app.cases.rules.form_boxes import (
    EDITION,
    EDITION_DATED,
    ELEMENTS,
    LONGEST_TEXT,
    MOST_ACTIONS,
    QUESTIONS,
    Box,
    Certainty,
    FormSection,
    boxes_of,
    elements_of,
)
from app.cases.rules.form_clash import Keep, differences, merged, undecided
from app.cases.rules.form_frozen import frozen, thawed
from app.cases.rules.vocabulary import ConsentDecision
from app.errors import RuleRefused

ACTION = PlannedAction("Sleeps well", "Visit at bedtime", "Health visitor", "27/9/2013")
COMPLETE = {
    FormSection.ABOUT: Content({Box.PEOPLE_PRESENT: "Mum", Box.WHAT_LED_TO_IT: "School asked"}),
    FormSection.CHILD: Content({Box.STRENGTHS_ASPIRATIONS: "Wants to be a nurse"}),
    FormSection.PARENTS: Content({Box.NEEDS_GUIDANCE: "Bedtimes"}),
    FormSection.SURROUNDINGS: Content({Box.STRENGTHS_WIDER_FAMILY: "Nan helps"}),
    FormSection.CONCLUSIONS: Content({Box.CONCLUSIONS: "Support at home"}),
    FormSection.PLAN: Content(actions=(ACTION,)),
    FormSection.WORDS: Content({Box.CHILDS_WORDS: "I like maths", Box.PARENTS_WORDS: "We are tired"}),
}


def test_the_form_has_three_domains_of_twelve_three_and_four_elements():
    counts = [len(elements_of(section)) for section in FormSection]

    assert counts == [0, 12, 3, 4, 0, 0, 0]
    assert ("CAF form 2010", date(2010, 3, 1)) == (EDITION, EDITION_DATED)


def test_seven_elements_were_seen_in_a_source_and_the_others_are_marked_as_recalled():
    assert [each.certainty for each in ELEMENTS] == [Certainty.SEEN] * 7 + [Certainty.RECALLED] * 12


def test_every_box_stands_in_exactly_one_section_and_has_a_question():
    boxes = [box for section in FormSection for box in boxes_of(section)]

    assert sorted(boxes) == sorted(Box)
    assert set(QUESTIONS) == set(Box)


def test_a_form_with_a_comment_in_each_domain_and_all_else_filled_in_is_complete():
    for section, content in COMPLETE.items():
        check_belongs(section, content)
    assert missing_from(COMPLETE) == ()
    check_complete(COMPLETE)


def test_what_was_completed_is_frozen_and_comes_back_as_it_was():
    assert thawed(frozen(COMPLETE)) == COMPLETE


def test_an_empty_form_misses_nine_things_each_with_the_box_that_it_belongs_in():
    assert [each.place for each in missing_from({})] == [
        "people-present",
        "what-led-to-it",
        "strengths-general-health",
        "strengths-basic-care",
        "strengths-family-history",
        "conclusions",
        "action-1-desired_outcome",
        "childs-words",
        "parents-words",
    ]


@pytest.mark.parametrize(
    ("left", "said"),
    [
        pytest.param({**COMPLETE, FormSection.CONCLUSIONS: Content()}, "1 thing is missing", id="one"),
        pytest.param({}, "9 things are missing", id="all"),
    ],
)
def test_a_form_that_misses_something_may_not_be_completed(left, said):
    with pytest.raises(RuleRefused, match=said):
        check_complete(left)


@pytest.mark.parametrize(
    ("row", "places"),
    [
        pytest.param(ACTION, [], id="whole"),
        pytest.param(
            PlannedAction(action="Visit"), ["desired_outcome", "who", "by_when-day"], id="only what is done"
        ),
        pytest.param(PlannedAction("a", "b", "c", "27/9"), ["by_when-day"], id="half a date"),
        pytest.param(PlannedAction("a", "b", "c", "31/2/2013"), ["by_when-day"], id="no such day"),
        pytest.param(PlannedAction("a", "b", "c", "1/1/9999"), ["by_when-day"], id="beyond living memory"),
        pytest.param(PlannedAction(who="Nan", by_when="1/1/2014"), ["desired_outcome", "action"], id="who"),
    ],
)
def test_an_action_needs_an_outcome_what_who_and_a_real_day(row, places):
    found = missing_from({**COMPLETE, FormSection.PLAN: Content(actions=(row,))})

    assert [each.place for each in found] == [f"action-1-{place}" for place in places]


@pytest.mark.parametrize(
    ("section", "content", "state"),
    [
        pytest.param(FormSection.ABOUT, Content(), SectionState.NOT_STARTED, id="nothing"),
        pytest.param(
            FormSection.ABOUT, Content({Box.PEOPLE_PRESENT: "Mum"}), SectionState.IN_PROGRESS, id="half"
        ),
        pytest.param(FormSection.ABOUT, COMPLETE[FormSection.ABOUT], SectionState.DONE, id="all"),
        pytest.param(FormSection.CHILD, COMPLETE[FormSection.CHILD], SectionState.DONE, id="one comment"),
    ],
)
def test_a_section_is_not_started_in_progress_or_done(section, content, state):
    assert section_state(section, content) is state


@pytest.mark.parametrize(
    ("is_completed", "was_saved", "state"),
    [
        (False, False, FormState.NOT_STARTED),
        (False, True, FormState.DRAFT),
        (True, True, FormState.COMPLETED),
        (True, False, FormState.KEPT_ELSEWHERE),
    ],
)
def test_a_form_stands_where_its_completion_and_its_saves_say(is_completed, was_saved, state):
    assert form_state(is_completed=is_completed, was_saved=was_saved) is state


@pytest.mark.parametrize(
    ("is_completed", "is_closed", "consent", "may"),
    [
        pytest.param(False, False, None, (True, True), id="no decision recorded"),
        pytest.param(False, False, ConsentDecision.GIVEN, (True, True), id="given"),
        pytest.param(False, False, ConsentDecision.LIMITED, (True, True), id="limited"),
        pytest.param(False, False, ConsentDecision.REFUSED, (False, False), id="refused"),
        pytest.param(False, False, ConsentDecision.WITHDRAWN, (False, False), id="withdrawn"),
        pytest.param(True, False, ConsentDecision.GIVEN, (False, True), id="completed"),
        pytest.param(False, True, ConsentDecision.GIVEN, (False, False), id="closed"),
    ],
)
def test_a_form_is_filled_in_while_it_is_open_and_agreed_to_and_reopened_only_then(
    is_completed, is_closed, consent, may
):
    fills_in = can_fill_in(is_completed=is_completed, is_closed=is_closed, consent=consent)

    assert (fills_in, can_reopen(is_closed=is_closed, consent=consent)) == may


def test_what_is_sent_is_kept_with_one_kind_of_line_end_and_nothing_empty():
    content = tidied(
        {Box.PEOPLE_PRESENT: " Mum\r\nNan\x07\r ", Box.WHAT_LED_TO_IT: "  "}, [PlannedAction(), ACTION]
    )

    assert content == Content({Box.PEOPLE_PRESENT: "Mum\nNan"}, (ACTION,))


@pytest.mark.parametrize(
    ("section", "content", "code"),
    [
        pytest.param(FormSection.WORDS, Content({Box.CONCLUSIONS: "x"}), "not-in-this-section", id="words"),
        pytest.param(FormSection.WORDS, Content(actions=(ACTION,)), "not-in-this-section", id="actions"),
        pytest.param(
            FormSection.PLAN, Content(actions=(ACTION,) * (MOST_ACTIONS + 1)), "too-many-actions", id="many"
        ),
        pytest.param(
            FormSection.CONCLUSIONS,
            Content({Box.CONCLUSIONS: "x" * (LONGEST_TEXT + 1)}),
            "text-too-long",
            id="long",
        ),
    ],
)
def test_a_section_takes_only_what_it_has_boxes_for(section, content, code):
    with pytest.raises(RuleRefused) as refused:
        check_belongs(section, content)

    assert refused.value.code == code


THEIRS = Content({Box.PEOPLE_PRESENT: "Mum", Box.WHAT_LED_TO_IT: "School"}, (ACTION,))
MINE = Content({Box.PEOPLE_PRESENT: "Dad"}, (PlannedAction("Eats well"), PlannedAction("Plays")))


def test_two_people_s_words_differ_box_by_box_and_row_by_row():
    found = differences(THEIRS, MINE)

    assert [(each.place, each.theirs, each.mine) for each in found] == [
        ("people-present", "Mum", "Dad"),
        ("what-led-to-it", "School", ""),
        (
            "action-1",
            "Desired outcome: Sleeps well\nAction: Visit at bedtime\nWho: Health visitor\nBy when: 27/9/2013",
            "Desired outcome: Eats well",
        ),
        ("action-2", "", "Desired outcome: Plays"),
    ]
    assert differences(THEIRS, THEIRS) == ()


@pytest.mark.parametrize(
    ("keep", "content"),
    [
        pytest.param(Keep.THEIRS, THEIRS, id="theirs"),
        pytest.param(Keep.MINE, MINE, id="mine"),
        pytest.param(
            Keep.BOTH,
            Content(
                {Box.PEOPLE_PRESENT: "Mum\n\nDad", Box.WHAT_LED_TO_IT: "School"},
                (ACTION, PlannedAction("Eats well"), PlannedAction("Plays")),
            ),
            id="both",
        ),
    ],
)
def test_a_choice_keeps_theirs_mine_or_both(keep, content):
    assert merged(THEIRS, MINE, {each.place: keep for each in differences(THEIRS, MINE)}) == content


def test_what_is_the_same_needs_no_choice():
    assert merged(THEIRS, THEIRS, {}) == THEIRS


@pytest.mark.parametrize("mine", [Content({Box.CONCLUSIONS: "x"}), Content(actions=(ACTION,))])
def test_nothing_is_kept_or_dropped_without_a_choice(mine):
    assert len(undecided(Content(), mine, {})) == 1
    assert undecided(Content(), mine, {each.place: Keep.MINE for each in differences(Content(), mine)}) == ()
    with pytest.raises(KeyError):
        merged(Content(), mine, {})
