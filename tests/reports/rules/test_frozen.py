"""What a release freezes: text that gives the same rows back, and one hash over all of it."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.rules.caf_facts import (
    ChildAssessed,
    ChildRow,
    ConsentRow,
    ReviewActionRow,
    ReviewRow,
)
from app.reports.rules.facts import (
    ActionRow,
    AllocationFact,
    AssessmentRow,
    AuditedRow,
    FamilyRow,
    ResultRow,
    ReturnLineRow,
    TargetRow,
    VisitRow,
)
from app.reports.rules.frozen import (
    ROW_KINDS,
    Manifest,
    Protection,
    content,
    contents_of,
    digest,
    plain,
    release_digest,
    thaw,
)
from app.reports.rules.partner_rows import (
    AgreementRow,
    ComparatorRow,
    InvitationRow,
    PlaceRow,
    PractitionerRow,
    ReferralRow,
    WorkedRow,
)
from app.reports.rules.signing import CheckThen, Signing, Step
from app.reports.rules.vocabulary import ReleaseKind
from tests.reports.rules.rows import (
    a_family,
    a_frozen,
    a_manifest,
    a_visit,
    an_action,
    an_audited_line,
)

WORDS = st.text(max_size=12)
DAYS = st.dates(date(2009, 1, 1), date(2015, 12, 31))
ALLOCATIONS = st.builds(
    AllocationFact,
    route=WORDS,
    agencies=st.lists(WORDS, max_size=3).map(tuple),
    starts_on=DAYS,
    has_started=st.booleans(),
)
ROWS: dict[type, st.SearchStrategy[object]] = {
    FamilyRow: st.builds(
        FamilyRow,
        family_id=st.uuids(),
        listed_how=WORDS,
        ward=WORDS,
        rollout=WORDS,
        outcome=st.none() | WORDS,
        reason=st.none() | WORDS,
        decided_on=st.none() | DAYS,
        allocations=st.lists(ALLOCATIONS, max_size=2).map(tuple),
        criteria_confirmed=st.booleans(),
        funded_elsewhere=st.booleans(),
        attached_on=st.none() | DAYS,
        cohort=st.none() | st.integers(2012, 2014),
    ),
    AssessmentRow: st.builds(
        AssessmentRow,
        assessment_id=st.uuids(),
        kind=WORDS,
        initiated_on=DAYS,
        initiating_agency=WORDS,
        primary_reason=WORDS,
        reasons=st.lists(WORDS, max_size=3).map(tuple),
        lead_agency=st.none() | WORDS,
        has_lead=st.booleans(),
        consented_on=st.none() | DAYS,
        assessment_completed_on=st.none() | DAYS,
        first_team_meeting_on=st.none() | DAYS,
        first_reviewed_on=st.none() | DAYS,
        closed_on=st.none() | DAYS,
        closure_reason=st.none() | WORDS,
        age_band=st.none() | WORDS,
        sex=st.none() | WORDS,
        ethnicity=st.none() | WORDS,
    ),
    ConsentRow: st.builds(
        ConsentRow,
        consent_id=st.uuids(),
        assessment_id=st.uuids(),
        family_id=st.uuids(),
        decided_on=DAYS,
        decision=WORDS,
        initiating_agency=WORDS,
        primary_reason=WORDS,
        risk=WORDS,
        follow_up=WORDS,
        next_step=WORDS,
    ),
    ReviewRow: st.builds(
        ReviewRow,
        review_id=st.uuids(),
        category=WORDS,
        scored_on=DAYS,
        scores=st.lists(st.tuples(WORDS, st.integers(0, 9), st.integers(0, 9)), max_size=3).map(tuple),
    ),
    ReviewActionRow: st.builds(
        ReviewActionRow, action_id=st.uuids(), category=WORDS, due_on=DAYS, state=WORDS
    ),
    ChildRow: st.builds(
        ChildRow,
        child_id=st.uuids(),
        family_id=st.uuids(),
        assessed=st.lists(
            st.builds(
                ChildAssessed,
                kind=WORDS,
                initiated_on=DAYS,
                closed_on=st.none() | DAYS,
                for_teenage_pregnancy=st.booleans(),
            ),
            max_size=2,
        ).map(tuple),
        groups=st.lists(WORDS, max_size=2).map(tuple),
    ),
    ResultRow: st.builds(
        ResultRow,
        family_id=st.uuids(),
        cohort_year=st.integers(2012, 2014),
        funded_elsewhere=st.booleans(),
        is_eligible=st.booleans(),
        outcomes=st.lists(st.tuples(WORDS, WORDS), max_size=3).map(tuple),
        payments=st.lists(st.tuples(WORDS, st.integers(0, 4_000_00)), max_size=3).map(tuple),
        claimed_before=st.lists(WORDS, max_size=3).map(tuple),
    ),
    ReturnLineRow: st.builds(
        ReturnLineRow,
        line_id=st.uuids(),
        family_id=st.uuids(),
        route=WORDS,
        value_pence=st.integers(0, 4_000_00),
        funded_elsewhere=st.booleans(),
        cohort_year=st.none() | st.integers(2012, 2014),
        part=WORDS,
    ),
    TargetRow: st.builds(
        TargetRow, measure=WORDS, financial_year=st.integers(2012, 2014), value=st.integers(0, 5000)
    ),
    AuditedRow: st.builds(
        AuditedRow,
        entry_id=st.uuids(),
        line_id=st.uuids(),
        family_id=st.uuids(),
        route=WORDS,
        batch=WORDS,
        closed_on=DAYS,
        result=st.none() | WORDS,
        finding=st.none() | WORDS,
    ),
    VisitRow: st.builds(VisitRow, visit_id=st.uuids(), kind=WORDS, visited_on=DAYS, rating=WORDS),
    ActionRow: st.builds(ActionRow, action_id=st.uuids(), visit_id=st.uuids(), due_on=DAYS, state=WORDS),
    InvitationRow: st.builds(
        InvitationRow, invitation_id=st.uuids(), agency=WORDS, met_on=DAYS, answer=WORDS
    ),
    WorkedRow: st.builds(
        WorkedRow,
        family_id=st.uuids(),
        agency=WORDS,
        chosen=st.none() | WORDS,
        changes=st.integers(0, 9),
        is_overseen=st.booleans(),
    ),
    ReferralRow: st.builds(
        ReferralRow,
        referral_id=st.uuids(),
        agency=WORDS,
        referred_on=DAYS,
        outcome=WORDS,
        decided_on=st.none() | DAYS,
    ),
    PlaceRow: st.builds(PlaceRow, booking_id=st.uuids(), phase=WORDS, was_taken=st.booleans()),
    PractitionerRow: st.builds(
        PractitionerRow,
        practitioner_id=st.uuids(),
        agency=WORDS,
        trained=st.lists(WORDS, max_size=3).map(tuple),
        has_mentor=st.booleans(),
    ),
    AgreementRow: st.builds(AgreementRow, agreement_id=st.uuids(), agency=WORDS, kind=WORDS, state=WORDS),
    ComparatorRow: st.builds(
        ComparatorRow,
        measure=WORDS,
        against=WORDS,
        percent=st.integers(0, 100),
        families=st.none() | st.integers(0, 99_999),
        on=DAYS,
        source=WORDS,
    ),
}


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_a_frozen_row_comes_back_as_it_was(kind, data):
    row = data.draw(ROWS[kind])

    assert thaw(kind, json.loads(content(row))) == row


def test_every_kind_of_row_that_a_release_keeps_is_among_them():
    assert set(ROW_KINDS.values()) == set(ROWS)
    assert set(a_frozen().kinds()) == set(ROW_KINDS)


def test_what_the_first_releases_did_not_have_leaves_their_content_and_their_hash_as_they_were():
    frozen = a_frozen()
    kept = json.loads(content(frozen.manifest))
    inputs = dict.fromkeys(frozen.kinds(), ())

    assert "signing" not in kept
    assert release_digest(frozen.manifest, inputs) == (
        hashlib.sha256(
            content(frozen.manifest).encode() + b"\nfamilies\n\nassessments\n\nresults\n\ntargets\n"
        ).hexdigest()
    )


def test_a_signed_manifest_comes_back_with_its_signatures():
    signing = Signing(
        2,
        1,
        (Step("Prepared by", "Petra Preparer", date(2013, 7, 12)),),
        (CheckThen("R101Q", "QUERY", "As many as promised.", False, "12.", "Few.", "Petra Preparer"),),
    )
    manifest = replace(a_manifest(ReleaseKind.GOVERNMENT_RETURN), signing=signing)

    assert thaw(Manifest, json.loads(content(manifest))) == manifest


def test_a_public_manifest_comes_back_with_what_it_hides():
    hidden = Protection("children-in-need", 5, "c", ("9f",), ("families.listed@2013-03-31",), 1, 2, 3, 3)
    manifest = replace(a_manifest(), protection=hidden)

    assert thaw(Manifest, json.loads(content(manifest))) == manifest
    assert "protection" not in content(a_manifest())  # so that earlier releases keep their hash


@pytest.mark.parametrize("kind", ReleaseKind)
def test_a_manifest_comes_back_as_it_was(kind):
    manifest = a_manifest(kind)

    assert thaw(Manifest, json.loads(content(manifest))) == manifest


def test_a_row_is_frozen_as_canonical_text():
    text = content(a_family(1, ward="St Ann’s"))

    assert text == json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert '"ward":"St Ann’s"' in text
    assert '"decided_on":"2012-11-26"' in text


def test_a_row_that_lacks_a_field_is_not_guessed():
    row = plain(a_family(1))
    del row["ward"]

    with pytest.raises(KeyError, match="ward"):
        thaw(FamilyRow, row)


@dataclass(frozen=True)
class Pair:
    both: tuple[UUID, date]


def test_a_tuple_of_fixed_length_is_read_field_by_field():
    pair = Pair((UUID(int=1), date(2013, 3, 31)))

    assert thaw(Pair, json.loads(content(pair))) == pair


def hash_of(**given: object) -> str:
    frozen = replace(a_frozen(), **given)
    return release_digest(frozen.manifest, contents_of(frozen).digests)


def test_what_is_kept_of_each_row_is_its_text_and_the_hash_of_that():
    frozen = a_frozen()

    kept = contents_of(frozen)

    for kind, rows in frozen.kinds().items():
        assert kept.texts[kind] == tuple(content(row) for row in rows)
        assert kept.digests[kind] == tuple(digest(text) for text in kept.texts[kind])


def test_the_same_records_have_the_same_hash():
    assert hash_of() == hash_of()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"families": (a_family(1),)}, id="families"),
        pytest.param({"assessments": ()}, id="assessments"),
        pytest.param({"results": ()}, id="results"),
        pytest.param({"targets": ()}, id="targets"),
        pytest.param({"audited": (an_audited_line(),)}, id="audited lines"),
        pytest.param({"visits": (a_visit(),)}, id="visits"),
        pytest.param({"actions": (an_action(),)}, id="actions"),
        pytest.param({"manifest": a_manifest(as_at=date(2013, 2, 28))}, id="the day"),
        pytest.param({"manifest": replace(a_manifest(), definitions=())}, id="the definitions"),
        pytest.param({"manifest": replace(a_manifest(), pack="P1-2013")}, id="the rule pack"),
    ],
)
def test_whatever_a_release_is_made_from_changes_its_hash(change):
    assert hash_of(**change) != hash_of()


def test_a_release_from_before_a_kind_of_rows_was_kept_has_the_hash_that_it_was_given():
    manifest, rows = a_manifest(), {"families": [digest("a row")], "assessments": [], "results": []}

    before = release_digest(manifest, {**rows, "targets": []})

    assert before == release_digest(manifest, {**dict.fromkeys(ROW_KINDS, ()), **rows})
    expected = sha256(content(manifest).encode())
    for part in (b"\nfamilies\n", digest("a row"), b"\nassessments\n", b"\nresults\n", b"\ntargets\n"):
        expected.update(part)
    assert before == expected.hexdigest()


def test_the_order_of_rows_and_the_kind_they_are_of_change_the_hash():
    manifest, row, other = a_manifest(), digest("a row"), digest("another")
    nothing = dict.fromkeys(ROW_KINDS, ())

    found = {
        release_digest(manifest, {**nothing, "families": [row, other]}),
        release_digest(manifest, {**nothing, "families": [other, row]}),
        release_digest(manifest, {**nothing, "targets": [row, other]}),
        release_digest(manifest, {**nothing, "families": [row], "targets": [other]}),
    }

    assert len(found) == 4
