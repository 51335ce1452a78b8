"""That facts have changed: a mark for each transaction that wrote any, set by triggers on statements.

Figures that were counted once stand until there is a mark that their count did not see. The triggers are on
every table but those below, which hold no fact that a measure could count.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

NO_FACTS = (
    "alembic_version",
    "api_token",
    "audit_event",
    "evaluation_state",
    "evaluation_touched",
    "fact_change",
    "family_roll_up",
    "figure",
    "frozen_input",
    "job",
    "job_progress",
    "known_name",
    "known_street",
    "notice",
    "person_roll_up",
    "release",
    "release_file",
    "release_inputs",
    "release_reader",
    "reminder_choice",
    "return_release",
    "standing_evaluation",
)
EVERY_TABLE = "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"


def upgrade() -> None:
    """Adds the marks, and the triggers that leave them."""
    op.create_table(
        "fact_change",
        sa.Column("transaction_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("transaction_id", name=op.f("pk_fact_change")),
    )
    # One mark a transaction. One left within a savepoint goes with it; the next statement leaves another.
    op.execute(
        "create function fact_changed() returns trigger language plpgsql as $$ begin "
        "insert into fact_change values (pg_current_xact_id()::text::bigint) on conflict do nothing; "
        "return null; end $$"
    )
    for table in _tables_of_facts():
        op.execute(
            f'create trigger fact_changed after insert or update or delete or truncate on "{table}" '
            "for each statement execute function fact_changed()"
        )


def downgrade() -> None:
    """Drops them. What was counted is counted again."""
    op.execute("drop function fact_changed() cascade")
    op.drop_table("fact_change")


def _tables_of_facts() -> list[str]:
    found = op.get_bind().execute(sa.text(EVERY_TABLE)).scalars()
    return sorted(set(found) - set(NO_FACTS))
