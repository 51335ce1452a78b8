"""Teams around families, cover, changes of lead, and what consent lets be shared with whom."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NOW = sa.DateTime(timezone=True)
CONSENT_BY = ("child-or-young-person", "parent-or-carer", "both")
REASONS = (
    "significant-harm",
    "public-interest-overrides",
    "serious-crime",
    "court-order",
    "legal-duty",
    "vital-interest",
)


def upgrade() -> None:
    op.execute(
        "alter table lead_professional add constraint ex_lead_professional_one_current"
        " exclude using gist (allocation_id with =, daterange(starts_on, ends_on, '[]') with &&)"
    )
    _people()
    _consent()
    _sharing()


def downgrade() -> None:
    op.drop_table("sharing_without_consent")
    op.drop_table("noted_risk")
    op.drop_table("consent_agency")
    op.drop_constraint(op.f("uq_consent_assessment_id_decided_on_sequence"), "consent")
    op.execute("delete from consent where sequence > 1")
    op.create_unique_constraint(
        op.f("uq_consent_assessment_id_decided_on"), "consent", ["assessment_id", "decided_on"]
    )
    for column in ("recorded_at", "recorded_by", "present", "decided_by", "sequence"):
        op.drop_column("consent", column)
    op.drop_table("lead_change")
    op.drop_table("team_member")
    op.drop_table("cover")
    op.drop_constraint("ex_lead_professional_one_current", "lead_professional")


def _people() -> None:
    op.create_table(
        "cover",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practitioner_id", sa.Uuid(), nullable=False),
        sa.Column("cover_practitioner_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("named_by", sa.Uuid(), nullable=False),
        sa.Column("named_at", NOW, nullable=False),
        sa.Column("ended_at", NOW, nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("practitioner_id"), "="),
            (sa.column("cover_practitioner_id"), "="),
            (sa.text("daterange(starts_on, ends_on, '[]')"), "&&"),
            using="gist",
            name="ex_cover_once",
            where=sa.text("ended_at is null"),
        ),
        sa.CheckConstraint("practitioner_id <> cover_practitioner_id", name=op.f("ck_cover_by_another")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_cover_starts_on_ends_on_order")),
        _foreign("cover", "practitioner_id", "practitioner"),
        _foreign("cover", "cover_practitioner_id", "practitioner"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover")),
    )
    op.create_index(op.f("ix_cover_practitioner_id"), "cover", ["practitioner_id"])
    op.create_index(op.f("ix_cover_cover_practitioner_id"), "cover", ["cover_practitioner_id"])
    op.create_table(
        "team_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("practitioner_id", sa.Uuid(), nullable=False),
        sa.Column("establishment_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("removed_at", NOW, nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("family_id"), "="),
            (sa.column("practitioner_id"), "="),
            (sa.text("daterange(starts_on, ends_on, '[]')"), "&&"),
            using="gist",
            name="ex_team_member_once",
            where=sa.text("removed_at is null"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_team_member_starts_on_ends_on_order")),
        _foreign("team_member", "family_id", "family"),
        _foreign("team_member", "practitioner_id", "practitioner"),
        _foreign("team_member", "establishment_id", "establishment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_member")),
    )
    op.create_index(op.f("ix_team_member_family_id"), "team_member", ["family_id"])
    op.create_index(op.f("ix_team_member_practitioner_id"), "team_member", ["practitioner_id"])
    op.create_table(
        "lead_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("from_practitioner_id", sa.Uuid(), nullable=True),
        sa.Column("to_practitioner_id", sa.Uuid(), nullable=False),
        sa.Column("establishment_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", NOW, nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=True),
        sa.Column("noted_at", NOW, nullable=True),
        sa.CheckConstraint(
            "(noted_at is null) = (noted_by is null)", name=op.f("ck_lead_change_noted_by_and_at")
        ),
        _foreign("lead_change", "family_id", "family"),
        _foreign("lead_change", "from_practitioner_id", "practitioner"),
        _foreign("lead_change", "to_practitioner_id", "practitioner"),
        _foreign("lead_change", "establishment_id", "establishment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_change")),
    )
    op.create_index(op.f("ix_lead_change_family_id"), "lead_change", ["family_id"])
    op.create_index(
        "ix_lead_change_to_note",
        "lead_change",
        ["changed_at", "id"],
        postgresql_where=sa.text("noted_at is null"),
    )


def _consent() -> None:
    op.add_column("consent", sa.Column("sequence", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("consent", sa.Column("decided_by", sa.String(40), nullable=True))
    op.create_check_constraint(
        op.f("ck_consent_consent_by"), "consent", sa.column("decided_by").in_(CONSENT_BY)
    )
    op.add_column("consent", sa.Column("present", sa.String(), nullable=True))
    op.add_column("consent", sa.Column("recorded_by", sa.Uuid(), nullable=True))
    op.add_column("consent", sa.Column("recorded_at", NOW, nullable=True))
    op.drop_constraint(op.f("uq_consent_assessment_id_decided_on"), "consent")
    op.create_unique_constraint(
        op.f("uq_consent_assessment_id_decided_on_sequence"),
        "consent",
        ["assessment_id", "decided_on", "sequence"],
    )
    op.create_table(
        "consent_agency",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        _foreign("consent_agency", "consent_id", "consent"),
        _foreign("consent_agency", "agency_id", "agency"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_agency")),
        sa.UniqueConstraint("consent_id", "agency_id", name=op.f("uq_consent_agency_consent_id_agency_id")),
    )
    op.create_index(op.f("ix_consent_agency_agency_id"), "consent_agency", ["agency_id"])
    op.create_table(
        "noted_risk",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=False),
        sa.Column("risk", sa.String(), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("followed_up_on", sa.Date(), nullable=True),
        sa.Column("followed_up_by", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(followed_up_on is null) = (followed_up_by is null)",
            name=op.f("ck_noted_risk_followed_up_by_and_on"),
        ),
        sa.CheckConstraint(
            "(followed_up_on is null) = (outcome is null)",
            name=op.f("ck_noted_risk_followed_up_with_an_outcome"),
        ),
        _foreign("noted_risk", "consent_id", "consent"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noted_risk")),
        sa.UniqueConstraint("consent_id", name=op.f("uq_noted_risk_consent_id")),
    )
    op.create_index(
        "ix_noted_risk_open",
        "noted_risk",
        ["follow_up_on", "id"],
        postgresql_where=sa.text("followed_up_on is null"),
    )


def _sharing() -> None:
    table = "sharing_without_consent"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("reason", _word("lawful_reason", *REASONS), nullable=False),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", NOW, nullable=False),
        sa.Column("state", _word("sharing_state", "asked", "approved", "refused"), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", NOW, nullable=True),
        sa.Column("ended_at", NOW, nullable=True),
        sa.CheckConstraint("decided_by <> asked_by", name=op.f(f"ck_{table}_by_two_people")),
        sa.CheckConstraint("(state = 'asked') = (decided_by is null)", name=op.f(f"ck_{table}_decided_by")),
        sa.CheckConstraint(
            "(decided_by is null) = (decided_at is null)", name=op.f(f"ck_{table}_decided_by_and_at")
        ),
        sa.CheckConstraint(
            "ended_at is null or state = 'approved'", name=op.f(f"ck_{table}_only_approved_ends")
        ),
        _foreign(table, "assessment_id", "assessment"),
        _foreign(table, "agency_id", "agency"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_assessment_id"), table, ["assessment_id"])
    op.create_index(op.f(f"ix_{table}_agency_id"), table, ["agency_id"])
    op.create_index(
        f"uq_{table}_open",
        table,
        ["assessment_id", "agency_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'refused' and ended_at is null"),
    )


def _word(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))
