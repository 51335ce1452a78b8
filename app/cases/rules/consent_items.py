"""The items of an assessment that a consent may be limited to, and what of a form falls under each.

Source: the consent statement of the national CAF form of 2010 lets a family say what is shared and with whom;
into which items an assessment is divided is ours.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from app.cases.rules.form import Content
from app.cases.rules.form_boxes import Box, FormSection, boxes_of
from app.cases.rules.vocabulary import Word


class ConsentItem(Word):
    """A part of an assessment that a family may let others read, or keep from them."""

    WHAT_LED_TO_IT = "what-led-to-it"
    HEALTH = "health"
    FEELINGS_AND_BEHAVIOUR = "feelings-and-behaviour"
    EDUCATION = "education"
    PARENTING = "parenting"
    FAMILY_LIFE = "family-life"
    HOME_AND_MONEY = "home-and-money"
    CONCLUSIONS = "conclusions"
    PLAN = "plan"
    CHILDS_WORDS = "childs-words"
    PARENTS_WORDS = "parents-words"
    TEAM_MEETINGS = "team-meetings"
    REVIEWS = "reviews"

    @property
    def label(self) -> str:
        """The item as families read it."""
        return LABELS[self]

    @property
    def holds(self) -> str:
        """What falls under the item, for whoever ticks it with a family."""
        return HOLDS[self]


LABELS: Mapping[ConsentItem, str] = {
    ConsentItem.WHAT_LED_TO_IT: "What led to it",
    ConsentItem.HEALTH: "Health and development",
    ConsentItem.FEELINGS_AND_BEHAVIOUR: "Feelings, behaviour and relationships",
    ConsentItem.EDUCATION: "Learning and school",
    ConsentItem.PARENTING: "Parenting and care",
    ConsentItem.FAMILY_LIFE: "Family life and relatives",
    ConsentItem.HOME_AND_MONEY: "Home, work and money",
    ConsentItem.CONCLUSIONS: "Conclusions and level of need",
    ConsentItem.PLAN: "Plan and actions",
    ConsentItem.CHILDS_WORDS: "The child’s own words",
    ConsentItem.PARENTS_WORDS: "The parents’ or carers’ own words",
    ConsentItem.TEAM_MEETINGS: "Team meetings",
    ConsentItem.REVIEWS: "Reviews",
}

HOLDS: Mapping[ConsentItem, str] = {
    ConsentItem.WHAT_LED_TO_IT: "the reasons, what happened, who was present",
    ConsentItem.HEALTH: "health, growth, speech, looking after themselves",
    ConsentItem.FEELINGS_AND_BEHAVIOUR: "feelings, behaviour, identity, family and friends",
    ConsentItem.EDUCATION: "understanding, taking part, progress, hopes",
    ConsentItem.PARENTING: "care and safety, warmth, boundaries",
    ConsentItem.FAMILY_LIFE: "the family’s history, illness, loss, violence, substances, relatives",
    ConsentItem.HOME_AND_MONEY: "housing, work, income, debts, the neighbourhood",
    ConsentItem.CONCLUSIONS: "what was concluded, levels of need, why it was closed",
    ConsentItem.PLAN: "outcomes and actions, who does what by when",
    ConsentItem.CHILDS_WORDS: "in the form, and at reviews if those may be read",
    ConsentItem.PARENTS_WORDS: "in the form",
    ConsentItem.TEAM_MEETINGS: "when the team met and who came",
    ConsentItem.REVIEWS: "when, what works well, worries, what needs to happen",
}

EVERY_ITEM = frozenset(ConsentItem)

_OF_THE_CHILD: Mapping[ConsentItem, tuple[str, ...]] = {
    ConsentItem.HEALTH: ("general-health", "physical-development", "speech-and-language", "self-care"),
    ConsentItem.FEELINGS_AND_BEHAVIOUR: (
        "emotional-and-social",
        "behavioural-development",
        "identity",
        "family-and-social-relationships",
    ),
    ConsentItem.EDUCATION: ("understanding", "participation-in-learning", "progress", "aspirations"),
    ConsentItem.FAMILY_LIFE: ("family-history", "wider-family"),
    ConsentItem.HOME_AND_MONEY: ("housing-and-money", "community"),
}

ITEM_OF: Mapping[Box, ConsentItem] = {
    **dict.fromkeys(boxes_of(FormSection.ABOUT), ConsentItem.WHAT_LED_TO_IT),
    **{
        Box(f"{side}-{element}"): item
        for item, elements in _OF_THE_CHILD.items()
        for element in elements
        for side in ("strengths", "needs")
    },
    **dict.fromkeys(boxes_of(FormSection.PARENTS), ConsentItem.PARENTING),
    Box.CONCLUSIONS: ConsentItem.CONCLUSIONS,
    Box.CHILDS_WORDS: ConsentItem.CHILDS_WORDS,
    Box.PARENTS_WORDS: ConsentItem.PARENTS_WORDS,
}
"""Under which item each box of the form falls; the rows of actions fall under the plan."""


def items_of(section: FormSection) -> frozenset[ConsentItem]:
    """The items under which a section of the form falls, in whole or in part."""
    if section is FormSection.PLAN:
        return frozenset({ConsentItem.PLAN})
    return frozenset(ITEM_OF[box] for box in boxes_of(section))


def within(content: Content, items: AbstractSet[ConsentItem]) -> Content:
    """What of a section falls under these items."""
    texts = {box: words for box, words in content.texts.items() if ITEM_OF[box] in items}
    return Content(texts, content.actions if ConsentItem.PLAN in items else ())


def in_order(items: AbstractSet[ConsentItem]) -> tuple[ConsentItem, ...]:
    """Items in the order in which a form has them."""
    return tuple(item for item in ConsentItem if item in items)
