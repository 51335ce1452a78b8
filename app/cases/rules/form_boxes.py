"""The boxes of an assessment's form, section by section: what the national form asks, as dated, sourced data.

Source: CAF form of 2010 and its prompts, with the CAF practitioners' guide of March 2010. Each element has a
mark: seen in the prompts, or recalled and not verified. What may be said under each is recalled throughout,
and put into plain words here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.cases.rules.vocabulary import Word

EDITION = "CAF form 2010"
EDITION_DATED = date(2010, 3, 1)
"""The month is that of the guide, which gives no day."""

LONGEST_TEXT = 5_000
MOST_ACTIONS = 20


class FormSection(Word):
    """A page of the form, in the order in which they are filled in."""

    ABOUT = "about"
    CHILD = "child"
    PARENTS = "parents"
    SURROUNDINGS = "surroundings"
    CONCLUSIONS = "conclusions"
    PLAN = "plan"
    WORDS = "words"


class Box(Word):
    """A box of the form that takes words; the rows of actions stand apart."""

    PEOPLE_PRESENT = "people-present"
    WHAT_LED_TO_IT = "what-led-to-it"
    STRENGTHS_GENERAL_HEALTH = "strengths-general-health"
    NEEDS_GENERAL_HEALTH = "needs-general-health"
    STRENGTHS_PHYSICAL_DEVELOPMENT = "strengths-physical-development"
    NEEDS_PHYSICAL_DEVELOPMENT = "needs-physical-development"
    STRENGTHS_SPEECH_AND_LANGUAGE = "strengths-speech-and-language"
    NEEDS_SPEECH_AND_LANGUAGE = "needs-speech-and-language"
    STRENGTHS_EMOTIONAL_AND_SOCIAL = "strengths-emotional-and-social"
    NEEDS_EMOTIONAL_AND_SOCIAL = "needs-emotional-and-social"
    STRENGTHS_BEHAVIOURAL_DEVELOPMENT = "strengths-behavioural-development"
    NEEDS_BEHAVIOURAL_DEVELOPMENT = "needs-behavioural-development"
    STRENGTHS_IDENTITY = "strengths-identity"
    NEEDS_IDENTITY = "needs-identity"
    STRENGTHS_FAMILY_AND_SOCIAL_RELATIONSHIPS = "strengths-family-and-social-relationships"
    NEEDS_FAMILY_AND_SOCIAL_RELATIONSHIPS = "needs-family-and-social-relationships"
    STRENGTHS_SELF_CARE = "strengths-self-care"
    NEEDS_SELF_CARE = "needs-self-care"
    STRENGTHS_UNDERSTANDING = "strengths-understanding"
    NEEDS_UNDERSTANDING = "needs-understanding"
    STRENGTHS_PARTICIPATION_IN_LEARNING = "strengths-participation-in-learning"
    NEEDS_PARTICIPATION_IN_LEARNING = "needs-participation-in-learning"
    STRENGTHS_PROGRESS = "strengths-progress"
    NEEDS_PROGRESS = "needs-progress"
    STRENGTHS_ASPIRATIONS = "strengths-aspirations"
    NEEDS_ASPIRATIONS = "needs-aspirations"
    STRENGTHS_BASIC_CARE = "strengths-basic-care"
    NEEDS_BASIC_CARE = "needs-basic-care"
    STRENGTHS_EMOTIONAL_WARMTH = "strengths-emotional-warmth"
    NEEDS_EMOTIONAL_WARMTH = "needs-emotional-warmth"
    STRENGTHS_GUIDANCE = "strengths-guidance"
    NEEDS_GUIDANCE = "needs-guidance"
    STRENGTHS_FAMILY_HISTORY = "strengths-family-history"
    NEEDS_FAMILY_HISTORY = "needs-family-history"
    STRENGTHS_WIDER_FAMILY = "strengths-wider-family"
    NEEDS_WIDER_FAMILY = "needs-wider-family"
    STRENGTHS_HOUSING_AND_MONEY = "strengths-housing-and-money"
    NEEDS_HOUSING_AND_MONEY = "needs-housing-and-money"
    STRENGTHS_COMMUNITY = "strengths-community"
    NEEDS_COMMUNITY = "needs-community"
    CONCLUSIONS = "conclusions"
    CHILDS_WORDS = "childs-words"
    PARENTS_WORDS = "parents-words"


class Certainty(StrEnum):
    """How it is known that the national form has an element."""

    SEEN = "seen"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a domain, with a box for what goes well and one for what is needed.

    label: as practitioners know it. plain: as a family reads it. about: what may be said under it.
    """

    section: FormSection
    label: str
    plain: str
    about: str
    strengths: Box
    needs: Box
    certainty: Certainty


