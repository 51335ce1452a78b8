"""What a council may change of the rules in its draft, and what is refused."""

from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from uuid import UUID

import pytest

from app.cases.rules.editions import (
    MOVES,
    EditionState,
    can_approve,
    check_approval,
    check_changed,
    check_editable,
    check_edition_move,
)
from app.cases.rules.eligibility import Answer
from app.claims.rules.drafting import (
    Setting,
    check_every_problem_is_asked_about,
    criteria_to_choose,
    decided_in,
    own_groups,
    own_parts,
    settings_of,
    unasked,
    with_discretion,
    with_measure,
    with_problem,
)
from app.claims.rules.trial import Trial, TrialFigure, Tried, compared
from app.errors import RuleRefused
from app.money import Pence
from app.programme.facts import Criterion, CriterionGroup, MeasurementKind
from app.programme.packs import (
    AtLeast,
    Certainty,
    Ended,
    Met,
    NeedPart,
    Reduction,
    Source,
)
from app.programme.phase_one import EDUCATION_PART, LOCAL, P1_2013, PROGRESS_PART
from app.programme.phase_two import (
    ABUSE,
    ASB,
    ATTENDANCE,
    CRIME,
    EMPLOYMENT,
    HEALTH,
    P2_NOTTINGHAM,
)
from tests.claims.made_up_packs import NOTHING_TO_CLAIM

BOARD = Source("Children’s Partnership Board, 10 July 2013", Certainty.SEEN)
FILTER = CriterionGroup.LOCAL
CAF, MENTAL_HEALTH = Criterion.LOCAL_COMMON_ASSESSMENT, Criterion.LOCAL_MENTAL_HEALTH


def refused(act, *given, **named) -> str:
    with pytest.raises(RuleRefused) as refusal:
        act(*given, **named)
    assert refusal.value.message.endswith(".")
    return refusal.value.code


class TestTheLocalFilter:
    def test_is_all_that_the_council_sets_of_phase_one(self):
        assert own_groups(P1_2013) == (FILTER,)
        assert own_parts(P1_2013) == ()

    def test_has_the_chosen_criteria_at_its_place_with_the_council_s_own_source(self):
        found = with_problem(P1_2013, FILTER, {MENTAL_HEALTH, Criterion.HOUSING_NEED}, 1, BOARD)

        assert found.criteria_in(FILTER) == (MENTAL_HEALTH, Criterion.HOUSING_NEED)
        assert {each.source for each in found.criteria if each.group is FILTER} == {BOARD}
        others = [each for each in P1_2013.criteria if each.group is not FILTER]
        assert [each for each in found.criteria if each.group is not FILTER] == others
        places = [each.group for each in found.criteria]
        assert places.index(FILTER) == [each.group for each in P1_2013.criteria].index(FILTER)
        assert replace(found, criteria=P1_2013.criteria, selection=P1_2013.selection) == P1_2013

    def test_asks_for_as_many_as_the_council_says_wherever_the_selection_names_it(self):
        found = with_problem(P1_2013, FILTER, set(LOCAL), 3, BOARD)

        national = (
            Met(CriterionGroup.CRIME_AND_ASB),
            Met(CriterionGroup.EDUCATION),
            Met(CriterionGroup.WORK),
        )
        two_and_the_filter = AtLeast(2, (AtLeast(2, national), Met(FILTER, 3)))
        assert found.selection == AtLeast(1, (AtLeast(3, national), two_and_the_filter))
        assert found.needed_in(FILTER) == 3

    @pytest.mark.parametrize(
        ("group", "criteria", "needed", "code"),
        [
            pytest.param(CriterionGroup.EDUCATION, {CAF}, 1, "not-the-councils", id="a national problem"),
            pytest.param(FILTER, set(), 1, "no-criteria", id="nothing chosen"),
            pytest.param(FILTER, {Criterion.NOT_ON_ROLL}, 1, "counted-elsewhere", id="a national criterion"),
            pytest.param(FILTER, {CAF}, 2, "too-many-needed", id="more needed than chosen"),
            pytest.param(FILTER, {CAF}, 0, "too-many-needed", id="none needed"),
        ],
    )
    def test_refuses_what_it_cannot_be(self, group, criteria, needed, code):
        assert refused(with_problem, P1_2013, group, criteria, needed, BOARD) == code

    def test_offers_what_no_other_problem_counts(self):
        offered = criteria_to_choose(P1_2013, FILTER)

        assert set(LOCAL) <= set(offered)
        assert Criterion.OUT_OF_WORK_BENEFIT not in offered
        assert with_problem(P1_2013, FILTER, offered, 1, BOARD).criteria_in(FILTER) == offered


