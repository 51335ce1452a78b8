"""The evaluation that stands: roll-ups, results, and marks on whatever is touched, set by triggers.

The triggers are on every table that an evaluation depends on, and on statements, not rows: an import of
50,000 people is one mark while no evaluation stands, and one statement of marks while one does.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0030"
branch_labels = None
depends_on = None

TABLES = ("evaluation_touched", "evaluation_state", "standing_evaluation", "family_roll_up", "person_roll_up")
BITS = ("confirmed", "reported", "ruled_out")

# Whose rows they are: the column of evaluation_touched, and the column of the table that it comes from.
WATCHED = {
    "measurement": ("person_id", "person_id"),
    "criterion_evidence": ("family_id", "family_id"),
    "household_member": ("family_id", "family_id"),
    "family": ("family_id", "id"),
    "person": ("person_id", "id"),
    "part_override": ("family_id", "family_id"),
}
# Of a table that is written for many other reasons, what an evaluation depends on.
MATTERS = {
    "family": "(is_now.identified_on, is_now.attached_on, is_now.funded_elsewhere)"
    " is distinct from (was.identified_on, was.attached_on, was.funded_elsewhere)",
    "person": "is_now.born_on is distinct from was.born_on",
    "part_override": "is_now.approved_on is distinct from was.approved_on",
}
FUNCTION = """
create function evaluation_touched_by_{name}() returns trigger language plpgsql as $$
begin
    if not exists ({changed}) then
        return null;
    end if;
    if exists (select from evaluation_state where test_on is not null) then
        insert into evaluation_touched ({whose}) {changed};
    else
        insert into evaluation_touched default values;
    end if;
    return null;
end
$$
"""


def upgrade() -> None:
    op.create_table(
        "evaluation_state",
        sa.Column("id", sa.SmallInteger(), nullable=False),
        sa.Column("test_on", sa.Date(), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("run", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("evaluated_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_evaluation_state_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_state")),
    )
    op.execute("insert into evaluation_state (id) values (1)")
    op.create_table(
        "evaluation_touched",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_touched")),
    )
    op.create_table(
        "person_roll_up",
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("member_since", sa.Date(), nullable=False),
        *_laid_out(),
        sa.PrimaryKeyConstraint("family_id", "person_id", "member_since", name=op.f("pk_person_roll_up")),
    )
    op.create_table(
        "family_roll_up",
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("attached_on", sa.Date(), nullable=True),
        sa.Column("funded_elsewhere", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in (*BITS, "of_family")),
        *_laid_out(),
        sa.PrimaryKeyConstraint("family_id", name=op.f("pk_family_roll_up")),
    )
    op.create_table(
        "standing_evaluation",
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("pack_code", sa.String(), nullable=False),
        sa.Column("attached_on", sa.Date(), nullable=True),
        sa.Column("funded_elsewhere", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in BITS),
        sa.Column("eligibility", _words("answer", "yes", "no", "not-known"), nullable=False),
        sa.Column("parts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("routes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("turned_around", sa.Boolean(), nullable=False),
        sa.Column("claimable", sa.Boolean(), nullable=False),
        sa.Column("worth_pence", sa.BigInteger(), nullable=False),
        sa.Column("value_pence", sa.BigInteger(), nullable=False),
        sa.Column("claimable_since", sa.Date(), nullable=True),
        sa.Column("spoiled_on", sa.Date(), nullable=True),
        sa.Column("spoiled_by", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column(
            "spoiled_how", _words("spoiled_how", "new-fact", "days-passing", "new-rules"), nullable=True
        ),
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "claimable = (claimable_since is not null)", name=op.f("ck_standing_evaluation_claimable_since")
        ),
        sa.CheckConstraint(
            "(spoiled_on is null) = (spoiled_by is null) and (spoiled_on is null) = (spoiled_how is null)",
            name=op.f("ck_standing_evaluation_spoiled_by_and_on"),
        ),
        sa.CheckConstraint(
            "not claimable or spoiled_on is null", name=op.f("ck_standing_evaluation_claimable_or_spoiled")
        ),
        sa.PrimaryKeyConstraint("family_id", name=op.f("pk_standing_evaluation")),
    )
    for name, (whose, column) in WATCHED.items():
        _watch(name, whose, column)


def downgrade() -> None:
    """What stood is forgotten; it follows from the records."""
    for name in WATCHED:
        for written in ("inserted", "updated", "deleted"):
            op.execute(f"drop trigger if exists touched_where_{written} on {name}")
            op.execute(f"drop function if exists evaluation_touched_by_{name}_{written}()")
    for table in TABLES:
        op.drop_table(table)


def _watch(name: str, whose: str, column: str) -> None:
    """Triggers that mark whom the rows of one statement concern."""
    either = "(select * from was union all select * from is_now) either"
    changed = f"select distinct {column} from {{}}"  # noqa: S608  # names written above
    updated = f"is_now join was using (id) where {MATTERS[name]}" if name in MATTERS else either
    if name != "person":  # nobody lives anywhere, or has anything measured, before they are there
        _trigger(name, whose, "inserted", changed.format("is_now"), "insert", "new table as is_now")
    _trigger(
        name, whose, "updated", changed.format(updated), "update", "old table as was new table as is_now"
    )
    if name != "person":
        _trigger(name, whose, "deleted", changed.format("was"), "delete", "old table as was")


def _trigger(name: str, whose: str, written: str, changed: str, event: str, tables: str) -> None:
    function = f"{name}_{written}"
    op.execute(FUNCTION.format(name=function, whose=whose, changed=changed))
    op.execute(
        f"create trigger touched_where_{written} after {event} on {name} referencing {tables}"
        f" for each statement execute function evaluation_touched_by_{function}()"
    )


def _laid_out() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("pack_code", sa.String(), nullable=False),
        sa.Column("flags", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("counts", postgresql.ARRAY(sa.BigInteger()), nullable=False),
    )


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)
