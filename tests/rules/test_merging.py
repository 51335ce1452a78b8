"""How two records become one: which rows stand, what is taken over, and what is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.household import Membership, Spell
from app.cases.rules.merge_words import ChangeKind, MergeKind
from app.errors import RuleRefused
from app.merging.rules.fitting import Fate, clipped, fitted, is_of_one, let_go, set_aside, without
from app.merging.rules.gaining import Around, Gain, Place, gains
from app.merging.rules.merging import (
    MOST_STEPS,
    Home,
    check_claims,
    check_homes,
    check_listed,
    check_notes,
    check_two,
    differences,
    step_of,
    taken,
)
from app.merging.rules.plan import How, Part
from app.merging.rules.ties import told_once
from app.programme.facts import MemberRole

STAYS, GOES = "stays", "goes"
MOVES = Part("note", "of", ("note", "notes"))
ONCE = Part("figure", "of", ("figure", "figures"), How.ONCE, ("kind",), other="with")
DAYS = Part("home", "of", ("home", "homes"), How.DAYS, unless="removed")
WHOLE = Part("work", "of", ("work", "works"), How.DAYS, whole=True)


def row(of, row_id="r", **more):
    return {"id": row_id, "of": of, "with": None, "removed": None, **more}


def days(first, last=None):
    return {"starts_on": f"2013-01-{first:02d}", "ends_on": f"2013-01-{last:02d}" if last else None}


def told(fates):
    return [(fate.kind.value, fate.row_id, fate.became) for fate in fates]


class TestRowsThatMove:
    def test_become_those_of_the_record_that_stays(self):
        fates = fitted(MOVES, [row(STAYS, "a"), row(GOES, "b")], STAYS)

        assert told(fates) == [("moved", "b", {"of": STAYS})]
        assert fates[0].was == {"of": GOES}


class TestRowsThatAreThereOnce:
    def test_the_one_of_the_record_that_stays_stands(self):
        fates = fitted(ONCE, [row(GOES, "b", kind="x"), row(STAYS, "a", kind="x")], STAYS)

        assert told(fates) == [("set-aside", "b", None)]
        assert fates[0].was == row(GOES, "b", kind="x")

    def test_one_that_stands_before_others_does_whichever_record_it_is_of(self):
        fates = fitted(ONCE, [row(GOES, "b", kind="x"), row(STAYS, "a", kind="x")], STAYS, {"b"})

        assert told(fates) == [("set-aside", "a", None), ("moved", "b", {"of": STAYS})]

    @pytest.mark.parametrize(
        ("stands", "goes", "differs"),
        [
            pytest.param("yes", "no", ("says",), id="the opposite"),
            pytest.param("yes", "yes", (), id="the same"),
            pytest.param("yes", None, (), id="nothing"),
            pytest.param("yes", "not-known", (), id="that it is not known"),
            pytest.param(None, "no", ("says",), id="what the other does not say"),
        ],
    )
    def test_one_that_is_set_aside_is_told_apart_where_it_says_something_else(self, stands, goes, differs):
        rows = [row(STAYS, "a", kind="x", says=stands), row(GOES, "b", kind="x", says=goes)]

        (fate,) = fitted(replace(ONCE, tells=("says",)), rows, STAYS)

        assert fate.differs == differs

    def test_one_about_something_else_moves(self):
        fates = fitted(ONCE, [row(GOES, "b", kind="y"), row(STAYS, "a", kind="x")], STAYS)

        assert told(fates) == [("moved", "b", {"of": STAYS})]

    def test_nobody_is_related_to_themselves(self):
        fates = fitted(ONCE, [row(GOES, "b", kind="x", **{"with": STAYS})], STAYS)

        assert told(fates) == [("set-aside", "b", None)]


class TestRowsWithDays:
    @pytest.mark.parametrize(
        ("theirs", "fates"),
        [
            pytest.param(days(1, 9), [("moved", "b", {"of": STAYS})], id="before"),
            pytest.param(
                days(1, 15),
                [("moved", "b", {"of": STAYS, "ends_on": "2013-01-09"})],
                id="into the beginning",
            ),
            pytest.param(days(10, 20), [("set-aside", "b", None)], id="the same days"),
            pytest.param(days(12, 15), [("set-aside", "b", None)], id="within"),
            pytest.param(
                days(15),
                [("moved", "b", {"of": STAYS, "starts_on": "2013-01-21"})],
                id="from within, and going on",
            ),
            pytest.param(days(21, 22), [("moved", "b", {"of": STAYS})], id="the day after"),
        ],
    )
    def test_keep_only_the_days_that_are_not_covered(self, theirs, fates):
        rows = [row(STAYS, "a", **days(10, 20)), row(GOES, "b", **theirs)]

        assert told(fitted(DAYS, rows, STAYS)) == fates

    @pytest.mark.parametrize(
        ("theirs", "differs"),
        [
            pytest.param({"street": "Elm", **days(10, 15)}, ("street",), id="another street"),
            pytest.param({"street": "Oak", **days(10, 15)}, (), id="the same street"),
            pytest.param({"street": "Ash", **days(21, 22)}, (), id="the same street of those days"),
        ],
    )
    def test_set_aside_are_told_apart_from_those_of_their_own_days(self, theirs, differs):
        rows = [
            row(STAYS, "a", street="Oak", **days(10, 20)),
            row(STAYS, "c", street="Ash", **days(21, 30)),
            row(GOES, "b", **theirs),
        ]

        (fate,) = fitted(replace(DAYS, tells=("street",)), rows, STAYS)

        assert fate.differs == differs

    def test_that_go_on_differ_from_those_that_ended(self):
        rows = [
            row(STAYS, "a", kind="x", **days(1, 9)),
            row(GOES, "b", kind="x", **days(1)),
        ]

        (fate,) = fitted(replace(ONCE, tells=("ends_on",)), rows, STAYS)

        assert fate.differs == ("ends_on",)

    def test_around_the_others_become_two(self):
        rows = [row(STAYS, "a", **days(10, 20)), row(GOES, "b", **days(1))]

        moved, added = fitted(DAYS, rows, STAYS)

        assert moved.became == {"of": STAYS, "ends_on": "2013-01-09"}
        assert moved.is_shortened
        assert (added.kind, added.became) == (ChangeKind.ADDED, row(STAYS, "b", **days(21)))
        assert not added.is_shortened

    def test_are_refused_where_they_cannot_be_two(self):
        rows = [row(STAYS, "a", **days(10, 20)), row(GOES, "b", **days(1))]

        with pytest.raises(RuleRefused, match="Keep the other record"):
            fitted(WHOLE, rows, STAYS)

    def test_stand_in_nobodys_way_once_removed(self):
        rows = [row(STAYS, "a", **days(10, 20)), row(GOES, "b", **{**days(10, 20), "removed": "then"})]

        assert told(fitted(DAYS, rows, STAYS)) == [("moved", "b", {"of": STAYS})]

    def test_that_hang_on_others_keep_within_them(self):
        rows = [
            row(GOES, "before", **days(1, 4)),
            row(GOES, "begins", **days(3, 8)),
            row(GOES, "within", **days(6, 7)),
            row(GOES, "ends", **days(8)),
        ]

        fates = clipped("lead", rows, Spell(date(2013, 1, 5), date(2013, 1, 9)))

        assert told(fates) == [
            ("set-aside", "before", None),
            ("moved", "begins", {"starts_on": "2013-01-05"}),
            ("moved", "ends", {"ends_on": "2013-01-09"}),
        ]

    def test_that_are_taken_out_are_kept_whole_and_what_named_them_stands_without_them(self):
        lead = row(GOES, "a", met_by="b")

        assert set_aside("lead", lead) == Fate(ChangeKind.SET_ASIDE, "lead", "a", lead, None)
        assert let_go("lead", lead, "met_by") == Fate(
            ChangeKind.MOVED, "lead", "a", {"met_by": "b"}, {"met_by": None}
        )

    def test_that_relate_the_two_who_become_one_are_of_one(self):
        both = (STAYS, GOES)

        assert is_of_one({"first_person_id": GOES, "second_person_id": STAYS}, both)
        assert not is_of_one({"first_person_id": GOES, "second_person_id": "another"}, both)

    def test_that_hang_on_one_that_goes_on_may_go_on(self):
        assert clipped("lead", [row(GOES, "a", **days(6))], Spell(date(2013, 1, 5))) == []


spells = st.builds(
    lambda first, length: Spell(
        date(2013, 1, 1) + timedelta(first),
        None if length is None else date(2013, 1, 1) + timedelta(first + length),
    ),
    st.integers(0, 30),
    st.none() | st.integers(0, 15),
)


@given(spells, st.lists(spells, max_size=4))
def test_what_is_left_of_a_spell_is_every_day_of_it_that_no_other_covers(spell, others):
    def covers(one, day):
        return one.starts_on <= day and (one.ends_on is None or day <= one.ends_on)

    left = without(spell, others)

    for day in (date(2013, 1, 1) + timedelta(each) for each in range(60)):
        wanted = covers(spell, day) and not any(covers(other, day) for other in others)
        assert sum(covers(piece, day) for piece in left) == wanted


def test_a_record_is_not_merged_with_itself():
    one = uuid4()

    check_two(one, uuid4())
    with pytest.raises(RuleRefused, match="the same record"):
        check_two(one, one)


@pytest.mark.parametrize(
    ("stays", "goes", "may"),
    [(True, True, True), (True, False, True), (False, False, True), (False, True, False)],
)
def test_a_family_on_the_list_does_not_go_into_one_that_is_not(stays, goes, may):
    if may:
        check_listed(stays=stays, goes=goes)
    else:
        with pytest.raises(RuleRefused, match="Keep that one"):
            check_listed(stays=stays, goes=goes)


def test_two_claims_of_one_phase_are_not_joined_and_those_of_two_phases_are():
    check_claims({"phase-one"}, {"phase-two"})
    with pytest.raises(RuleRefused, match="more than a draft"):
        check_claims({"phase-one"}, {"phase-one", "phase-two"})


def home(first, last=None, family="one", role=MemberRole.CHILD):
    return Home(family, Membership(Spell(first, last), role))


def test_a_merged_person_is_in_one_family_at_a_time_and_in_none_before_birth():
    born, today = date(2001, 5, 9), date(2013, 7, 12)
    earlier, later = home(date(2005, 1, 1), date(2010, 1, 1)), home(date(2010, 1, 2), family="other")

    check_homes([earlier, later], born_on=born, expected_on=None, today=today)
    with pytest.raises(RuleRefused) as refused:
        check_homes([home(date(2005, 1, 1)), later], born_on=born, expected_on=None, today=today)
    assert refused.value.code == "in-two-families"
    with pytest.raises(RuleRefused) as refused:
        check_homes([earlier], born_on=date(2006, 1, 1), expected_on=None, today=today)
    assert refused.value.code == "before-birth"


A_FAMILY = {
    "identified_on": "2012-10-15",
    "identified_how": "data-match",
    "attached_on": None,
    "funded_elsewhere": None,
    "not_workable_reason": "moved out",
}


def test_where_they_differ_what_is_not_known_is_proposed_from_the_other_and_the_rest_is_kept():
    other = {
        **A_FAMILY,
        "identified_how": "referral",
        "attached_on": "2013-01-07",
        "not_workable_reason": None,
    }

    found = differences(MergeKind.FAMILY, A_FAMILY, other)

    assert [(each.field, each.takes) for each in found] == [("identified", False), ("attached_on", True)]
    assert taken(MergeKind.FAMILY, found, ["identified", "attached_on"]) == {
        "identified_on": "2012-10-15",
        "identified_how": "referral",
        "attached_on": "2013-01-07",
    }
    with pytest.raises(RuleRefused, match="do not differ"):
        taken(MergeKind.FAMILY, found, ["funded_elsewhere"])


def test_each_merge_has_a_step_of_its_own_far_above_changes_by_hand():
    steps = [step_of(number) for number in range(1, MOST_STEPS)]

    assert len(set(steps)) == len(steps)
    assert min(steps) > 1000
    assert max(steps) < 10**9 / 10


class TestNotesThatStay:
    def test_are_confirmed_by_their_number(self):
        check_notes(0, None)
        check_notes(2, 2)
        for confirmed in (None, 1, 3):
            with pytest.raises(RuleRefused, match="2 notes written since the merge stay"):
                check_notes(2, confirmed)

    def test_of_which_there_is_one_is_called_one(self):
        with pytest.raises(RuleRefused, match="1 note written since the merge stays"):
            check_notes(1, None)


def place(number, name, *, is_over=False, removed_at=None):
    return Place(UUID(int=number), name, "HEALTH", is_over or removed_at is not None, removed_at)


def tie(row_id, first, second, **more):
    """Two siblings, unless it says something else."""
    two = {"first_person_id": first, "second_person_id": second, "first_label": None, "second_label": None}
    told = {"family_id": "f", "kind": "sibling", "described": None, "starts_on": None, "ends_on": None}
    return {"id": row_id, "responsibility": None, "set_aside_at": None, **two, **told, **more}


class TestTiesOfOneWhoWasTwo:
    def test_that_each_is_to_the_other_are_put_in_one_order(self):
        assert told(told_once([tie("1", "b", "a"), tie("2", "a", "c")])) == [
            ("moved", "1", {"first_person_id": "a", "second_person_id": "b"})
        ]

    @pytest.mark.parametrize(
        ("other", "differs"),
        [
            pytest.param({}, (), id="the same"),
            pytest.param({"starts_on": "2013-01-07"}, ("starts_on",), id="of another day"),
        ],
    )
    def test_are_told_once(self, other, differs):
        (fate,) = told_once([tie("1", "a", "b"), tie("2", "b", "a", **other)])

        assert (fate.kind, fate.row_id, fate.differs) == (ChangeKind.SET_ASIDE, "2", differs)

    @pytest.mark.parametrize(
        "other",
        [
            pytest.param({"kind": "partner"}, id="something else"),
            pytest.param({"ends_on": "2013-01-07"}, id="over"),
            pytest.param({"set_aside_at": "then"}, id="a mistake"),
            pytest.param({"family_id": "g"}, id="in another family"),
        ],
    )
    def test_that_are_not_the_same_all_stand(self, other):
        (fate,) = told_once([tie("1", "a", "b"), tie("2", "b", "a", **other)])

        assert (fate.kind, fate.row_id) == (ChangeKind.MOVED, "2")

    def test_to_somebody_called_by_a_label_stay_as_they_are(self):
        assert told_once([tie("1", None, "a", first_label="Brother, lives elsewhere")]) == []

    def test_of_an_elder_keep_their_order(self):
        assert told_once([tie("1", "b", "a", kind="parent"), tie("2", "a", "b", kind="carer")]) == []


class TestWhoGainsAccess:
    REMOVED = datetime(2013, 6, 3, 10, 30, tzinfo=UTC)

    def test_is_whoever_is_in_one_team_and_not_in_the_other(self):
        stays = Around([place(1, "Nia"), place(2, "Lee"), place(3, "Gone", is_over=True), place(1, "Nia")])
        goes = Around([place(2, "Lee"), place(4, "Kim")])

        assert gains(stays, goes) == (
            Gain("Nia", "HEALTH", of_stays=True),
            Gain("Kim", "HEALTH", of_stays=False),
        )

    def test_is_whoever_was_taken_out_of_one_team_and_is_in_the_other(self):
        earlier = self.REMOVED - timedelta(9)
        stays = Around([place(1, "Nia", removed_at=self.REMOVED), place(1, "Nia", removed_at=earlier)])
        goes = Around([place(1, "Nia")])

        assert gains(stays, goes) == (Gain("Nia", "HEALTH", of_stays=False, removed_at=self.REMOVED),)

    @pytest.mark.parametrize(
        ("stays", "goes", "gained"),
        [
            pytest.param(["HEALTH", "HOMES"], [], [("HEALTH", True), ("HOMES", True)], id="one allocated"),
            pytest.param([], ["HEALTH", "HOMES"], [("HEALTH", False), ("HOMES", False)], id="the other"),
            pytest.param(["HEALTH", "HOMES"], ["HOMES", "POLICE"], [("HEALTH", True)], id="both"),
        ],
    )
    def test_is_each_agency_whose_allocation_stands(self, stays, goes, gained):
        found = gains(Around(agencies=stays), Around(agencies=goes))

        assert [(each.agency, each.of_stays) for each in found] == gained
