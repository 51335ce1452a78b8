"""What the application's role may do: read and change rows, add to the trail and to releases, own nothing."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CHANGE = "select, insert, update, delete"
APPEND_ONLY = ("audit_event", "figure", "frozen_input", "release", "release_file", "release_inputs")


def upgrade() -> None:
    op.execute(
        """
        do $$ begin
            if not exists (select from pg_roles where rolname = 'loxley_app') then
                create role loxley_app nologin;
            end if;
        end $$
        """
    )
    op.execute("grant usage on schema public to loxley_app")
    op.execute(f"grant {CHANGE} on all tables in schema public to loxley_app")
    op.execute(f"alter default privileges in schema public grant {CHANGE} on tables to loxley_app")
    for table in (*APPEND_ONLY, "alembic_version"):
        op.execute(f"revoke insert, update, delete on {table} from loxley_app")
    for table in APPEND_ONLY:
        op.execute(f"grant insert on {table} to loxley_app")


def downgrade() -> None:
    op.execute(f"alter default privileges in schema public revoke {CHANGE} on tables from loxley_app")
    op.execute("revoke all on all tables in schema public from loxley_app")
    op.execute("revoke usage on schema public from loxley_app")
