"""Documents, evidence entered by hand, requests for what is missing, and checks of a claim's evidence."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0023"
branch_labels = None
depends_on = None

MEDIA_TYPES = ("application/pdf", "image/png", "image/jpeg", "text/plain")
KINDS = (
    "unauthorised-absence",
    "fixed-term-exclusions",
    "antisocial-behaviour-incidents",
    "proven-offences",
    "out-of-work-benefit",
    "employment",
    "work-programme",
)
CRITERIA = (
    "proven-offence",
    "asb-order",
    "housing-asb-intervention",
    "permanent-exclusion",
    "three-fixed-term-exclusions",
    "pru-or-alternative-provision",
    "improving-behaviour-pru",
    "not-on-roll",
    "unauthorised-absence",
    "out-of-work-benefit",
    "local-child-in-need",
    "local-domestic-violence",
    "local-substance-misuse",
    "local-mental-health",
    "local-common-assessment",
)
STATES = ("asked", "answered", "none-there", "not-held", "not-ours", "withdrawn")
NOTICES = (
    "review-due",
    "review-overdue",
    "assessment-due",
    "assessment-overdue",
    "action-due",
    "action-overdue",
    "consent-due",
    "consent-overdue",
    "no-contact",
    "referral-news",
    "team-meeting",
    "cover",
    "weekly-digest",
)
VERIFIED = "ck_criterion_evidence_verified_by_and_on"


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("media_type", _word("media_type", MEDIA_TYPES), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("kept_by", sa.Uuid(), nullable=False),
        _instant("kept_at", nullable=False),
        _check("document", "sha256", "sha256 ~ '^[0-9a-f]{64}$'"),
        _check("document", "size", "size_bytes > 0"),
        _check("document", "name_length", "char_length(name) between 1 and 100"),
        _key("document", "family_id", "family"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_index(op.f("ix_document_family_id"), "document", ["family_id"])
    op.create_table(
        "evidence_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("kind", _word("measurement_kind", KINDS), nullable=True),
        sa.Column("criterion", _word("criterion", CRITERIA), nullable=True),
        sa.Column("met", sa.Boolean(), nullable=True),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("extract_on", sa.Date(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        _instant("entered_at", nullable=False),
        sa.Column("had_value", sa.Integer(), nullable=True),
        sa.Column("had_met", sa.Boolean(), nullable=True),
        sa.Column("had_ends_on", sa.Date(), nullable=True),
        sa.Column("had_source", sa.String(), nullable=True),
        sa.Column("had_extract_on", sa.Date(), nullable=True),
        sa.Column("checked_by", sa.Uuid(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        _check("evidence_entry", "starts_on_ends_on_order", "ends_on >= starts_on"),
        _check("evidence_entry", "of_one_sort", "(kind is null) <> (criterion is null)"),
        _check("evidence_entry", "value_with_kind", "(kind is null) = (value is null)"),
        _check("evidence_entry", "met_with_criterion", "(criterion is null) = (met is null)"),
        _check("evidence_entry", "measured_of_a_person", "kind is null or person_id is not null"),
        _check("evidence_entry", "value", "value >= 0"),
        _check("evidence_entry", "checked_by_and_on", "(checked_on is null) = (checked_by is null)"),
        _check("evidence_entry", "checked_by_another", "checked_by <> entered_by"),
        _check("evidence_entry", "source_length", "char_length(source) between 1 and 200"),
        _key("evidence_entry", "family_id", "family"),
        _key("evidence_entry", "person_id", "person"),
        _key("evidence_entry", "document_id", "document"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_entry")),
    )
    op.create_index(op.f("ix_evidence_entry_family_id"), "evidence_entry", ["family_id"])
    op.create_index(op.f("ix_evidence_entry_document_id"), "evidence_entry", ["document_id"])
    op.create_index(
        "ix_evidence_entry_person_id_kind_starts_on", "evidence_entry", ["person_id", "kind", "starts_on"]
    )
    op.create_table(
        "evidence_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _word("measurement_kind", KINDS), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("needed_by", sa.Date(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("state", _word("request_state", STATES), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        _instant("asked_at", nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        _instant("answered_at", nullable=True),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        _check("evidence_request", "first_on_last_on_order", "last_on >= first_on"),
        _check("evidence_request", "answered_when_settled", "(answered_at is null) = (state = 'asked')"),
        _check("evidence_request", "answered_by_and_at", "(answered_at is null) = (answered_by is null)"),
        _key("evidence_request", "family_id", "family"),
        _key("evidence_request", "person_id", "person"),
        _key("evidence_request", "agency_id", "agency"),
        _key("evidence_request", "entry_id", "evidence_entry"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_request")),
    )
    op.create_index(op.f("ix_evidence_request_family_id"), "evidence_request", ["family_id"])
    op.create_index(op.f("ix_evidence_request_agency_id"), "evidence_request", ["agency_id"])
    op.create_index(
        "ix_evidence_request_person_id_kind_first_on", "evidence_request", ["person_id", "kind", "first_on"]
    )
    for name, kind in (
        ("checked_by", sa.Uuid()),
        ("checked_on", sa.Date()),
        ("expires_on", sa.Date()),
        ("document_id", sa.Uuid()),
    ):
        op.add_column("claim_evidence", sa.Column(name, kind, nullable=True))
    op.create_check_constraint(
        op.f("ck_claim_evidence_checked_by_and_on"),
        "claim_evidence",
        "(checked_on is null) = (checked_by is null)",
    )
    op.create_foreign_key(
        op.f("fk_claim_evidence_document_id_document"), "claim_evidence", "document", ["document_id"], ["id"]
    )
    op.create_index(op.f("ix_claim_evidence_document_id"), "claim_evidence", ["document_id"])
    op.add_column("criterion_evidence", sa.Column("checked_by", sa.Uuid(), nullable=True))
    op.drop_constraint(op.f(VERIFIED), "criterion_evidence", type_="check")
    op.create_check_constraint(
        op.f(VERIFIED), "criterion_evidence", "verified_by is null or verified_on is not null"
    )
    op.create_check_constraint(
        op.f("ck_criterion_evidence_verified_by_somebody"),
        "criterion_evidence",
        "verified_on is null or verified_by is not null or checked_by is not null",
    )
    _tell_of(*NOTICES, "figure-asked")
    # What was entered, kept and asked is never taken out; a merge moves it, and a check is added to it.
    for table in ("document", "evidence_entry", "evidence_request"):
        op.execute(f"revoke delete on {table} from loxley_app")


def downgrade() -> None:
    """Who entered and checked what here is forgotten, and with it what only a user had verified.

    The files of documents stay on disk.
    """
    op.execute("delete from notice where kind = 'figure-asked'")
    _tell_of(*NOTICES)
    op.execute("update criterion_evidence set verified_on = null where verified_by is null")
    op.drop_constraint(
        op.f("ck_criterion_evidence_verified_by_somebody"), "criterion_evidence", type_="check"
    )
    op.drop_constraint(op.f(VERIFIED), "criterion_evidence", type_="check")
    op.create_check_constraint(
        op.f(VERIFIED), "criterion_evidence", "(verified_on is null) = (verified_by is null)"
    )
    op.drop_column("criterion_evidence", "checked_by")
    op.drop_index(op.f("ix_claim_evidence_document_id"), "claim_evidence")
    op.drop_constraint(op.f("fk_claim_evidence_document_id_document"), "claim_evidence", type_="foreignkey")
    op.drop_constraint(op.f("ck_claim_evidence_checked_by_and_on"), "claim_evidence", type_="check")
    for name in ("document_id", "expires_on", "checked_on", "checked_by"):
        op.drop_column("claim_evidence", name)
    for table in ("evidence_request", "evidence_entry", "document"):
        op.drop_table(table)


def _tell_of(*kinds: str) -> None:
    """Let reminders be of these kinds and no others."""
    name = op.f("ck_notice_notice_kind")
    op.drop_constraint(name, "notice", type_="check")
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.create_check_constraint(name, "notice", f"kind in ({listed})")


def _word(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _instant(name: str, *, nullable: bool) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _key(table: str, column: str, refers_to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{refers_to}.id"], name=op.f(f"fk_{table}_{column}_{refers_to}")
    )
