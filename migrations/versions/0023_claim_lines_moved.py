"""What a line of a claim was tested by, its proof frozen, and every move that it has made."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

STATES = (
    "draft",
    "evidence-complete",
    "with-internal-audit",
    "audited",
    "on-a-return",
    "submitted",
    "paid",
    "not-valid",
    "withdrawn",
)
ADDED = (
    ("tested_on", sa.Date()),
    ("pack_code", sa.String()),
    ("unfunded_reason", sa.String()),
    ("proof", JSONB()),
    ("proof_digest", sa.String()),
)


def _state(name: str) -> sa.Enum:
    return sa.Enum(*STATES, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.add_column("claim_line", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    for name, kind in ADDED:
        op.add_column("claim_line", sa.Column(name, kind, nullable=True))
    op.create_check_constraint(
        op.f("ck_claim_line_proof_and_digest"), "claim_line", "(proof is null) = (proof_digest is null)"
    )
    op.create_table(
        "claim_move",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("from_state", _state("from_state"), nullable=True),
        sa.Column("to_state", _state("to_state"), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_by", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "char_length(reason) between 1 and 2000", name=op.f("ck_claim_move_reason_length")
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["claim_line.id"], name=op.f("fk_claim_move_line_id_claim_line")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_move")),
    )
    op.create_index("ix_claim_move_line_id_moved_at", "claim_move", ["line_id", "moved_at"])
    # A move is never changed; it goes with its line only where two drafts of one family become one.
    op.execute("revoke update on claim_move from loxley_app")


def downgrade() -> None:
    """Who moved what is forgotten, and so is what a line was proved by."""
    op.drop_table("claim_move")
    op.drop_constraint(op.f("ck_claim_line_proof_and_digest"), "claim_line", type_="check")
    for name, _ in (*ADDED, ("version", None)):
        op.drop_column("claim_line", name)
