"""Returns of claim windows: their lines, explanations, signatures, answers and repayments."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0025"
branch_labels = None
depends_on = None

RETURN_STATES = (
    "preparing",
    "waiting-for-signature",
    "refused",
    "abandoned",
    "signed",
    "submitted",
    "answered",
)
ROUTES = ("education-and-crime", "progress-to-work", "continuous-employment")
PARTS = ("claimed", "stands", "taken-back")
OUTCOMES = ("paid", "part-paid", "not-valid")
FOUND_BY = ("department", "council")
ONLY_ADDED_TO = ("return_query_answer", "return_answer", "return_release")


def _word(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _length(table: str, column: str, most: int) -> sa.CheckConstraint:
    return sa.CheckConstraint(
        f"char_length({column}) between 1 and {most}", name=op.f(f"ck_{table}_{column}_length")
    )


def _key(table: str, column: str, refers_to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{refers_to}.id"], name=op.f(f"fk_{table}_{column}_{refers_to}")
    )


def upgrade() -> None:
    _returns()
    _lines()
    _explanations()
    _answers()
    _repayments()
    op.create_table(
        "return_release",
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        _key("return_release", "return_id", "claim_return"),
        _key("return_release", "release_id", "release"),
        sa.PrimaryKeyConstraint("return_id", name=op.f("pk_return_release")),
        sa.UniqueConstraint("release_id", name=op.f("uq_return_release_release_id")),
    )
    for table in ONLY_ADDED_TO:
        op.execute(f"revoke update, delete on {table} from loxley_app")
    # A return's lines are put on and taken off while it is prepared, and changed never.
    op.execute("revoke update on claim_return_line from loxley_app")
    op.execute("revoke delete on claim_return, repayment from loxley_app")


def _returns() -> None:
    table = "claim_return"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("window_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", _word("return_state", RETURN_STATES), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("prepared_by", sa.Uuid(), nullable=False),
        sa.Column("prepared_on", sa.Date(), nullable=False),
        _instant("prepared_at"),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        _instant("decided_at", nullable=True),
        sa.Column("decision_reason", sa.String(), nullable=True),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("submitted_reference", sa.String(), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f(f"ck_{table}_number")),
        sa.CheckConstraint(
            "(state = 'refused') = (decision_reason is not null)", name=op.f(f"ck_{table}_refused_with_why")
        ),
        _length(table, "decision_reason", 2000),
        _length(table, "submitted_reference", 100),
        _key(table, "window_id", "claim_window"),
        _key(table, "corrects_id", "claim_return"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("window_id", "number", name=op.f(f"uq_{table}_window_id_number")),
    )
    op.create_index(op.f(f"ix_{table}_corrects_id"), table, ["corrects_id"])
    op.create_index(
        "uq_claim_return_open",
        table,
        ["window_id"],
        unique=True,
        postgresql_where=sa.text("state in ('preparing', 'waiting-for-signature')"),
    )


def _lines() -> None:
    table = "claim_return_line"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("route", _word("route", ROUTES), nullable=False),
        sa.Column("value_pence", sa.BigInteger(), nullable=False),
        sa.Column("funded_elsewhere", sa.Boolean(), nullable=False),
        sa.Column("cohort_year", sa.Integer(), nullable=True),
        sa.Column("part", _word("line_part", PARTS), nullable=False),
        sa.CheckConstraint("value_pence >= 0", name=op.f(f"ck_{table}_value")),
        _key(table, "return_id", "claim_return"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("return_id", "line_id", name=op.f(f"uq_{table}_return_id_line_id")),
    )
    op.create_index(f"ix_{table}_line_id", table, ["line_id"])


def _explanations() -> None:
    table = "return_query_answer"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("found", sa.String(), nullable=False),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("explained_by", sa.Uuid(), nullable=False),
        _instant("explained_at"),
        _length(table, "explanation", 2000),
        _key(table, "return_id", "claim_return"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_return_id_explained_at", table, ["return_id", "explained_at"])


def _answers() -> None:
    table = "return_answer"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", _word("answer_outcome", OUTCOMES), nullable=False),
        sa.Column("paid_pence", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("found_by", _word("found_by", FOUND_BY), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        _instant("recorded_at"),
        sa.CheckConstraint("paid_pence >= 0", name=op.f(f"ck_{table}_paid")),
        sa.CheckConstraint(
            "outcome <> 'not-valid' or reason is not null", name=op.f(f"ck_{table}_not_valid_with_why")
        ),
        _length(table, "reason", 2000),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_line_id_recorded_at", table, ["line_id", "recorded_at"])


def _repayments() -> None:
    table = "repayment"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("repaid_on", sa.Date(), nullable=True),
        sa.Column("repaid_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("pence > 0", name=op.f(f"ck_{table}_pence")),
        sa.CheckConstraint(
            "(repaid_on is null) = (repaid_by is null)", name=op.f(f"ck_{table}_repaid_by_whom")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("line_id", name=op.f(f"uq_{table}_line_id")),
    )


def downgrade() -> None:
    """What was returned, answered and repaid is forgotten; signed releases stay, without their return."""
    op.drop_table("return_release")
    for table in ("repayment", "return_answer", "return_query_answer", "claim_return_line", "claim_return"):
        op.drop_table(table)
