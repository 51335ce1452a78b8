"""What people write for the Board's report: texts, recommendations, risks and the title block."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

TABLES = ("board_text", "board_recommendation", "board_progress", "board_risk", "board_title_block")
PAPERS = ("priority-families", "common-assessment-framework")
LEVELS = ("low", "medium", "high")
LINES = ("director", "families_contact", "caf_contact", "other_officers", "wards_affected")


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _length(table: str, column: str, most: int, least: int = 1) -> sa.CheckConstraint:
    return _check(table, f"{column}_length", f"char_length({column}) between {least} and {most}")


def _written(table: str) -> tuple[sa.Column, sa.Column, sa.PrimaryKeyConstraint]:
    return (
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def upgrade() -> None:
    """Adds the tables; the application adds rows to them and changes none."""
    _make_texts()
    _make_recommendations()
    _make_risks()
    for table in TABLES:
        op.execute(f"revoke update, delete on {table} from loxley_app")


def downgrade() -> None:
    """What was written is forgotten; releases keep what they froze of it."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _make_texts() -> None:
    op.create_table(
        "board_text",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        *_written("board_text"),
        _check("board_text", "version", "version >= 1"),
        _length("board_text", "text", 8000, 0),
        sa.UniqueConstraint("as_at", "section", "version", name=op.f("uq_board_text_as_at_section_version")),
    )
    op.create_table(
        "board_title_block",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in LINES),
        sa.Column("objectives", ARRAY(sa.String()), nullable=False),
        *_written("board_title_block"),
        _check("board_title_block", "version", "version >= 1"),
        *(_length("board_title_block", name, 200) for name in LINES),
        sa.UniqueConstraint("version", name=op.f("uq_board_title_block_version")),
    )


def _make_recommendations() -> None:
    name = "board_recommendation"
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("paper", _one_of("paper_of", *PAPERS), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        *_written(name),
        _check(name, "version", "version >= 1 and number >= 1"),
        _length(name, "text", 1000),
        _length(name, "owner", 200),
        _check(name, "asked_on_due_on_order", "due_on >= asked_on"),
        _check(name, "asked_on_done_on_order", "done_on >= asked_on"),
        sa.UniqueConstraint("number", "version", name=op.f(f"uq_{name}_number_version")),
    )
    op.create_table(
        "board_progress",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        *_written("board_progress"),
        _length("board_progress", "note", 1000),
    )
    op.create_index("ix_board_progress_number", "board_progress", ["number"])


def _make_risks() -> None:
    name = "board_risk"
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("paper", _one_of("risk_paper_of", *PAPERS), nullable=False),
        sa.Column("risk", sa.String(), nullable=False),
        sa.Column("likelihood", _one_of("likelihood", *LEVELS), nullable=False),
        sa.Column("impact", _one_of("impact", *LEVELS), nullable=False),
        sa.Column("mitigation", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("trend", _one_of("trend", "rising", "steady", "falling"), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        *_written(name),
        _check(name, "version", "version >= 1 and number >= 1"),
        _length(name, "risk", 1000),
        _length(name, "mitigation", 1000),
        _length(name, "owner", 200),
        _check(name, "raised_on_review_on_order", "review_on >= raised_on"),
        _check(name, "raised_on_closed_on_order", "closed_on >= raised_on"),
        sa.UniqueConstraint("number", "version", name=op.f(f"uq_{name}_number_version")),
    )
