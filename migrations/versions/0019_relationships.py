"""Relationships between people, and one plan: a completed form's actions among those that reviews follow."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0012"
branch_labels = None
depends_on = None

PLAN_FIELDS = ("desired-outcome", "what", "who", "due-on", "done-on", "withdrawn-on")

PLAN_COLUMNS: dict[str, type[sa.types.TypeEngine[object]]] = {
    "desired_outcome": sa.String,
    "completion_id": sa.Uuid,
    "completion_row": sa.Integer,
    "withdrawn_on": sa.Date,
}
PLAN_CHECKS = {
    "from_a_row": "(completion_id is null) = (completion_row is null)",
    "row": "completion_row between 0 and 19",
    "done_or_withdrawn": "done_on is null or withdrawn_on is null",
}

# What was completed before is carried over once, as completing it would now.
CARRIED = """
insert into plan_action (
    id, assessment_id, desired_outcome, what, who, agreed_on, due_on, completion_id, completion_row
)
select
    gen_random_uuid(), form_section.assessment_id, form_action.desired_outcome, form_action.action,
    form_action.who, least(form_completion.completed_on, form_action.by_on), form_action.by_on,
    form_completion.id, form_action.position - 1
from form_completion
join form_section
    on form_section.assessment_id = form_completion.assessment_id and form_section.section = 'plan'
join form_action on form_action.section_id = form_section.id
where form_completion.reopened_at is null and form_action.by_on is not null
"""


def upgrade() -> None:
    _one_plan()


def downgrade() -> None:
    op.drop_table("plan_change")
    for check in PLAN_CHECKS:
        op.drop_constraint(op.f(f"ck_plan_action_{check}"), "plan_action")
    for name in PLAN_COLUMNS:
        op.drop_column("plan_action", name)


def _one_plan() -> None:
    for name, kind in PLAN_COLUMNS.items():
        op.add_column("plan_action", sa.Column(name, kind(), nullable=True))
    for name, check in PLAN_CHECKS.items():
        op.create_check_constraint(op.f(f"ck_plan_action_{name}"), "plan_action", check)
    op.create_foreign_key(
        op.f("fk_plan_action_completion_id_form_completion"),
        "plan_action",
        "form_completion",
        ["completion_id"],
        ["id"],
    )
    op.create_unique_constraint(
        op.f("uq_plan_action_completion_id_completion_row"),
        "plan_action",
        ["completion_id", "completion_row"],
    )
    op.create_table(
        "plan_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("field", _words("plan_field", PLAN_FIELDS), nullable=False),
        sa.Column("was", sa.String(), nullable=True),
        sa.Column("became", sa.String(), nullable=True),
        sa.Column("completion_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("was is distinct from became", name=op.f("ck_plan_change_changes_something")),
        sa.ForeignKeyConstraint(
            ["action_id"], ["plan_action.id"], name=op.f("fk_plan_change_action_id_plan_action")
        ),
        sa.ForeignKeyConstraint(
            ["completion_id"],
            ["form_completion.id"],
            name=op.f("fk_plan_change_completion_id_form_completion"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_change")),
    )
    op.create_index(op.f("ix_plan_change_action_id"), "plan_change", ["action_id"])
    op.create_index(op.f("ix_plan_change_completion_id"), "plan_change", ["completion_id"])
    op.execute("revoke update, delete on plan_change from loxley_app")
    op.execute(CARRIED)


def _words(name: str, allowed: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=40)
