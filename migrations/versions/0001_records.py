"""The records of the programme: families, triage, CAF register, claims, releases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create extension if not exists btree_gist")
    op.create_table(
        "agency",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.Column("parent_organisation", sa.String(), nullable=True),
        sa.Column("data_sheet_order", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_code")),
    )
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
        sa.UniqueConstraint("position", name=op.f("uq_audit_event_position")),
    )
    op.create_index("ix_audit_event_subject_id_at", "audit_event", ["subject_id", "at"], unique=False)
    op.create_table(
        "claim_window",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column(
            "phase",
            sa.Enum(
                "phase-one",
                "phase-two",
                "supporting-families",
                name="phase",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.CheckConstraint("closes_on >= opens_on", name=op.f("ck_claim_window_opens_on_closes_on_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_window")),
        sa.UniqueConstraint("label", name=op.f("uq_claim_window_label")),
    )
    op.create_table(
        "family",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("import_key", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("identified_on", sa.Date(), nullable=True),
        sa.Column(
            "identified_how",
            sa.Enum(
                "data-match",
                "referral",
                "backdated",
                name="identified_how",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("attached_on", sa.Date(), nullable=True),
        sa.Column("funded_elsewhere", sa.String(), nullable=True),
        sa.Column("not_workable_reason", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(identified_how is null) = (identified_on is null)",
            name=op.f("ck_family_identified_how_and_when"),
        ),
        sa.CheckConstraint(
            "(reference is null) = (identified_on is null)", name=op.f("ck_family_reference_once_identified")
        ),
        sa.CheckConstraint(
            "attached_on is null or reference is not null", name=op.f("ck_family_attached_once_identified")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family")),
        sa.UniqueConstraint("import_key", name=op.f("uq_family_import_key")),
        sa.UniqueConstraint("reference", name=op.f("uq_family_reference")),
    )
    op.create_index("ix_family_updated_at_id", "family", ["updated_at", "id"], unique=False)
    op.create_table(
        "frozen_input",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_frozen_input")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "ready",
                "failed",
                "cancelled",
                name="job_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index(
        "ix_job_pending", "job", ["sent_at"], unique=False, postgresql_where=sa.text("status = 'pending'")
    )
    op.create_index("ix_job_requested_by_requested_at", "job", ["requested_by", "requested_at"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("import_key", sa.String(), nullable=False),
        sa.Column("forename", sa.String(), nullable=False),
        sa.Column("surname", sa.String(), nullable=False),
        sa.Column("forename_key", sa.String(), nullable=False),
        sa.Column("surname_key", sa.String(), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column(
            "sex",
            sa.Enum(
                "female", "male", "unknown", name="sex", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("ethnicity", sa.String(), nullable=True),
        sa.Column("first_language", sa.String(), nullable=True),
        sa.Column("is_disabled", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("import_key", name=op.f("uq_person_import_key")),
    )
    op.create_index("ix_person_surname_key", "person", ["surname_key", "forename_key", "id"], unique=False)
    op.create_table(
        "rollout_meeting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("import_key", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("rollout", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollout_meeting")),
        sa.UniqueConstraint("import_key", name=op.f("uq_rollout_meeting_import_key")),
    )
    op.create_table(
        "target",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("financial_year", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint("measure", "financial_year", name=op.f("uq_target_measure_financial_year")),
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
    )
    op.create_table(
        "ward",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("locality", sa.String(), nullable=True),
        sa.Column("boundary_set", sa.String(), nullable=True),
        sa.Column("gss_code", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ward")),
        sa.UniqueConstraint("name", name=op.f("uq_ward_name")),
    )
    op.create_table(
        "allocation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column(
            "route",
            sa.Enum(
                "rollout-meeting",
                "fip",
                "pilot",
                "referral",
                "backdated",
                name="allocation_route",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("family_id"), "="),
            (sa.text("daterange(starts_on, ends_on, '[]')"), "&&"),
            using="gist",
            name="ex_allocation_one_current",
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_allocation_starts_on_ends_on_order")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_allocation_family_id_family")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["rollout_meeting.id"], name=op.f("fk_allocation_meeting_id_rollout_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
        sa.UniqueConstraint("family_id", "starts_on", name=op.f("uq_allocation_family_id_starts_on")),
    )
    op.create_index(
        "ix_allocation_current",
        "allocation",
        ["family_id"],
        unique=False,
        postgresql_where=sa.text("ends_on is null"),
    )
    op.create_index(op.f("ix_allocation_meeting_id"), "allocation", ["meeting_id"], unique=False)
    op.create_table(
        "api_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("can_write", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_api_token_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    op.create_index(op.f("ix_api_token_user_id"), "api_token", ["user_id"], unique=False)
    op.create_table(
        "claim",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column(
            "phase",
            sa.Enum(
                "phase-one",
                "phase-two",
                "supporting-families",
                name="phase",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_claim_family_id_family")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("family_id", "phase", name=op.f("uq_claim_family_id_phase")),
    )
    op.create_table(
        "establishment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("import_key", sa.String(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("locality", sa.String(), nullable=True),
        sa.Column("cluster", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_establishment_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_establishment")),
        sa.UniqueConstraint("import_key", name=op.f("uq_establishment_import_key")),
    )
    op.create_index(op.f("ix_establishment_agency_id"), "establishment", ["agency_id"], unique=False)
    op.create_table(
        "household_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "parent-or-carer",
                "child",
                "other-adult",
                "unborn-child",
                name="member_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_household_member_starts_on_ends_on_order")),
        sa.ForeignKeyConstraint(
            ["family_id"], ["family.id"], name=op.f("fk_household_member_family_id_family")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_household_member_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_member")),
        sa.UniqueConstraint(
            "person_id",
            "family_id",
            "starts_on",
            name=op.f("uq_household_member_person_id_family_id_starts_on"),
        ),
    )
    op.create_index(op.f("ix_household_member_family_id"), "household_member", ["family_id"], unique=False)
    op.create_table(
        "job_progress",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancel_wanted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_job_progress_job_id_job")),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_job_progress")),
    )
    op.create_table(
        "measurement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "unauthorised-absence",
                "fixed-term-exclusions",
                "antisocial-behaviour-incidents",
                "proven-offences",
                "out-of-work-benefit",
                "employment",
                "work-programme",
                name="measurement_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("extract_on", sa.Date(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_measurement_starts_on_ends_on_order")),
        sa.CheckConstraint("value >= 0", name=op.f("ck_measurement_value")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_measurement_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement")),
        sa.UniqueConstraint(
            "person_id", "kind", "starts_on", name=op.f("uq_measurement_person_id_kind_starts_on")
        ),
    )
    op.create_table(
        "meeting_agency",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_meeting_agency_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["rollout_meeting.id"], name=op.f("fk_meeting_agency_meeting_id_rollout_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_agency")),
        sa.UniqueConstraint("meeting_id", "agency_id", name=op.f("uq_meeting_agency_meeting_id_agency_id")),
    )
    op.create_index(op.f("ix_meeting_agency_agency_id"), "meeting_agency", ["agency_id"], unique=False)
    op.create_table(
        "meeting_ward",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("ward_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["rollout_meeting.id"], name=op.f("fk_meeting_ward_meeting_id_rollout_meeting")
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_meeting_ward_ward_id_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_ward")),
        sa.UniqueConstraint("meeting_id", "ward_id", name=op.f("uq_meeting_ward_meeting_id_ward_id")),
    )
    op.create_index(op.f("ix_meeting_ward_ward_id"), "meeting_ward", ["ward_id"], unique=False)
    op.create_table(
        "practitioner",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("import_key", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("work_email", sa.String(), nullable=True),
        sa.Column("caseload_limit", sa.Integer(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.CheckConstraint("caseload_limit >= 0", name=op.f("ck_practitioner_caseload_limit")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_practitioner_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practitioner")),
        sa.UniqueConstraint("import_key", name=op.f("uq_practitioner_import_key")),
        sa.UniqueConstraint("user_id", name=op.f("uq_practitioner_user_id")),
    )
    op.create_table(
        "release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "board-report",
                "government-return",
                name="release_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "profile",
            sa.Enum(
                "internal", "public", name="profile", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("code_version", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("manifest", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_release_job_id_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("job_id", name=op.f("uq_release_job_id")),
    )
    op.create_index("ix_release_made_at_id", "release", ["made_at", "id"], unique=False)
    op.create_table(
        "residence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("ward_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("postcode", sa.String(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_residence_starts_on_ends_on_order")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_residence_family_id_family")),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_residence_ward_id_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_residence")),
        sa.UniqueConstraint("family_id", "starts_on", name=op.f("uq_residence_family_id_starts_on")),
    )
    op.create_index(
        "ix_residence_current",
        "residence",
        ["family_id"],
        unique=True,
        postgresql_where=sa.text("ends_on is null"),
    )
    op.create_index(op.f("ix_residence_ward_id"), "residence", ["ward_id"], unique=False)
    op.create_table(
        "triage_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "allocate",
                "check-for-claim",
                "not-to-be-allocated",
                name="triage_outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "social-care-case",
                "data-to-check",
                "single-agency-need",
                "moved-out-of-area",
                "deferred",
                "false-positive",
                name="not_allocated_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("deferred_until", sa.Date(), nullable=True),
        sa.Column("revision_reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(outcome = 'not-to-be-allocated') = (reason is not null)",
            name=op.f("ck_triage_decision_reason_when_not_to_be_allocated"),
        ),
        sa.CheckConstraint(
            "deferred_until is null or reason = 'deferred'", name=op.f("ck_triage_decision_deferred_until")
        ),
        sa.ForeignKeyConstraint(
            ["family_id"], ["family.id"], name=op.f("fk_triage_decision_family_id_family")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["rollout_meeting.id"], name=op.f("fk_triage_decision_meeting_id_rollout_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_triage_decision")),
        sa.UniqueConstraint("family_id", "decided_on", name=op.f("uq_triage_decision_family_id_decided_on")),
    )
    op.create_index(op.f("ix_triage_decision_meeting_id"), "triage_decision", ["meeting_id"], unique=False)
    op.create_table(
        "user_role",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "lead-professional",
                "team-member",
                "agency-manager",
                "programme-coordinator",
                "caf-coordinator",
                "internal-auditor",
                "authorising-officer",
                "analyst",
                "board-reader",
                "visiting-reader",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_user_role_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_role")),
        sa.UniqueConstraint("user_id", "role", name=op.f("uq_user_role_user_id_role")),
    )
    op.create_index(op.f("ix_user_role_user_id"), "user_role", ["user_id"], unique=False)
    op.create_table(
        "allocation_agency",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("allocation_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("position >= 1", name=op.f("ck_allocation_agency_position")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_allocation_agency_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["allocation_id"], ["allocation.id"], name=op.f("fk_allocation_agency_allocation_id_allocation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation_agency")),
        sa.UniqueConstraint(
            "allocation_id", "agency_id", name=op.f("uq_allocation_agency_allocation_id_agency_id")
        ),
        sa.UniqueConstraint(
            "allocation_id", "position", name=op.f("uq_allocation_agency_allocation_id_position")
        ),
    )
    op.create_index(op.f("ix_allocation_agency_agency_id"), "allocation_agency", ["agency_id"], unique=False)
    op.create_table(
        "assessment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("import_key", sa.String(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "caf",
                "family-assessment",
                name="assessment_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("initiated_on", sa.Date(), nullable=False),
        sa.Column("initiating_agency_id", sa.Uuid(), nullable=False),
        sa.Column("lead_practitioner_id", sa.Uuid(), nullable=True),
        sa.Column("lead_agency_id", sa.Uuid(), nullable=True),
        sa.Column("consented_on", sa.Date(), nullable=True),
        sa.Column("assessment_started_on", sa.Date(), nullable=True),
        sa.Column("assessment_completed_on", sa.Date(), nullable=True),
        sa.Column("first_team_meeting_on", sa.Date(), nullable=True),
        sa.Column("first_reviewed_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column(
            "closure_reason",
            sa.Enum(
                "needs-met",
                "escalated-to-social-care",
                "family-disengaged",
                "consent-withdrawn",
                "moved-away",
                "other",
                name="closure_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "(closed_on is null) = (closure_reason is null)", name=op.f("ck_assessment_closed_with_a_reason")
        ),
        sa.CheckConstraint(
            "assessment_completed_on >= assessment_started_on",
            name=op.f("ck_assessment_assessment_started_on_assessment_completed_on_order"),
        ),
        sa.CheckConstraint(
            "closed_on >= initiated_on", name=op.f("ck_assessment_initiated_on_closed_on_order")
        ),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_assessment_family_id_family")),
        sa.ForeignKeyConstraint(
            ["initiating_agency_id"], ["agency.id"], name=op.f("fk_assessment_initiating_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["lead_agency_id"], ["agency.id"], name=op.f("fk_assessment_lead_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["lead_practitioner_id"],
            ["practitioner.id"],
            name=op.f("fk_assessment_lead_practitioner_id_practitioner"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("import_key", name=op.f("uq_assessment_import_key")),
    )
    op.create_index(op.f("ix_assessment_family_id"), "assessment", ["family_id"], unique=False)
    op.create_index("ix_assessment_initiated_on", "assessment", ["initiated_on"], unique=False)
    op.create_index(
        op.f("ix_assessment_initiating_agency_id"), "assessment", ["initiating_agency_id"], unique=False
    )
    op.create_index(op.f("ix_assessment_lead_agency_id"), "assessment", ["lead_agency_id"], unique=False)
    op.create_index(
        op.f("ix_assessment_lead_practitioner_id"), "assessment", ["lead_practitioner_id"], unique=False
    )
    op.create_table(
        "claim_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column(
            "route",
            sa.Enum(
                "education-and-crime",
                "progress-to-work",
                "continuous-employment",
                name="route",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("window_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "evidence-complete",
                "with-internal-audit",
                "audited",
                "on-a-return",
                "submitted",
                "paid",
                "not-valid",
                "withdrawn",
                name="line_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("value_pence", sa.BigInteger(), nullable=False),
        sa.Column("drafted_on", sa.Date(), nullable=False),
        sa.CheckConstraint("value_pence >= 0", name=op.f("ck_claim_line_value")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_line_claim_id_claim")),
        sa.ForeignKeyConstraint(
            ["window_id"], ["claim_window.id"], name=op.f("fk_claim_line_window_id_claim_window")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_line")),
        sa.UniqueConstraint("claim_id", "route", name=op.f("uq_claim_line_claim_id_route")),
    )
    op.create_index(op.f("ix_claim_line_window_id"), "claim_line", ["window_id"], unique=False)
    op.create_table(
        "criterion_evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column(
            "criterion",
            sa.Enum(
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
                name="criterion",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("extract_on", sa.Date(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(verified_on is null) = (verified_by is null)",
            name=op.f("ck_criterion_evidence_verified_by_and_on"),
        ),
        sa.CheckConstraint(
            "ends_on >= starts_on", name=op.f("ck_criterion_evidence_starts_on_ends_on_order")
        ),
        sa.ForeignKeyConstraint(
            ["family_id"], ["family.id"], name=op.f("fk_criterion_evidence_family_id_family")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_criterion_evidence_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["verified_by"], ["practitioner.id"], name=op.f("fk_criterion_evidence_verified_by_practitioner")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion_evidence")),
    )
    op.create_index(
        op.f("ix_criterion_evidence_person_id"), "criterion_evidence", ["person_id"], unique=False
    )
    op.create_index(
        "uq_criterion_evidence_fact",
        "criterion_evidence",
        ["family_id", "criterion", "person_id", "starts_on"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "figure",
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("figure_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("coordinates", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "count",
                "percent",
                "pence",
                "days",
                name="unit",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.Numeric(), nullable=True),
        sa.Column("members", postgresql.ARRAY(sa.Uuid()), nullable=True),
        sa.Column(
            "members_are",
            sa.Enum(
                "families",
                "assessments",
                name="count_of",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("formula", sa.String(), nullable=True),
        sa.Column("inputs", postgresql.ARRAY(sa.String()), nullable=True),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_figure_release_id_release")),
        sa.PrimaryKeyConstraint("release_id", "figure_id", name=op.f("pk_figure")),
    )
    op.create_table(
        "lead_professional",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("allocation_id", sa.Uuid(), nullable=False),
        sa.Column("practitioner_id", sa.Uuid(), nullable=False),
        sa.Column("establishment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "chosen",
            sa.Enum(
                "best-relationship",
                "key-worker",
                "by-default",
                name="lead_chosen",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_lead_professional_starts_on_ends_on_order")),
        sa.ForeignKeyConstraint(
            ["allocation_id"], ["allocation.id"], name=op.f("fk_lead_professional_allocation_id_allocation")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_lead_professional_establishment_id_establishment"),
        ),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["practitioner.id"],
            name=op.f("fk_lead_professional_practitioner_id_practitioner"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_professional")),
        sa.UniqueConstraint(
            "allocation_id", "starts_on", name=op.f("uq_lead_professional_allocation_id_starts_on")
        ),
    )
    op.create_index(
        op.f("ix_lead_professional_establishment_id"), "lead_professional", ["establishment_id"], unique=False
    )
    op.create_index(
        op.f("ix_lead_professional_practitioner_id"), "lead_professional", ["practitioner_id"], unique=False
    )
    op.create_table(
        "posting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practitioner_id", sa.Uuid(), nullable=False),
        sa.Column("establishment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "responsibility",
            sa.Enum(
                "own-caseload",
                "establishment",
                "agency",
                name="responsibility",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_posting_starts_on_ends_on_order")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_posting_establishment_id_establishment")
        ),
        sa.ForeignKeyConstraint(
            ["practitioner_id"], ["practitioner.id"], name=op.f("fk_posting_practitioner_id_practitioner")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
        sa.UniqueConstraint(
            "practitioner_id",
            "establishment_id",
            "starts_on",
            name=op.f("uq_posting_practitioner_id_establishment_id_starts_on"),
        ),
    )
    op.create_index(op.f("ix_posting_establishment_id"), "posting", ["establishment_id"], unique=False)
    op.create_index(op.f("ix_posting_practitioner_id"), "posting", ["practitioner_id"], unique=False)
    op.create_table(
        "release_file",
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_release_file_release_id_release")
        ),
        sa.PrimaryKeyConstraint("release_id", "name", name=op.f("pk_release_file")),
    )
    op.create_table(
        "release_inputs",
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("digests", postgresql.ARRAY(sa.LargeBinary()), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_release_inputs_release_id_release")
        ),
        sa.PrimaryKeyConstraint("release_id", "kind", name=op.f("pk_release_inputs")),
    )
    op.create_table(
        "release_reader",
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_release_reader_release_id_release")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_release_reader_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("release_id", "user_id", name=op.f("pk_release_reader")),
    )
    op.create_table(
        "assessed_child",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_assessed_child_assessment_id_assessment")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_assessed_child_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessed_child")),
        sa.UniqueConstraint(
            "assessment_id", "person_id", name=op.f("uq_assessed_child_assessment_id_person_id")
        ),
    )
    op.create_index(op.f("ix_assessed_child_person_id"), "assessed_child", ["person_id"], unique=False)
    op.create_table(
        "assessment_reason",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "behaviour",
                "school-attendance",
                "risk-of-exclusion",
                "parenting-support",
                "domestic-violence",
                "substance-misuse",
                "emotional-and-mental-health",
                "physical-health",
                "housing",
                "speech-and-language",
                "disability",
                "teenage-pregnancy",
                "unborn-baby",
                "antisocial-behaviour",
                "neglect",
                "young-carer",
                "other",
                name="initiation_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_assessment_reason_assessment_id_assessment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_reason")),
        sa.UniqueConstraint(
            "assessment_id", "reason", name=op.f("uq_assessment_reason_assessment_id_reason")
        ),
    )
    op.create_index(
        "uq_assessment_reason_primary",
        "assessment_reason",
        ["assessment_id"],
        unique=True,
        postgresql_where=sa.text("is_primary"),
    )
    op.create_table(
        "claim_evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("evidence_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"], ["claim_line.id"], name=op.f("fk_claim_evidence_line_id_claim_line")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_evidence")),
        sa.UniqueConstraint("line_id", "part", "source", name=op.f("uq_claim_evidence_line_id_part_source")),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "given",
                "limited",
                "refused",
                "withdrawn",
                name="consent_decision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("risk_noted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_consent_assessment_id_assessment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint("assessment_id", "decided_on", name=op.f("uq_consent_assessment_id_decided_on")),
    )


def downgrade() -> None:
    op.drop_table("consent")
    op.drop_table("claim_evidence")
    op.drop_index(
        "uq_assessment_reason_primary", table_name="assessment_reason", postgresql_where=sa.text("is_primary")
    )
    op.drop_table("assessment_reason")
    op.drop_index(op.f("ix_assessed_child_person_id"), table_name="assessed_child")
    op.drop_table("assessed_child")
    op.drop_table("release_reader")
    op.drop_table("release_inputs")
    op.drop_table("release_file")
    op.drop_index(op.f("ix_posting_practitioner_id"), table_name="posting")
    op.drop_index(op.f("ix_posting_establishment_id"), table_name="posting")
    op.drop_table("posting")
    op.drop_index(op.f("ix_lead_professional_practitioner_id"), table_name="lead_professional")
    op.drop_index(op.f("ix_lead_professional_establishment_id"), table_name="lead_professional")
    op.drop_table("lead_professional")
    op.drop_table("figure")
    op.drop_index(
        "uq_criterion_evidence_fact", table_name="criterion_evidence", postgresql_nulls_not_distinct=True
    )
    op.drop_index(op.f("ix_criterion_evidence_person_id"), table_name="criterion_evidence")
    op.drop_table("criterion_evidence")
    op.drop_index(op.f("ix_claim_line_window_id"), table_name="claim_line")
    op.drop_table("claim_line")
    op.drop_index(op.f("ix_assessment_lead_practitioner_id"), table_name="assessment")
    op.drop_index(op.f("ix_assessment_lead_agency_id"), table_name="assessment")
    op.drop_index(op.f("ix_assessment_initiating_agency_id"), table_name="assessment")
    op.drop_index("ix_assessment_initiated_on", table_name="assessment")
    op.drop_index(op.f("ix_assessment_family_id"), table_name="assessment")
    op.drop_table("assessment")
    op.drop_index(op.f("ix_allocation_agency_agency_id"), table_name="allocation_agency")
    op.drop_table("allocation_agency")
    op.drop_index(op.f("ix_user_role_user_id"), table_name="user_role")
    op.drop_table("user_role")
    op.drop_index(op.f("ix_triage_decision_meeting_id"), table_name="triage_decision")
    op.drop_table("triage_decision")
    op.drop_index(op.f("ix_residence_ward_id"), table_name="residence")
    op.drop_index("ix_residence_current", table_name="residence", postgresql_where=sa.text("ends_on is null"))
    op.drop_table("residence")
    op.drop_index("ix_release_made_at_id", table_name="release")
    op.drop_table("release")
    op.drop_table("practitioner")
    op.drop_index(op.f("ix_meeting_ward_ward_id"), table_name="meeting_ward")
    op.drop_table("meeting_ward")
    op.drop_index(op.f("ix_meeting_agency_agency_id"), table_name="meeting_agency")
    op.drop_table("meeting_agency")
    op.drop_table("measurement")
    op.drop_table("job_progress")
    op.drop_index(op.f("ix_household_member_family_id"), table_name="household_member")
    op.drop_table("household_member")
    op.drop_index(op.f("ix_establishment_agency_id"), table_name="establishment")
    op.drop_table("establishment")
    op.drop_table("claim")
    op.drop_index(op.f("ix_api_token_user_id"), table_name="api_token")
    op.drop_table("api_token")
    op.drop_index(op.f("ix_allocation_meeting_id"), table_name="allocation")
    op.drop_index(
        "ix_allocation_current", table_name="allocation", postgresql_where=sa.text("ends_on is null")
    )
    op.drop_table("allocation")
    op.drop_table("ward")
    op.drop_table("user_account")
    op.drop_table("target")
    op.drop_table("rollout_meeting")
    op.drop_index("ix_person_surname_key", table_name="person")
    op.drop_table("person")
    op.drop_index("ix_job_requested_by_requested_at", table_name="job")
    op.drop_index("ix_job_pending", table_name="job", postgresql_where=sa.text("status = 'pending'"))
    op.drop_table("job")
    op.drop_table("frozen_input")
    op.drop_index("ix_family_updated_at_id", table_name="family")
    op.drop_table("family")
    op.drop_table("claim_window")
    op.drop_index("ix_audit_event_subject_id_at", table_name="audit_event")
    op.drop_table("audit_event")
    op.drop_table("agency")
    op.execute("drop extension if exists btree_gist")
