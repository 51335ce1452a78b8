"""What the demonstration's coordinator wrote for the Board's report of June 2013, and recorded before it."""

from dataclasses import replace
from datetime import date

from app.access.policies import Actor
from app.reports import board_registers, writing
from app.reports.board_registers import RecommendationChange, RiskChange
from app.reports.rules.board_words import Level, PaperOf, TitleBlock, Trend

AS_AT = date(2013, 3, 31)
MARCH, JUNE, SEPTEMBER = date(2013, 3, 27), date(2013, 6, 26), date(2013, 9, 25)

DIRECTOR = "Dana Sample, Director of Family Community Teams"
PROGRAMME = "Corin Example, Priority Families programme coordinator"
CAF = "Wren Placeholder, CAF coordinator"
FINANCE = "Merle Specimen, Finance business partner"

TITLE_BLOCK = TitleBlock(
    director=DIRECTOR,
    families_contact=f"{PROGRAMME}, families@example.org",
    caf_contact=f"{CAF}, caf@example.org",
    other_officers=f"{FINANCE}; the programme analyst",
    wards_affected="All",
    objectives=("safeguarding", "attainment", "attendance"),
)

ASKED = (
    (
        RecommendationChange(
            PaperOf.FAMILIES,
            "Agree that every agency names a person who attends each rollout meeting and may accept an "
            "allocation there.",
            MARCH,
            DIRECTOR,
            date(2013, 5, 31),
            date(2013, 5, 20),
        ),
        ((date(2013, 5, 20), "Every agency has named a person, and all but Probation a deputy."),),
    ),
    (
        RecommendationChange(
            PaperOf.FAMILIES,
            "Agree a way to mark the families that other government provision pays for.",
            MARCH,
            FINANCE,
            date(2013, 6, 14),
        ),
        ((date(2013, 6, 10), "The mark is agreed with the department; the lists still have to be matched."),),
    ),
    (
        RecommendationChange(
            PaperOf.CAF,
            "Ask each agency to review its longest-open CAFs and to close those that nobody works on.",
            MARCH,
            CAF,
            date(2013, 7, 31),
        ),
        ((date(2013, 6, 18), "Lists went to the agencies in May. Health and schools have answered."),),
    ),
    (
        RecommendationChange(
            PaperOf.FAMILIES,
            "Note the progress of the programme against its target, and the claims that are being checked.",
            JUNE,
            PROGRAMME,
            SEPTEMBER,
        ),
        (),
    ),
    (
        RecommendationChange(
            PaperOf.FAMILIES,
            "Agree that the wards not yet rolled out have their meetings by the end of September.",
            JUNE,
            PROGRAMME,
            SEPTEMBER,
        ),
        (),
    ),
    (
        RecommendationChange(
            PaperOf.CAF,
            "Ask schools and Health to name a lead professional for every open CAF that has none.",
            JUNE,
            CAF,
            SEPTEMBER,
        ),
        (),
    ),
)
"""Recommendations, each with what has been noted of it."""

RISKS = (
    RiskChange(
        PaperOf.FAMILIES,
        "Families found turned round already do not meet the result when they are checked, and no claim "
        "can be made.",
        Level.MEDIUM,
        Level.HIGH,
        "Evidence is checked family by family before internal audit; none is counted on in the budget.",
        FINANCE,
        Trend.STEADY,
        date(2013, 1, 14),
        date(2013, 9, 2),
    ),
    RiskChange(
        PaperOf.FAMILIES,
        "An agency has no capacity to lead the families allocated to it, and work begins late.",
        Level.MEDIUM,
        Level.MEDIUM,
        "Allocations are shared where an agency is full; managers see what has not begun each week.",
        PROGRAMME,
        Trend.RISING,
        date(2012, 11, 5),
        date(2013, 7, 1),
    ),
    RiskChange(
        PaperOf.CAF,
        "CAFs are not recorded centrally, so children are helped by several people who do not know it.",
        Level.HIGH,
        Level.MEDIUM,
        "Every agency is asked each term what it has begun; training shows how to register one.",
        CAF,
        Trend.FALLING,
        date(2012, 9, 10),
        date(2013, 10, 1),
    ),
    RiskChange(
        PaperOf.FAMILIES,
        "Consent is not asked for in time, and records cannot be shared with the agency that is to lead.",
        Level.LOW,
        Level.HIGH,
        "Consent is on the list of each rollout meeting, and what is missing is followed up.",
        PROGRAMME,
        Trend.STEADY,
        date(2013, 2, 4),
        date(2013, 8, 5),
    ),
)

TEXTS = {
    "issues": (
        "The first year was spent on finding families and on rollout meetings. The list is longer than the "
        "target, because not every household on it turns out to need the programme.\n\n"
        "- Meetings have decided on {families.reviewed} families, and "
        "{families.not-to-be-allocated} of these are not to be allocated.\n"
        "- {families.yet-to-be-allocated} families still wait for the meeting of their ward.\n"
        "- Checks for a claim have begun for {families.potential-claims} families."
    ),
    "pilot": (
        "{families.worked-with[route=pilot]} families are worked with in the pilot group, each by a worker "
        "who holds few others. {families.worked-with[route=fip]} are worked with by the Family Intervention "
        "Project (FIP). What the pilot has taught is used in the training of every new lead professional."
    ),
    "monitoring": (
        "Progress is looked at with each lead professional every month, and by the Board each quarter. The "
        "evaluation begins once the first claims have been made."
    ),
    "legal": (
        "Information is shared under the council's agreement with its partners, and with the consent of the "
        "family. Without consent it is shared only where the law allows, and a manager decides."
    ),
    "equalities": (
        "Every family on the list is considered by the same criteria. Whether endings differ by ethnicity, "
        "sex or disability is looked at each year."
    ),
    "outcomes": (
        "The Plan asks that fewer children come into care, that more are in school, and that more adults are "
        "in work. The programme is paid for results of that kind. This report does not say how far they are "
        "reached: results are counted once claims are made."
    ),
}


def write_for_the_board(*, actor: Actor, organisation: str, today: date) -> None:
    """The title block, two meetings' recommendations, the risks, and texts of the report of June 2013."""
    board_registers.set_title_block(TITLE_BLOCK, version=0, actor=actor)
    for asked, noted in ASKED:
        number = board_registers.recommend(replace(asked, done_on=None), actor=actor, today=today)
        for day, note in noted:
            board_registers.note_progress(number, note, day, actor=actor, today=today)
        if asked.done_on is not None:
            board_registers.change_recommendation(number, asked, version=1, actor=actor, today=today)
    for each in RISKS:
        board_registers.raise_risk(each, actor=actor, today=today)
    writing.save_texts(TEXTS, AS_AT, version=0, organisation=organisation, actor=actor)