class TestAnOutcomePlan:
    def test_is_the_council_s_own_in_every_problem_and_measure(self):
        assert own_groups(P2_NOTTINGHAM) == P2_NOTTINGHAM.groups
        assert own_parts(P2_NOTTINGHAM) == P2_NOTTINGHAM.parts

    def test_measures_what_is_new_and_no_longer_what_is_gone(self):
        health = CriterionGroup.HEALTH
        found = with_problem(P2_NOTTINGHAM, health, {MENTAL_HEALTH, Criterion.HOUSING_NEED}, 1, BOARD)

        assert part_of(found, "health").applies_to == {MENTAL_HEALTH, Criterion.HOUSING_NEED}
        assert unasked(found) == ()

    def test_gives_what_is_new_to_the_first_measure_of_a_problem_that_has_several(self):
        crime = CriterionGroup.CRIME_AND_ASB
        kept = set(P2_NOTTINGHAM.criteria_in(crime)) | {Criterion.PARENTAL_CONFLICT}
        found = with_problem(P2_NOTTINGHAM, crime, kept, 1, BOARD)

        assert Criterion.PARENTAL_CONFLICT in part_of(found, "antisocial-behaviour").applies_to
        assert part_of(found, "offending") == CRIME

    def test_a_measure_is_not_left_with_nothing_to_ask_about(self):
        crime = CriterionGroup.CRIME_AND_ASB
        criteria = {Criterion.ASB_ORDER}
        assert refused(with_problem, P2_NOTTINGHAM, crime, criteria, 1, BOARD) == "nothing-asked-about"

    def test_a_measure_takes_the_council_s_numbers_words_and_source(self):
        found = with_measure(
            P2_NOTTINGHAM,
            "offending",
            question="Has offending fallen by half in 12 months?",
            numbers={"fall-1": 50, "months-1": 12},
            applies_to={Criterion.PROVEN_OFFENCE},
            source=BOARD,
        )

        part = part_of(found, "offending")
        assert part.question == "Has offending fallen by half in 12 months?"
        assert (part.limits[0].fall, part.limits[0].months) == (Fraction(1, 2), 12)
        assert (part.applies_to, part.source) == ({Criterion.PROVEN_OFFENCE}, BOARD)
        assert unasked(found) == (Criterion.ADULT_PROVEN_OFFENCE,)
        assert refused(check_every_problem_is_asked_about, found) == "not-asked-about"
        check_every_problem_is_asked_about(P2_NOTTINGHAM)
        check_every_problem_is_asked_about(P1_2013)

    @pytest.mark.parametrize(
        ("part", "numbers", "kept"),
        [
            pytest.param(
                "school-attendance",
                {"at-least-1": 95_00, "terms-1": 2},
                {"limits": (replace(ATTENDANCE.limits[0], at_least=95_00, terms=2),)},
                id="attendance",
            ),
            pytest.param("health", {"months-1": 1}, {"limits": (Ended(1),)}, id="gone for the least time"),
            pytest.param("health", {"months-1": 36}, {"limits": (Ended(36),)}, id="gone for the most"),
            pytest.param(
                "continuous-employment",
                {"days-1": 168, "months-1": 6},
                {"step": replace(EMPLOYMENT.step, days=168, months=6)},
                id="24 weeks within six months, which hold them in any year",
            ),
        ],
    )
    def test_each_kind_of_measure_is_of_the_numbers_given_and_otherwise_the_same(self, part, numbers, kept):
        before = part_of(P2_NOTTINGHAM, part)
        about = before.applies_to if isinstance(before, NeedPart) else ()

        found = with_measure(
            P2_NOTTINGHAM, part, question="Asked?", numbers=numbers, applies_to=about, source=BOARD
        )

        assert part_of(found, part) == replace(before, question="Asked?", source=BOARD, **kept)
        assert [each for each in found.parts if each.code != part] == [
            each for each in P2_NOTTINGHAM.parts if each.code != part
        ]

    def test_a_measure_may_ask_about_everything_that_brings_a_family_in(self):
        everything = frozenset(each.criterion for each in P2_NOTTINGHAM.criteria)

        found = with_measure(
            P2_NOTTINGHAM,
            "health",
            question="Asked?",
            numbers={"months-1": 6},
            applies_to=everything,
            source=BOARD,
        )

        assert part_of(found, "health").applies_to == everything

    @pytest.mark.parametrize(
        ("part", "numbers", "about", "code"),
        [
            pytest.param("no-such-part", {}, (), "not-the-councils", id="no such measure"),
            pytest.param("health", {"weeks-1": 9}, HEALTH.applies_to, "no-such-number", id="another number"),
            pytest.param("health", {"months-1": 0}, HEALTH.applies_to, "out-of-bounds", id="no months"),
            pytest.param("health", {"months-1": 37}, HEALTH.applies_to, "out-of-bounds", id="too many"),
            pytest.param("health", {"months-1": 6}, (), "nothing-asked-about", id="about nothing"),
            pytest.param(
                "health",
                {"months-1": 6},
                {Criterion.HOUSING_NEED},
                "not-counted",
                id="of no problem",
            ),
            pytest.param(
                "continuous-employment",
                {"days-1": 169, "months-1": 6},
                (),
                "days-and-months",
                id="a day more than six months hold in any year",
            ),
        ],
    )
    def test_refuses_a_measure_that_cannot_be(self, part, numbers, about, code):
        given = {"question": "Asked?", "numbers": numbers, "applies_to": about, "source": BOARD}
        assert refused(with_measure, P2_NOTTINGHAM, part, **given) == code

    def test_of_phase_one_no_measure_and_no_discretion_is_the_council_s(self):
        given = {"question": "Asked?", "numbers": {}, "applies_to": (), "source": BOARD}
        assert refused(with_measure, P1_2013, "education", **given) == "not-the-councils"
        assert refused(with_discretion, P1_2013, BOARD) == "not-the-councils"
        assert with_discretion(P2_NOTTINGHAM, BOARD).discretion == BOARD

    def test_what_is_judged_and_pays_nothing_is_the_council_s_too(self):
        found = with_measure(
            NOTHING_TO_CLAIM,
            "housing",
            question="Housed for a year?",
            numbers={"months-1": 12},
            applies_to={Criterion.HOUSING_NEED},
            source=BOARD,
        )

        assert part_of(found, "housing").limits[0].months == 12

    @pytest.mark.parametrize(
        ("part", "settings"),
        [
            pytest.param(
                EDUCATION_PART,
                [
                    Setting("below-1", "Fixed-term exclusions: under", 1, 100_00, 3),
                    Setting("terms-1", "Over how many school terms", 1, 6, 3),
                    Setting(
                        "below-2",
                        "Unauthorised absence: under, in hundredths of a percent (9000 is 90%)",
                        1,
                        100_00,
                        15_00,
                    ),
                    Setting("terms-2", "Over how many school terms", 1, 6, 3),
                ],
                id="each under",
            ),
            pytest.param(
                ATTENDANCE,
                [
                    Setting(
                        "at-least-1",
                        "School attendance: at least, in hundredths of a percent (9000 is 90%)",
                        1,
                        100_00,
                        90_00,
                    ),
                    Setting("terms-1", "On average over how many school terms", 1, 6, 3),
                ],
                id="each at least",
            ),
            pytest.param(
                ASB,
                [
                    Setting(
                        "fall-1", "Anti-social behaviour incidents: down by at least, in percent", 1, 100, 60
                    ),
                    Setting("months-1", "Over how many months", 1, 36, 6),
                ],
                id="a fall",
            ),
            pytest.param(HEALTH, [Setting("months-1", "Gone for at least, in months", 1, 36, 6)], id="gone"),
            pytest.param(
                EMPLOYMENT,
                [
                    Setting("days-1", "At least, in days on end", 1, 36 * 28, 182),
                    Setting("months-1", "Within how many months", 1, 36, 7),
                ],
                id="days on end",
            ),
            pytest.param(
                PROGRESS_PART, [Setting("months-1", "Begun within how many months", 1, 36, 6)], id="begun"
            ),
        ],
    )
    def test_says_of_each_number_what_it_is_and_within_which_bounds_it_may_be_set(self, part, settings):
        assert list(settings_of(part)) == settings

    @pytest.mark.parametrize(
        ("fall", "percent"),
        [
            pytest.param(Fraction(1), 100, id="to nothing"),
            pytest.param(Fraction(1, 3), 33, id="a part of a percent is left out"),
        ],
    )
    def test_shows_a_fall_in_whole_percent(self, fall, percent):
        part = replace(CRIME, limits=(Reduction(MeasurementKind.PROVEN_OFFENCES, fall, months=6),))

        shown = settings_of(part)[0].value

        assert (shown, type(shown)) == (percent, int)

    def test_the_numbers_of_every_kind_of_test_can_be_set(self):
        plan = replace(
            P2_NOTTINGHAM, outcomes=(replace(EDUCATION_PART, code="e"), replace(PROGRESS_PART, code="p"))
        )
        numbers = {"below-1": 2, "terms-1": 2, "below-2": 10_00, "terms-2": 2}
        about = {Criterion.NOT_ON_ROLL}
        given = {"question": "Asked?", "source": BOARD}
        found = with_measure(plan, "e", numbers=numbers, applies_to=about, **given)
        found = with_measure(found, "p", numbers={"months-1": 3}, applies_to=(), **given)
        assert [each.value for each in settings_of(part_of(found, "e"))] == [2, 2, 10_00, 2]
        assert [each.value for each in settings_of(part_of(found, "p"))] == [3]

    def test_a_measure_of_another_problem_stays_as_it_is(self):
        found = with_problem(P2_NOTTINGHAM, CriterionGroup.HEALTH, {MENTAL_HEALTH}, 1, BOARD)

        assert part_of(found, "domestic-abuse") == ABUSE