ELEMENTS = (
    Element(
        FormSection.CHILD,
        "General health",
        "Health",
        "illness, disability, doctor, dentist, checks, immunisations, accidents",
        Box.STRENGTHS_GENERAL_HEALTH,
        Box.NEEDS_GENERAL_HEALTH,
        Certainty.SEEN,
    ),
    Element(
        FormSection.CHILD,
        "Physical development",
        "Growing and moving",
        "food, sleep, activity, sight and hearing, using hands, moving about",
        Box.STRENGTHS_PHYSICAL_DEVELOPMENT,
        Box.NEEDS_PHYSICAL_DEVELOPMENT,
        Certainty.SEEN,
    ),
    Element(
        FormSection.CHILD,
        "Speech, language and communication",
        "Talking and understanding",
        "how they prefer to communicate, talking, listening, understanding",
        Box.STRENGTHS_SPEECH_AND_LANGUAGE,
        Box.NEEDS_SPEECH_AND_LANGUAGE,
        Certainty.SEEN,
    ),
    Element(
        FormSection.CHILD,
        "Emotional and social development",
        "Feelings and getting on with others",
        "feeling special, confidence, coping with stress, worries, feeling alone, self-harm",
        Box.STRENGTHS_EMOTIONAL_AND_SOCIAL,
        Box.NEEDS_EMOTIONAL_AND_SOCIAL,
        Certainty.SEEN,
    ),
    Element(
        FormSection.CHILD,
        "Behavioural development",
        "Behaviour",
        "self-control, risks taken, anger, attention, drugs and alcohol, offending",
        Box.STRENGTHS_BEHAVIOURAL_DEVELOPMENT,
        Box.NEEDS_BEHAVIOURAL_DEVELOPMENT,
        Certainty.SEEN,
    ),
    Element(
        FormSection.CHILD,
        "Identity, self-esteem, self-image and social presentation",
        "Who they are and how they see themselves",
        "belonging, knowing their own history, confidence, discrimination",
        Box.STRENGTHS_IDENTITY,
        Box.NEEDS_IDENTITY,
        Certainty.SEEN,
    ),
    Element(
        FormSection.CHILD,
        "Family and social relationships",
        "Family and friends",
        "relationships with family, friends and the wider community, helping others",
        Box.STRENGTHS_FAMILY_AND_SOCIAL_RELATIONSHIPS,
        Box.NEEDS_FAMILY_AND_SOCIAL_RELATIONSHIPS,
        Certainty.SEEN,
    ),
    Element(
        FormSection.CHILD,
        "Self-care skills and independence",
        "Looking after themselves",
        "washing, dressing, feeding, asking for help, making decisions, becoming independent",
        Box.STRENGTHS_SELF_CARE,
        Box.NEEDS_SELF_CARE,
        Certainty.RECALLED,
    ),
    Element(
        FormSection.CHILD,
        "Understanding, reasoning and problem solving",
        "Thinking and solving problems",
        "exploring, imagining, making sense of things, organising",
        Box.STRENGTHS_UNDERSTANDING,
        Box.NEEDS_UNDERSTANDING,
        Certainty.RECALLED,
    ),
    Element(
        FormSection.CHILD,
        "Participation in learning, education and employment",
        "Taking part in nursery, school, college or work",
        "attendance, joining in, support from adults, what is within reach",
        Box.STRENGTHS_PARTICIPATION_IN_LEARNING,
        Box.NEEDS_PARTICIPATION_IN_LEARNING,
        Certainty.RECALLED,
    ),
    Element(
        FormSection.CHILD,
        "Progress and achievement",
        "Getting on with learning",
        "progress in key skills, interruptions, adults’ interest",
        Box.STRENGTHS_PROGRESS,
        Box.NEEDS_PROGRESS,
        Certainty.RECALLED,
    ),
    Element(
        FormSection.CHILD,
        "Aspirations",
        "Hopes and ambitions",
        "ambition, motivation, how they see their own progress",
        Box.STRENGTHS_ASPIRATIONS,
        Box.NEEDS_ASPIRATIONS,
        Certainty.RECALLED,
    ),
    Element(
        FormSection.PARENTS,
        "Basic care, safety and protection",
        "Care and keeping safe",
        "food, warmth, clothing, hygiene, a safe and healthy home, using services",
        Box.STRENGTHS_BASIC_CARE,
        Box.NEEDS_BASIC_CARE,
        Certainty.RECALLED,
    ),
    Element(
        FormSection.PARENTS,
        "Emotional warmth and stability",
        "Love and a steady home",
        "affection, praise, attachment, changes of home, school or job",
        Box.STRENGTHS_EMOTIONAL_WARMTH,
        Box.NEEDS_EMOTIONAL_WARMTH,
        Certainty.RECALLED,
    ),
    Element(
        FormSection.PARENTS,
        "Guidance, boundaries and stimulation",
        "Rules, guidance and things to do",
        "setting rules, good example, discipline, support for activities",
        Box.STRENGTHS_GUIDANCE,
        Box.NEEDS_GUIDANCE,
        Certainty.RECALLED,
    ),
    Element(
        FormSection.SURROUNDINGS,
        "Family history, functioning and wellbeing",
        "The family and how it is doing",
        "illness, loss, separation, violence, substance misuse, mental health, culture",
        Box.STRENGTHS_FAMILY_HISTORY,
        Box.NEEDS_FAMILY_HISTORY,
        Certainty.RECALLED,
    ),
    Element(
        FormSection.SURROUNDINGS,
        "Wider family",
        "Relatives and others who help",
        "support from relatives and others, caring for others",
        Box.STRENGTHS_WIDER_FAMILY,
        Box.NEEDS_WIDER_FAMILY,
        Certainty.RECALLED,
    ),
    Element(
        FormSection.SURROUNDINGS,
        "Housing, employment and finance",
        "Home, work and money",
        "the home, sleeping arrangements, work and shifts, income, benefits, debts",
        Box.STRENGTHS_HOUSING_AND_MONEY,
        Box.NEEDS_HOUSING_AND_MONEY,
        Certainty.RECALLED,
    ),
    Element(
        FormSection.SURROUNDINGS,
        "Social and community resources",
        "The neighbourhood",
        "shops, transport, places to go, friends nearby, safety in the area",
        Box.STRENGTHS_COMMUNITY,
        Box.NEEDS_COMMUNITY,
        Certainty.RECALLED,
    ),
)

