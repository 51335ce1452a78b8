"""No family is paid for twice: through merges, un-merges, moves, splits and re-formed households."""

import pytest

from app.cases.rules.merge_words import MergeKind
from app.claims.rules.lifecycle import LineState
from app.claims.services import bulk, opening, preparing
from app.claims.services.drafting import draft_claim
from app.errors import Conflict, RuleRefused
from tests.claims.claimable import (
    COORDINATOR,
    TODAY,
    a_window,
    better_at_school,
    change_rows,
    check_evidence,
    completed,
    drafted,
    lines_of,
    moves_to,
    put_in,
    was_in,
    with_progress,
)
from tests.merging.whole_database import merge, undo
from tests.rules.facts import a_child, a_parent, at_school


@pytest.fixture
def two(database):
    """Two families that may be claimed, of a child and a parent each."""
    families = [better_at_school(a_parent()) for _ in range(2)]
    put_in(database, *families)
    return families


@pytest.fixture
def window(database):
    return a_window()


def draft(family, window, reason=None):
    return draft_claim(family.family_id, window, reason=reason, actor=COORDINATOR, today=TODAY)


def refused(family, window, reason=None):
    with pytest.raises((Conflict, RuleRefused)) as refusal:
        draft(family, window, reason)
    return refusal.value


def test_a_family_merged_into_a_claimed_one_is_claimed_with_it(two, window):
    one, other = two
    completed(one.family_id, window)

    merge(MergeKind.FAMILY, other.family_id, one.family_id)

    assert refused(other, window).code == "already-claimed"
    assert [line.state for line in lines_of(other.family_id)] == [LineState.EVIDENCE_COMPLETE]


def test_two_claimed_families_are_not_merged(two, window):
    for family in two:
        completed(family.family_id, window)

    with pytest.raises(RuleRefused) as refusal:
        merge(MergeKind.FAMILY, two[0].family_id, two[1].family_id)

    assert refusal.value.code == "claimed-twice"


def test_of_two_drafts_one_is_set_aside_with_all_that_hangs_on_it_and_comes_back(two, window):
    one, other = two
    was_in(other.family_id, one.members[0].person_id)
    draft(one, window)
    draft(other, window, reason="A cousin who stayed in 2009.")

    made = merge(MergeKind.FAMILY, one.family_id, other.family_id)
    assert len(lines_of(one.family_id)) == 1
    undo(made)

    assert [len(lines_of(family.family_id)) for family in two] == [1, 1]


def test_a_merge_undone_gives_each_family_its_own_again_and_no_more(two, window):
    one, other = two
    made = merge(MergeKind.FAMILY, one.family_id, other.family_id)
    undo(made)

    drafted(one.family_id, window)
    drafted(other.family_id, window)

    assert [len(lines_of(family.family_id)) for family in two] == [1, 1]


def test_a_merge_is_not_undone_once_the_one_family_has_been_claimed(two, window):
    one, other = two
    made = merge(MergeKind.FAMILY, one.family_id, other.family_id)
    completed(one.family_id, window)

    with pytest.raises(RuleRefused) as refusal:
        undo(made)

    assert refusal.value.code == "claimed-since"


def test_somebody_who_has_moved_from_a_claimed_family_asks_for_a_reason_that_is_kept(two, window):
    one, other = two
    completed(one.family_id, window)
    moves_to(one.members[1].person_id, other.family_id)

    without = refused(other, window)
    draft(other, window, reason="Her new household, with other children.")
    check_evidence(other.family_id)
    (line,) = lines_of(other.family_id)
    preparing.complete_line(line.id, version=line.version, actor=COORDINATOR, today=TODAY)

    assert without.code == "shares-people"
    assert without.message == (
        "1 person of this family stood in family T-1, which has a claim in this phase. Say why this is"
        " another family, or leave it."
    )
    assert lines_of(other.family_id)[0].state is LineState.EVIDENCE_COMPLETE


def test_somebody_who_moves_after_the_draft_is_asked_about_before_it_is_complete(two, window):
    one, other = two
    completed(one.family_id, window)
    (line,) = drafted(other.family_id, window)
    was_in(other.family_id, one.members[1].person_id)

    with pytest.raises(RuleRefused) as refusal:
        preparing.complete_line(line.id, version=line.version, actor=COORDINATOR, today=TODAY)

    assert "1 person of this family stood in family T-1" in refusal.value.message


