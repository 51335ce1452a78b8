"""Every table that belongs to a person or a family, and what becomes of its rows when two records are merged.

A test holds this to the database: a new table with a key to a person or a family has to be named here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from app.cases.rules.merge_words import MergeKind


class How(Enum):
    """How the rows of two records come together.

    MOVES: all of them become the one record's. ONCE: where both have a row for the same thing, one stands and
    the other is set aside. DAYS: where both have a row for the same days, one stands, and of the other only
    the days that are not covered by it.
    """

    MOVES = "moves"
    ONCE = "once"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of a table that belong to a person or a family by one of its columns.

    within: the columns, beside that one, that say which rows are about the same thing. unless: a row with a
    value in this column stands in nobody's way. whole: a row cannot be split in two, since others hang on it.
    other: another column for somebody of the same kind; nobody is related to themselves.
    tells: the columns in which two rows about the same thing may contradict each other.
    words: what a page calls one such row, and several.
    """

    table: str
    column: str
    words: tuple[str, str]
    how: How = How.MOVES
    within: tuple[str, ...] = ()
    unless: str | None = None
    whole: bool = False
    other: str | None = None
    tells: tuple[str, ...] = ()


ALLOCATION = Part("allocation", "family_id", ("allocation", "allocations"), How.DAYS, whole=True)
CLAIM = Part("claim", "family_id", ("claim", "claims"), How.ONCE, ("phase",))
HOUSEHOLD = Part(
    "household_member",
    "family_id",
    ("person of the household", "people of the household"),
    How.DAYS,
    ("person_id",),
    tells=("role",),
)
MEMBERSHIP = Part(
    "household_member",
    "person_id",
    ("stay in a family", "stays in families"),
    How.DAYS,
    ("family_id",),
    tells=("role",),
)
EVIDENCE = Part(
    "criterion_evidence",
    "family_id",
    ("piece of evidence of a criterion", "pieces of evidence of criteria"),
    How.ONCE,
    ("criterion", "person_id", "starts_on"),
    tells=("met", "ends_on"),
)
PERSONS_EVIDENCE = Part(
    "criterion_evidence",
    "person_id",
    EVIDENCE.words,
    How.ONCE,
    ("family_id", "criterion", "starts_on"),
    tells=EVIDENCE.tells,
)

ENTERED = ("entry of evidence by hand", "entries of evidence by hand")
REQUESTED = ("request for a figure", "requests for figures")

WITHDRAWN = Part(
    "withdrawn_membership",
    "family_id",
    ("stay taken back as a mistake", "stays taken back as mistakes"),
)
PERSONS_WITHDRAWN = Part("withdrawn_membership", "person_id", WITHDRAWN.words)
PUT_BACK = "put_back_at"

REMOVED = "removed_at"
TEAM = Part(
    "team_member",
    "family_id",
    ("place in the team", "places in the team"),
    How.DAYS,
    ("practitioner_id",),
    unless=REMOVED,
)

RELATIONSHIP = "relationship"
_THE_FIRST = ("first_person_id", "first_label")
_THE_SECOND = ("second_person_id", "second_label")


def _relationship(column: str, *within: str, other: str | None = None) -> Part:
    """Relationships by one of their columns; a correction is no second relationship."""
    return Part(
        RELATIONSHIP,
        column,
        ("relationship", "relationships"),
        How.ONCE,
        ("kind", "described", "ends_on", *within),
        unless="set_aside_at",
        other=other,
        tells=("responsibility", "starts_on"),
    )


TIES = _relationship("first_person_id", "family_id", "first_label", *_THE_SECOND)
"""Relationships once both of their columns name the one person: those with the same two tell the same."""