_PLAIN_BOXES: Mapping[FormSection, tuple[Box, ...]] = {
    FormSection.ABOUT: (Box.PEOPLE_PRESENT, Box.WHAT_LED_TO_IT),
    FormSection.CONCLUSIONS: (Box.CONCLUSIONS,),
    FormSection.WORDS: (Box.CHILDS_WORDS, Box.PARENTS_WORDS),
}


def elements_of(section: FormSection) -> tuple[Element, ...]:
    """The elements of a domain in their order; none for a section that is no domain."""
    return tuple(element for element in ELEMENTS if element.section is section)


def boxes_of(section: FormSection) -> tuple[Box, ...]:
    """The boxes of a section in their order; none for the plan, which is rows of actions."""
    of_elements = (box for element in elements_of(section) for box in (element.strengths, element.needs))
    return _PLAIN_BOXES.get(section) or tuple(of_elements)


DOMAINS = (FormSection.CHILD, FormSection.PARENTS, FormSection.SURROUNDINGS)

TITLES: Mapping[FormSection, str] = {
    FormSection.ABOUT: "About this assessment",
    FormSection.CHILD: "The child or young person",
    FormSection.PARENTS: "Parents and carers",
    FormSection.SURROUNDINGS: "Family and environment",
    FormSection.CONCLUSIONS: "Conclusions",
    FormSection.PLAN: "Desired outcomes and actions",
    FormSection.WORDS: "In their own words",
}

QUESTIONS: Mapping[Box, str] = {
    Box.PEOPLE_PRESENT: "People present",
    Box.WHAT_LED_TO_IT: "What led to this assessment",
    Box.CONCLUSIONS: "What was concluded",
    Box.CHILDS_WORDS: "The child’s own words",
    Box.PARENTS_WORDS: "The parents’ or carers’ own words",
    **{element.strengths: f"{element.label}: strengths" for element in ELEMENTS},
    **{element.needs: f"{element.label}: needs" for element in ELEMENTS},
}
