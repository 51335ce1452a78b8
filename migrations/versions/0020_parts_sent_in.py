"""Notes that are somebody's own part of an assessment or review."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BEFORE = (
    "home-visit",
    "meeting",
    "telephone-call",
    "message",
    "tried-to-contact",
    "talk-with-another-agency",
    "other-work",
)
PARTS = ("for-the-assessment", "for-the-next-review")
CHECK = "ck_case_note_note_kind"


def upgrade() -> None:
    _allow((*BEFORE, *PARTS))


def downgrade() -> None:
    op.execute(
        "update case_note set kind = 'other-work' where kind in ('for-the-assessment', 'for-the-next-review')"
    )
    _allow(BEFORE)


def _allow(kinds: tuple[str, ...]) -> None:
    op.drop_constraint(op.f(CHECK), "case_note")
    op.create_check_constraint(op.f(CHECK), "case_note", f"kind in {kinds}")
