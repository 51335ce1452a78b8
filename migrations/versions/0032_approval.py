"""Board reports are approved before their readers see them; links to public ones; quarters asked for.

A board report that is there already counts as not approved: nobody with authority has released it. Those
who make and approve reports still open it; its readers do once it is approved.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

STATES = ("draft", "waiting-for-approval", "sent-back", "approved", "withdrawn")
STEPS = ("submitted", "sent-back", "approved", "withdrawn")
PROFILES = ("internal", "public")
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
    "figure-asked",
    "weekly-digest",
)
OF_REPORTS = ("report-to-submit", "report-to-approve", "report-released")
FAMILY_KEY = "coalesce(content::jsonb ->> 'family_id', content::jsonb ->> 'assessment_id')"


def _word(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _key(table: str, column: str, refers_to: str, referred: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{refers_to}.{referred}"], name=op.f(f"fk_{table}_{column}_{refers_to}")
    )


def upgrade() -> None:
    """Adds the tables, and a draft's row for each board report that is there."""
    op.create_table(
        "release_approval",
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("state", _word("approval_state", STATES), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _instant("changed_at"),
        _key("release_approval", "release_id", "release"),
        sa.PrimaryKeyConstraint("release_id", name=op.f("pk_release_approval")),
    )
    op.execute(
        "insert into release_approval (release_id, state, version, changed_at) "
        "select id, 'draft', 1, made_at from release where kind = 'board-report'"
    )
    _steps()
    _links()
    op.create_table(
        "quarterly_report",
        sa.Column("as_at", sa.Date(), nullable=False),
        sa.Column("profile", _word("profile", PROFILES), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        _key("quarterly_report", "job_id", "job"),
        sa.PrimaryKeyConstraint("as_at", "profile", name=op.f("pk_quarterly_report")),
        sa.UniqueConstraint("job_id", name=op.f("uq_quarterly_report_job_id")),
    )
    op.execute("revoke update, delete on release_step, quarterly_report from loxley_app")
    op.execute("revoke delete on release_approval, release_link from loxley_app")
    # Which frozen rows are of a family: a public figure keeps no members to find it by.
    op.create_index("ix_frozen_input_family", "frozen_input", [sa.text(f"({FAMILY_KEY})")])
    _tell_of(*NOTICES, *OF_REPORTS)


def _steps() -> None:
    table = "release_step"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("step", _word("approval_step", STEPS), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=False),
        _instant("taken_at"),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint("char_length(reason) between 1 and 2000", name=op.f(f"ck_{table}_reason_length")),
        sa.CheckConstraint(
            "(reason is not null) = (step in ('sent-back', 'withdrawn'))",
            name=op.f(f"ck_{table}_reason_given"),
        ),
        _key(table, "release_id", "release_approval", "release_id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_release_id_taken_at", table, ["release_id", "taken_at"])


def _links() -> None:
    table = "release_link"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        _instant("made_at"),
        _instant("expires_at"),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        _instant("revoked_at", nullable=True),
        sa.CheckConstraint("expires_at > made_at", name=op.f(f"ck_{table}_expires_later")),
        sa.CheckConstraint(
            "(revoked_at is null) = (revoked_by is null)", name=op.f(f"ck_{table}_revoked_by_whom")
        ),
        _key(table, "release_id", "release_approval", "release_id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("token_hash", name=op.f(f"uq_{table}_token_hash")),
    )
    op.create_index(op.f(f"ix_{table}_release_id"), table, ["release_id"])


def downgrade() -> None:
    """Who approved what, the links and the quarters asked for are forgotten; the reports stay."""
    op.execute(
        "delete from notice where kind in ('report-to-submit', 'report-to-approve', 'report-released')"
    )
    _tell_of(*NOTICES)
    op.drop_index("ix_frozen_input_family", "frozen_input")
    for table in ("quarterly_report", "release_link", "release_step", "release_approval"):
        op.drop_table(table)


def _tell_of(*kinds: str) -> None:
    """Let reminders be of these kinds and no others."""
    name = op.f("ck_notice_notice_kind")
    op.drop_constraint(name, "notice", type_="check")
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.create_check_constraint(name, "notice", f"kind in ({listed})")