PARTS: Mapping[MergeKind, tuple[Part, ...]] = {
    MergeKind.PERSON: (
        MEMBERSHIP,
        PERSONS_WITHDRAWN,
        PERSONS_EVIDENCE,
        Part(
            "measurement",
            "person_id",
            ("measurement", "measurements"),
            How.ONCE,
            ("kind", "starts_on"),
            tells=("value", "ends_on"),
        ),
        Part(
            "assessed_child",
            "person_id",
            ("place in an assessment", "places in assessments"),
            How.ONCE,
            ("assessment_id",),
        ),
        Part("correction", "person_id", ("correction", "corrections")),
        Part("evidence_entry", "person_id", ENTERED),
        Part("evidence_request", "person_id", REQUESTED),
        Part("campaign_row", "person_id", ("case of a campaign", "cases of campaigns")),
        Part("campaign_row", "other_person_id", ("case of a campaign", "cases of campaigns")),
        _relationship("first_person_id", "family_id", *_THE_SECOND, other="second_person_id"),
        _relationship("second_person_id", "family_id", *_THE_FIRST, other="first_person_id"),
        Part("record_merge", "person_id", ("earlier merge", "earlier merges")),
    ),
    MergeKind.FAMILY: (
        HOUSEHOLD,
        WITHDRAWN,
        Part(
            "residence",
            "family_id",
            ("address", "addresses"),
            How.DAYS,
            tells=("ward_id", "address", "postcode"),
        ),
        EVIDENCE,
        Part(
            "triage_decision",
            "family_id",
            ("triage decision", "triage decisions"),
            How.ONCE,
            ("decided_on",),
            tells=("outcome", "reason", "deferred_until"),
        ),
        ALLOCATION,
        Part("lead_change", "family_id", ("change of lead professional", "changes of lead professional")),
        TEAM,
        Part("assessment", "family_id", ("assessment", "assessments")),
        CLAIM,
        Part(
            "part_override",
            "family_id",
            ("request to let a part of a result pass", "requests to let parts of results pass"),
            How.ONCE,
            ("part", "pack_code"),
            unless="refused_on",
            tells=("approved_on",),
        ),
        Part(
            "assurance_case",
            "family_id",
            ("case of an assurance visit", "cases of assurance visits"),
            How.ONCE,
            ("visit_id",),
        ),
        Part("document", "family_id", ("document", "documents")),
        Part("evidence_entry", "family_id", ENTERED),
        Part("evidence_request", "family_id", REQUESTED),
        Part("case_note", "family_id", ("note", "notes")),
        Part("oversight_note", "family_id", ("oversight note", "oversight notes")),
        Part(
            "agency_answer",
            "family_id",
            ("answer of an agency", "answers of agencies"),
            How.ONCE,
            ("reply_id",),
            tells=("knowledge",),
        ),
        Part("referral", "family_id", ("referral", "referrals")),
        Part("correction", "family_id", ("correction", "corrections")),
        _relationship("family_id", *_THE_FIRST, *_THE_SECOND),
        Part("record_merge", "family_id", ("earlier merge", "earlier merges")),
    ),
}

CORRECTS = "corrects"
"""The column by which a relationship names the one that it stands in place of: it stands without it too."""

HANGING: Mapping[str, tuple[tuple[str, str], ...]] = {
    "allocation": (("allocation_agency", "allocation_id"), ("lead_professional", "allocation_id")),
    "triage_decision": (("replaced_decision", "decision_id"),),
    "claim": (("claim_line", "claim_id"),),
    "relationship": (("relationship", CORRECTS),),
    "claim_line": (
        ("claim_evidence", "line_id"),
        ("claim_move", "line_id"),
        ("claim_concern", "line_id"),
        ("claim_overlap", "line_id"),
        ("claim_past_proof", "line_id"),
    ),
}
"""What hangs on a row that is set aside: tables, and the columns by which their rows do.

They are set aside with it; but a relationship that stands in place of it stands on, unless it is itself
between the two.
"""

WITHIN_ITS_DAYS: Mapping[str, tuple[str, ...]] = {"allocation": ("lead_professional",)}
"""The tables whose rows keep within the days of the row that they hang on."""

FIELDS: Mapping[MergeKind, Mapping[str, tuple[str, ...]]] = {
    MergeKind.PERSON: {
        "forename": ("forename", "forename_key"),
        "surname": ("surname", "surname_key"),
        "born_on": ("born_on",),
        "expected_on": ("expected_on",),
        "sex": ("sex",),
        "ethnicity": ("ethnicity",),
        "first_language": ("first_language",),
        "is_disabled": ("is_disabled",),
    },
    MergeKind.FAMILY: {
        "identified": ("identified_on", "identified_how"),
        "attached_on": ("attached_on",),
        "funded_elsewhere": ("funded_elsewhere",),
        "not_workable_reason": ("not_workable_reason",),
    },
}
"""What of a record itself may be taken from either of the two, and the columns that go together."""