def test_the_reason_is_given_for_a_line_that_is_drafted_already_and_kept(two, window):
    one, other = two
    completed(one.family_id, window)
    (line,) = drafted(other.family_id, window)
    with pytest.raises(RuleRefused) as nothing:
        preparing.say_another_family(line.id, "A cousin.", version=1, actor=COORDINATOR, today=TODAY)
    was_in(other.family_id, one.members[1].person_id)

    version = preparing.say_another_family(
        line.id, "A cousin, in 2009.", version=1, actor=COORDINATOR, today=TODAY
    )
    version = preparing.complete_line(line.id, version=version, actor=COORDINATOR, today=TODAY)

    assert nothing.value.code == "nothing-shared"
    found = opening.open_line(line.id, actor=COORDINATOR, today=TODAY)
    assert (found.shared, found.to_answer) == ((("T-1", "A cousin, in 2009."),), ())


def test_one_reason_is_enough_for_every_line_of_both_claims(database, window):
    one, other = with_progress(), with_progress()
    put_in(database, one, other)
    completed(one.family_id, window)
    first, second = drafted(other.family_id, window)
    was_in(other.family_id, one.members[1].person_id)

    preparing.say_another_family(first.id, "A lodger.", version=1, actor=COORDINATOR, today=TODAY)

    for line in (second, *lines_of(one.family_id)):
        assert opening.open_line(line.id, actor=COORDINATOR, today=TODAY).to_answer == ()


def test_somebody_who_moves_before_it_goes_to_audit_is_asked_about_then(two, window):
    one, other = two
    completed(one.family_id, window)
    (line,) = completed(other.family_id, window)
    was_in(other.family_id, one.members[1].person_id)

    with pytest.raises(RuleRefused) as refusal:
        preparing.send_to_audit(line.id, version=line.version, actor=COORDINATOR, today=TODAY)
    [left_out] = [
        item
        for item in bulk.preview(window, bulk.Step.SEND_TO_AUDIT, actor=COORDINATOR, today=TODAY).left_out
        if item.id == line.id
    ]

    assert refusal.value.code == "shares-people"
    assert left_out.left_out == refusal.value.message


def test_a_household_split_in_two_asks_for_a_reason_for_whichever_half_comes_second(database, window):
    halves = [better_at_school(a_parent(), a_child(*at_school())) for _ in range(4)]
    put_in(database, *halves)
    for whole, new in (halves[:2], halves[2:]):
        change_rows("delete from household_member where family_id = :id", id=new.family_id)
        moves_to(whole.members[0].person_id, new.family_id)
    draft(halves[0], window)
    draft(halves[3], window)

    second = [refused(family, window) for family in (halves[1], halves[2])]

    assert [each.code for each in second] == ["shares-people", "shares-people"]


def test_a_household_that_lives_on_whole_under_a_new_record_is_one_family(two, window):
    one, other = two
    completed(one.family_id, window)
    change_rows("delete from household_member where family_id = :id", id=other.family_id)
    for member in one.members:
        moves_to(member.person_id, other.family_id)

    refusal = refused(other, window, reason="A new start.")

    assert refusal.code == "same-household"
    assert refusal.message == (
        "Everybody in this family came from family T-1, where nobody is left, and which has a claim in this"
        " phase. It is one family: merge the two records."
    )


def test_a_claim_that_was_withdrawn_or_not_valid_stands_in_nobodys_way(two, window):
    one, other = two
    (line,) = drafted(one.family_id, window)
    preparing.withdraw_line(line.id, "Not ours.", version=1, actor=COORDINATOR, today=TODAY)
    was_in(other.family_id, one.members[0].person_id)

    assert draft(other, window).line_ids


def test_a_claim_of_another_phase_stands_in_nobodys_way(two, window):
    one, other = two
    drafted(one.family_id, window)
    change_rows("update claim set phase = 'phase-two'")
    was_in(other.family_id, one.members[0].person_id)

    assert draft(other, window).line_ids
