"""Editions of the rules, parts let pass at discretion, and the words of phase 2 and after.

Revision ID: 0025
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0027"
branch_labels = None
depends_on = None

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
NEW_CRITERIA = (
    "adult-proven-offence",
    "low-attendance",
    "early-years-need",
    "child-exploitation",
    "young-person-near-worklessness",
    "financial-exclusion",
    "physical-health",
    "parental-conflict",
    "housing-need",
)
KINDS = (
    "unauthorised-absence",
    "fixed-term-exclusions",
    "antisocial-behaviour-incidents",
    "proven-offences",
    "out-of-work-benefit",
    "employment",
    "work-programme",
)
NEW_KINDS = ("school-attendance",)
ROUTES = ("education-and-crime", "progress-to-work", "continuous-employment")
NEW_ROUTES = ("significant-and-sustained-progress", "successful-family-outcome")

# table, column, the CHECK's own name, the words until now, and the new ones
WORDS = (
    ("criterion_evidence", "criterion", "criterion", CRITERIA, NEW_CRITERIA),
    ("referral_criterion", "criterion", "criterion", CRITERIA, NEW_CRITERIA),
    ("measurement", "kind", "measurement_kind", KINDS, NEW_KINDS),
    ("claim_line", "route", "route", ROUTES, NEW_ROUTES),
)
STATES = ("draft", "proposed", "approved", "withdrawn")


def upgrade() -> None:
    for table, column, name, words, new in WORDS:
        _allow(table, column, name, (*words, *new))
    op.create_table(
        "rule_pack_edition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("replaces", sa.String(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="edition_state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_by", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_why", sa.String(), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_force_from", sa.Date(), nullable=True),
        _check("rule_pack_edition", "code_length", "char_length(code) between 1 and 60"),
        _check("rule_pack_edition", "why_length", "char_length(why) between 1 and 1000"),
        _check("rule_pack_edition", "returned_why_length", "char_length(returned_why) between 1 and 1000"),
        _check(
            "rule_pack_edition",
            "approved",
            "num_nonnulls(approved_by, approved_at, in_force_from)"
            " = case when state = 'approved' then 3 else 0 end",
        ),
        _check("rule_pack_edition", "two_people", "not (approved_by = any (edited_by))"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_pack_edition")),
        sa.UniqueConstraint("code", name=op.f("uq_rule_pack_edition_code")),
        sa.UniqueConstraint("in_force_from", name=op.f("uq_rule_pack_edition_in_force_from")),
    )
    op.create_table(
        "part_override",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("pack_code", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("refused_on", sa.Date(), nullable=True),
        _check("part_override", "reason_length", "char_length(reason) between 1 and 1000"),
        _check("part_override", "decided_once", "num_nonnulls(approved_on, refused_on) <= 1"),
        _check(
            "part_override",
            "decided_by_and_on",
            "(num_nonnulls(approved_on, refused_on) = 1) = (decided_by is not null)",
        ),
        _check("part_override", "two_people", "decided_by <> asked_by"),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_part_override_family_id_family")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_override")),
    )
    op.create_index(
        "uq_part_override_standing",
        "part_override",
        ["family_id", "part", "pack_code"],
        unique=True,
        postgresql_where=sa.text("refused_on is null"),
    )
    # An edition is never taken out: decisions name it.
    op.execute("revoke delete on rule_pack_edition from loxley_app")


def downgrade() -> None:
    op.drop_table("part_override")
    op.drop_table("rule_pack_edition")
    for table, column, name, words, _ in WORDS:
        _allow(table, column, name, words)


def _allow(table: str, column: str, name: str, words: tuple[str, ...]) -> None:
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    listed = ", ".join(f"'{word}'" for word in words)
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, f"{column} in ({listed})")


def _check(table: str, name: str, holds: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(holds, name=op.f(f"ck_{table}_{name}"))
