"""Steps for many families at once: shown first, then done over exactly what was shown."""

from datetime import date

import pytest

from app.claims.rules.lifecycle import LineState
from app.claims.services import bulk, preparing
from app.claims.services.bulk import CHANGED, GONE, Sent, Step
from app.claims.services.drafting import draft_claim
from app.errors import Forbidden, NotFound, RuleRefused
from tests.claims.claimable import (
    AUDITOR,
    COLLEAGUE,
    COORDINATOR,
    TODAY,
    a_window,
    as_another,
    better_at_school,
    change_rows,
    check_evidence,
    drafted,
    into_work,
    lines_of,
    put_in,
    was_in,
    with_progress,
)

BY_COORDINATOR = {"actor": COORDINATOR, "today": TODAY}


def shown(window, step, **more):
    return bulk.preview(window, step, **{**BY_COORDINATOR, **more})


def taken(preview, *, without=(), **more):
    sent = [Sent(item.id, item.mark) for item in preview.ready if item.id not in without]
    return bulk.carry_out(preview.window.id, preview.step, sent, **{**BY_COORDINATOR, **more})


def why(items):
    return {item.reference: item.left_out for item in items}


def test_all_that_may_be_claimed_is_shown_with_what_is_left_out_and_why_and_then_drafted(database):
    one, other, third = better_at_school(), with_progress(), into_work(attached_on=date(2013, 7, 1))
    put_in(database, one, other, third, as_another(into_work(attached_on=date(2014, 1, 1))))
    window = a_window()
    drafted(third.family_id, window)
    change_rows("update claim_line set state = 'not-valid'")

    preview = shown(window, Step.DRAFT)
    outcome = taken(preview)

    assert {(item.reference, item.value) for item in preview.ready} == {("T-1", 700_00), ("T-2", 800_00)}
    assert preview.value == outcome.value == 1500_00
    assert [item.reference for item in outcome.done] == ["T-1", "T-2"]
    assert outcome.left_out == ()
    assert len(lines_of(other.family_id)) == 2


def test_what_changed_since_it_was_shown_is_left_out_and_named(database):
    families = [better_at_school() for _ in range(3)]
    put_in(database, *families)
    window = a_window()
    preview = shown(window, Step.DRAFT)
    draft_claim(families[0].family_id, window, actor=COLLEAGUE, today=TODAY)
    change_rows("update family set funded_elsewhere = 'ESF' where id = :id", id=families[1].family_id)

    outcome = taken(preview)

    assert [item.reference for item in outcome.done] == ["T-3"]
    assert set(why(outcome.left_out)) == {"T-1", "T-2"}
    assert why(outcome.left_out)["T-1"].startswith("Education, crime and anti-social behaviour is claimed")
    assert why(outcome.left_out)["T-2"] == CHANGED


def test_of_families_that_share_people_only_the_first_is_drafted(database):
    one, other = better_at_school(), better_at_school()
    put_in(database, one, other)
    was_in(other.family_id, one.members[0].person_id)
    window = a_window()

    preview = shown(window, Step.DRAFT)
    taken(preview)

    assert [item.reference for item in preview.ready] == ["T-1"]
    assert why(preview.left_out)["T-2"].startswith("People of this family stood in another one")
    assert "1 person of this family stood in family T-1" in why(shown(window, Step.DRAFT).left_out)["T-2"]


def test_drafts_are_completed_and_sent_to_audit_in_steps(database):
    families = put_in(database, better_at_school(), better_at_school())
    window = a_window()
    taken(shown(window, Step.DRAFT))
    for family in families:
        check_evidence(family)
    change_rows(
        "update measurement set value = 5 where kind = 'fixed-term-exclusions' and person_id in"
        " (select person_id from household_member where family_id = :id)",
        id=families[1],
    )

    preview = shown(window, Step.COMPLETE)
    completing = taken(preview)
    sending = taken(shown(window, Step.SEND_TO_AUDIT))

    assert [item.reference for item in completing.done] == ["T-1"]
    assert why(preview.left_out)["T-2"].startswith("School exclusions and attendance: fail.")
    assert [item.reference for item in sending.done] == ["T-1"]
    assert [line.state for family in families for line in lines_of(family)] == [
        LineState.WITH_INTERNAL_AUDIT,
        LineState.DRAFT,
    ]


def test_a_line_that_somebody_moved_or_withdrew_is_left_out_and_the_others_go_on(database):
    families = put_in(database, *(better_at_school() for _ in range(3)))
    window = a_window()
    taken(shown(window, Step.DRAFT))
    for family in families:
        check_evidence(family)
    preview = shown(window, Step.COMPLETE)
    first, second, _ = (lines_of(family)[0] for family in families)
    preparing.test_again(first.id, version=1, **BY_COORDINATOR)
    preparing.withdraw_line(second.id, "Not ours.", version=1, **BY_COORDINATOR)

    outcome = taken(preview)

    assert [item.reference for item in outcome.done] == ["T-3"]
    assert sorted(item.left_out for item in outcome.left_out) == sorted([CHANGED, GONE])


def test_all_drafts_are_tested_again_in_one_step(database):
    (family,) = put_in(database, better_at_school())
    window = a_window()
    drafted(family, window)
    change_rows("update measurement set extract_on = '2013-07-08'")

    before = shown(window, Step.COMPLETE)
    taken(shown(window, Step.TEST_AGAIN))
    check_evidence(family)

    assert why(before.left_out)["T-1"] == preparing.TEST_AGAIN
    assert [item.reference for item in shown(window, Step.COMPLETE).ready] == ["T-1"]


def test_whoever_audited_a_claim_takes_no_step_with_it(database):
    (family,) = put_in(database, better_at_school())
    window = a_window()
    (line,) = drafted(family, window)
    change_rows(
        "insert into claim_move (id, line_id, from_state, to_state, moved_on, moved_at, moved_by) values"
        " (gen_random_uuid(), :line, 'with-internal-audit', 'draft', '2013-07-12', now(), :auditor)",
        line=line.id,
        auditor=COLLEAGUE.user_id,
    )

    [left_out] = shown(window, Step.COMPLETE, actor=COLLEAGUE).left_out

    assert left_out.left_out == "You audited this claim, so somebody else must prepare it."
    assert shown(window, Step.COMPLETE).ready


def test_a_step_is_refused_with_a_sentence_when_it_cannot_be_taken_at_all(database):
    window = a_window()

    def refusal(kind, act):
        with pytest.raises(kind) as refused:
            act()
        return refused.value.code

    assert refusal(RuleRefused, lambda: bulk.carry_out(window, Step.DRAFT, [], **BY_COORDINATOR)) == (
        "nothing-chosen"
    )
    many = [Sent(window, "1")] + [Sent(as_another(better_at_school()).family_id, "1") for _ in range(500)]
    assert refusal(RuleRefused, lambda: bulk.carry_out(window, Step.DRAFT, many, **BY_COORDINATOR)) == (
        "too-many"
    )
    late = date(2013, 8, 1)
    assert refusal(RuleRefused, lambda: shown(window, Step.DRAFT, today=late)) == "window-not-open"
    assert refusal(Forbidden, lambda: shown(window, Step.DRAFT, actor=AUDITOR)) == "role"
    assert refusal(NotFound, lambda: bulk.step_named("no-such-step")) == "claim-step"