def part_of(pack, code):
    return next(part for part in pack.parts if part.code == code)


def test_what_is_only_recalled_stays_so_when_it_is_saved_in_the_same_words():
    recalled = HEALTH.source

    assert decided_in(P2_NOTTINGHAM, recalled.text) == recalled
    assert decided_in(P2_NOTTINGHAM, "Outcome plan, 2015") == Source("Outcome plan, 2015", Certainty.SEEN)


class TestTheLifeOfAnEdition:
    OFFICER, DRAFTER = UUID(int=1), UUID(int=2)
    TODAY = date(2013, 7, 12)

    @pytest.mark.parametrize("current", EditionState)
    @pytest.mark.parametrize("wanted", EditionState)
    def test_moves_as_the_table_says(self, current, wanted):
        if wanted in MOVES[current]:
            check_edition_move(current, wanted)
        else:
            assert refused(check_edition_move, current, wanted) == "move-not-allowed"

    @pytest.mark.parametrize("state", EditionState)
    def test_only_a_draft_is_changed(self, state):
        if state is EditionState.DRAFT:
            check_editable(state)
        else:
            assert refused(check_editable, state) == "not-a-draft"

    @pytest.mark.parametrize(
        ("who", "day", "code"),
        [
            pytest.param(OFFICER, date(2013, 7, 13), None, id="somebody else, from tomorrow"),
            pytest.param(DRAFTER, date(2013, 7, 13), "own-draft", id="whoever drafted it"),
            pytest.param(OFFICER, date(2013, 7, 12), "day-past", id="from today"),
            pytest.param(OFFICER, date(2013, 7, 11), "day-past", id="from yesterday"),
            pytest.param(OFFICER, date(2013, 9, 1), "day-taken", id="from another edition’s day"),
        ],
    )
    def test_is_approved_by_a_second_person_from_a_day_to_come(self, who, day, code):
        given = {"today": self.TODAY, "taken": [date(2013, 9, 1)]}
        if code is None:
            check_approval(who, {self.DRAFTER}, day, **given)
        else:
            assert refused(check_approval, who, {self.DRAFTER}, day, **given) == code
        assert can_approve(who, {self.DRAFTER}) is (code != "own-draft")

    def test_what_would_change_nothing_is_refused(self):
        check_changed(same=False)
        assert refused(check_changed, same=True) == "nothing-changed"


