"""Internal audit of claim lines, and assurance visits; figures that count lines, visits and actions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

ROUTES = ("education-and-crime", "progress-to-work", "continuous-employment")
COUNTED = ("families", "assessments")
COUNTED_TOO = ("audited-lines", "assurance-visits", "assurance-actions")
ONLY_ADDED_TO = ("claim_audit_terms", "claim_audit_draw", "claim_audit_line", "claim_audit_finding")


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _key(table: str, column: str, refers_to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{refers_to}.id"], name=op.f(f"fk_{table}_{column}_{refers_to}")
    )


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _counts(*words: str) -> None:
    """Let figures count what these words say, and nothing else."""
    op.drop_constraint(op.f("ck_figure_count_of"), "figure", type_="check")
    listed = ", ".join(f"'{word}'" for word in words)
    op.create_check_constraint(op.f("ck_figure_count_of"), "figure", f"members_are in ({listed})")


def upgrade() -> None:
    _make_audits()
    _make_samples()
    _make_visits()
    for table in ONLY_ADDED_TO:
        op.execute(f"revoke update, delete on {table} from loxley_app")
    _counts(*COUNTED, *COUNTED_TOO)


def downgrade() -> None:
    """What was audited and visited is forgotten; figures that counted it no longer say what they count."""
    figure = sa.table("figure", sa.column("members_are"))
    op.execute(figure.update().values(members_are=None).where(figure.c.members_are.in_(COUNTED_TOO)))
    _counts(*COUNTED)
    for table in (
        "assurance_action",
        "assurance_case",
        "assurance_visit",
        "claim_audit_finding",
        "claim_audit_line",
        "claim_audit_draw",
        "claim_audit",
        "claim_audit_terms",
    ):
        op.drop_table(table)


def _make_audits() -> None:
    op.create_table(
        "claim_audit_terms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("share_percent", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("limit_percent", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("set_on", sa.Date(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        _check("claim_audit_terms", "share", "share_percent between 1 and 100"),
        _check("claim_audit_terms", "least", "least between 1 and 1000"),
        _check("claim_audit_terms", "limit", "limit_percent between 0 and 100"),
        _check("claim_audit_terms", "decided_by_length", "char_length(decided_by) between 1 and 200"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_audit_terms")),
    )
    op.create_table(
        "claim_audit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("window_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("sent_back_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("passed", ARRAY(sa.Uuid()), nullable=True),
        sa.Column("went_back", ARRAY(sa.Uuid()), nullable=True),
        _check("claim_audit", "version", "version >= 1"),
        _check("claim_audit", "closed_by_and_on", "(closed_on is null) = (closed_by is null)"),
        _check("claim_audit", "closed_with_passed", "(closed_on is null) = (passed is null)"),
        _check("claim_audit", "closed_with_went_back", "(closed_on is null) = (went_back is null)"),
        _check("claim_audit", "closed_or_sent_back", "closed_on is null or sent_back_on is null"),
        _check("claim_audit", "opened_on_closed_on_order", "closed_on >= opened_on"),
        _key("claim_audit", "window_id", "claim_window"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_audit")),
        sa.UniqueConstraint("window_id", "number", name=op.f("uq_claim_audit_window_id_number")),
    )
    op.create_index(
        "uq_claim_audit_open",
        "claim_audit",
        ["window_id"],
        unique=True,
        postgresql_where=sa.text("closed_on is null"),
    )


def _make_samples() -> None:
    op.create_table(
        "claim_audit_draw",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("draw_kind", "first", "further", "anew"), nullable=False),
        sa.Column("share_percent", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("limit_percent", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("population_size", sa.Integer(), nullable=False),
        sa.Column("population_digest", sa.String(), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_by", sa.Uuid(), nullable=False),
        _check("claim_audit_draw", "size", "size between 1 and population_size"),
        _check("claim_audit_draw", "seed", "seed >= 0"),
        _check("claim_audit_draw", "round", "round >= 1"),
        _key("claim_audit_draw", "audit_id", "claim_audit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_audit_draw")),
        sa.UniqueConstraint("audit_id", "round", name=op.f("uq_claim_audit_draw_audit_id_round")),
    )
    op.create_table(
        "claim_audit_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draw_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("line_version", sa.Integer(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("route", _one_of("route", *ROUTES), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        _check("claim_audit_line", "position", "position >= 1"),
        _key("claim_audit_line", "draw_id", "claim_audit_draw"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_audit_line")),
        sa.UniqueConstraint("draw_id", "line_id", name=op.f("uq_claim_audit_line_draw_id_line_id")),
        sa.UniqueConstraint("draw_id", "position", name=op.f("uq_claim_audit_line_draw_id_position")),
    )
    op.create_index("ix_claim_audit_line_line_id", "claim_audit_line", ["line_id"])
    op.create_table(
        "claim_audit_finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sampled_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("finding", _one_of("finding", "upheld", "not-upheld", "evidence-missing"), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_by", sa.Uuid(), nullable=False),
        _check("claim_audit_finding", "version", "version >= 1"),
        _check("claim_audit_finding", "note_length", "char_length(note) between 1 and 1900"),
        _check("claim_audit_finding", "failed_says_why", "finding = 'upheld' or note is not null"),
        _key("claim_audit_finding", "sampled_id", "claim_audit_line"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_audit_finding")),
        sa.UniqueConstraint("sampled_id", "version", name=op.f("uq_claim_audit_finding_sampled_id_version")),
    )
    op.create_index("ix_claim_audit_finding_found_by", "claim_audit_finding", ["found_by"])


def _make_visits() -> None:
    op.create_table(
        "assurance_visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", _one_of("visit_kind", "government", "peer"), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("visitors", sa.String(), nullable=False),
        sa.Column("rating", sa.String(), nullable=False),
        sa.Column("points", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        _check("assurance_visit", "version", "version >= 1"),
        _check("assurance_visit", "visitors_length", "char_length(visitors) between 1 and 200"),
        _check("assurance_visit", "points_length", "char_length(points) between 1 and 5000"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assurance_visit")),
    )
    op.create_index("ix_assurance_visit_visited_on", "assurance_visit", ["visited_on"])
    op.create_table(
        "assurance_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        _key("assurance_case", "visit_id", "assurance_visit"),
        _key("assurance_case", "family_id", "family"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assurance_case")),
        sa.UniqueConstraint("visit_id", "family_id", name=op.f("uq_assurance_case_visit_id_family_id")),
    )
    op.create_index(op.f("ix_assurance_case_family_id"), "assurance_case", ["family_id"])
    op.create_table(
        "assurance_action",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        _check("assurance_action", "what_length", "char_length(what) between 1 and 500"),
        _check("assurance_action", "done_by_and_on", "(done_on is null) = (done_by is null)"),
        _check("assurance_action", "asked_on_done_on_order", "done_on >= asked_on"),
        _key("assurance_action", "visit_id", "assurance_visit"),
        _key("assurance_action", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assurance_action")),
    )
    op.create_index("ix_assurance_action_visit_id", "assurance_action", ["visit_id"])
    op.create_index("ix_assurance_action_user_id", "assurance_action", ["user_id"])