@dataclass(frozen=True)
class Stood:
    """A family as an evaluation found it."""

    family_id: UUID
    eligibility: Answer
    turned_around: bool
    claimable: bool
    value: Pence
    pack_code: str = "P1-2013"
    attached_on: date | None = None
    funded_elsewhere: bool = False
    parts: dict = field(default_factory=dict)
    routes: dict = field(default_factory=dict)
    achieved: frozenset = frozenset()


YES, NO, NOT_KNOWN = Answer.YES, Answer.NO, Answer.NOT_KNOWN
# A family each: how it stands before and after, as (eligible, turned around, may be claimed, pounds).
FAMILIES = {
    "both": ((YES, True, True, 700), (YES, True, True, 700)),
    "old only": ((YES, True, True, 700), (NO, True, False, 0)),
    "new only": ((NOT_KNOWN, True, False, 0), (YES, True, True, 800)),
    "worth more": ((YES, True, True, 700), (YES, True, True, 800)),
    "neither": ((NO, False, False, 0), (NOT_KNOWN, False, False, 0)),
    "turned": ((YES, False, False, 0), (YES, True, True, 800)),
}


IDS = {name: UUID(int=number) for number, name in enumerate(FAMILIES)}
BEFORE = [Stood(IDS[name], *stands) for name, (stands, _) in FAMILIES.items()]
AFTER = [Stood(IDS[name], *stands) for name, (_, stands) in FAMILIES.items()]
TRIAL = compared(BEFORE, AFTER)


class TestATrial:
    @pytest.mark.parametrize(
        ("figure", "families"),
        [
            (TrialFigure.ELIGIBLE_BEFORE, "both; old only; worth more; turned"),
            (TrialFigure.ELIGIBLE_AFTER, "both; new only; worth more; turned"),
            (TrialFigure.TURNED_AROUND_BEFORE, "both; old only; new only; worth more"),
            (TrialFigure.TURNED_AROUND_AFTER, "both; old only; new only; worth more; turned"),
            (TrialFigure.CLAIMABLE_BEFORE, "both; old only; worth more"),
            (TrialFigure.CLAIMABLE_AFTER, "both; new only; worth more; turned"),
            (TrialFigure.BECOMES_ELIGIBLE, "new only"),
            (TrialFigure.NO_LONGER_ELIGIBLE, "old only"),
            (TrialFigure.BECOMES_CLAIMABLE, "new only; turned"),
            (TrialFigure.NO_LONGER_CLAIMABLE, "old only"),
            (TrialFigure.OTHER_VALUE, "old only; new only; worth more; turned"),
        ],
    )
    def test_counts_the_families_that_it_lists(self, figure, families):
        names = {family_id: name for name, family_id in IDS.items()}

        behind = [names[each.family_id] for each in TRIAL.behind(figure)]

        assert "; ".join(behind) == families
        assert TRIAL.count(figure) == len(behind)

    def test_adds_up_the_value_before_and_after(self):
        assert (TRIAL.value_before, TRIAL.value_after) == (2_100, 3_100)

    def test_holds_each_family_under_both_editions(self):
        assert compared(BEFORE[:2], AFTER[:2]) == Trial(
            (Tried(IDS["both"], BEFORE[0], AFTER[0]), Tried(IDS["old only"], BEFORE[1], AFTER[1]))
        )

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            pytest.param(BEFORE[:2], AFTER[1::-1], id="in another order"),
            pytest.param(BEFORE, AFTER[1:], id="without the first"),
            pytest.param(BEFORE, AFTER[:-1], id="without the last"),
            pytest.param(BEFORE[:-1], AFTER, id="with one more"),
        ],
    )
    def test_compares_the_same_families_only(self, before, after):
        with pytest.raises(ValueError, match=r"same families|zip"):
            compared(before, after)
