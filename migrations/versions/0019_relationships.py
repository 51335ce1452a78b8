"""Relationships between people, and one plan: a completed form's actions among those that reviews follow."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0017"
branch_labels = None
depends_on = None

KINDS = (
    "parent",
    "step-parent",
    "foster-or-kinship-carer",
    "grandparent",
    "sibling",
    "half-sibling",
    "step-sibling",
    "partner",
    "former-partner",
    "other",
)
MUTUAL = "'former-partner', 'half-sibling', 'partner', 'sibling', 'step-sibling'"
RESPONSIBILITIES = ("yes", "no", "not-known")
SET_ASIDE_WHY = ("typed-wrong", "told-wrong", "source-wrong", "not-known-before")
LONGEST = 60

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

# The rows of forms that stand completed, each with its place among rows of the same words.
ROWS = """
select
    form_completion.id as completion_id, form_section.assessment_id, form_completion.completed_on,
    form_action.position - 1 as completion_row, form_action.desired_outcome, form_action.action,
    form_action.who, form_action.by_on,
    row_number() over (
        partition by form_completion.id, form_action.action order by form_action.position
    ) as nth
from form_completion
join form_section
    on form_section.assessment_id = form_completion.assessment_id and form_section.section = 'plan'
join form_action on form_action.section_id = form_section.id
where form_completion.reopened_at is null and form_action.by_on is not null
"""

# An action that somebody typed into the plan in the form's words is the form's ...
LINKED = """
with in_form as (ROWS), in_plan as (
    select id, assessment_id, what,
        row_number() over (partition by assessment_id, what order by agreed_on, id) as nth
    from plan_action
)
update plan_action
set completion_id = in_form.completion_id, completion_row = in_form.completion_row,
    desired_outcome = in_form.desired_outcome
from in_form
join in_plan
    on in_plan.assessment_id = in_form.assessment_id
    and in_plan.what = in_form.action and in_plan.nth = in_form.nth
where plan_action.id = in_plan.id
"""

# ... and the others are carried over once, as completing the form would now.
CARRIED = """
with in_form as (ROWS)
insert into plan_action (
    id, assessment_id, desired_outcome, what, who, agreed_on, due_on, completion_id, completion_row
)
select
    gen_random_uuid(), assessment_id, desired_outcome, action, who, least(completed_on, by_on), by_on,
    completion_id, completion_row
from in_form
where not exists (
    select from plan_action
    where plan_action.completion_id = in_form.completion_id
        and plan_action.completion_row = in_form.completion_row
)
"""


def upgrade() -> None:
    _relationships()
    _one_plan()


def downgrade() -> None:
    op.drop_table("relationship")
    op.drop_table("plan_change")
    for check in PLAN_CHECKS:
        op.drop_constraint(op.f(f"ck_plan_action_{check}"), "plan_action")
    for name in PLAN_COLUMNS:
        op.drop_column("plan_action", name)


def _relationships() -> None:
    op.create_table(
        "relationship",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _words("relationship_kind", KINDS), nullable=False),
        sa.Column("first_person_id", sa.Uuid(), nullable=True),
        sa.Column("first_label", sa.String(), nullable=True),
        sa.Column("second_person_id", sa.Uuid(), nullable=True),
        sa.Column("second_label", sa.String(), nullable=True),
        sa.Column("described", sa.String(), nullable=True),
        sa.Column("responsibility", _words("responsibility", RESPONSIBILITIES), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("corrects", sa.Uuid(), nullable=True),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_aside_by", sa.Uuid(), nullable=True),
        sa.Column("set_aside_why", _words("set_aside_why", SET_ASIDE_WHY), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(first_person_id, first_label) = 1", name=op.f("ck_relationship_first")
        ),
        sa.CheckConstraint(
            "num_nonnulls(second_person_id, second_label) = 1", name=op.f("ck_relationship_second")
        ),
        sa.CheckConstraint("first_person_id <> second_person_id", name=op.f("ck_relationship_two_people")),
        sa.CheckConstraint(
            f"char_length(first_label) between 1 and {LONGEST}"
            f" and char_length(second_label) between 1 and {LONGEST}"
            f" and char_length(described) between 1 and {LONGEST}",
            name=op.f("ck_relationship_lengths"),
        ),
        sa.CheckConstraint(
            "(kind = 'other') = (described is not null)", name=op.f("ck_relationship_described")
        ),
        sa.CheckConstraint(
            f"responsibility is null or kind not in ({MUTUAL})",
            name=op.f("ck_relationship_responsibility_of_an_elder"),
        ),
        sa.CheckConstraint(
            "num_nulls(set_aside_at, set_aside_by, set_aside_why) in (0, 3)",
            name=op.f("ck_relationship_set_aside_with_a_reason"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_relationship_starts_on_ends_on_order")),
        sa.ForeignKeyConstraint(
            ["corrects"], ["relationship.id"], name=op.f("fk_relationship_corrects_relationship")
        ),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_relationship_family_id_family")),
        sa.ForeignKeyConstraint(
            ["first_person_id"], ["person.id"], name=op.f("fk_relationship_first_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["second_person_id"], ["person.id"], name=op.f("fk_relationship_second_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relationship")),
        sa.UniqueConstraint("corrects", name=op.f("uq_relationship_corrects")),
    )
    for column in ("family_id", "first_person_id", "second_person_id"):
        op.create_index(f"ix_relationship_{column}", "relationship", [column])
    op.create_index(
        "uq_relationship_in_force",
        "relationship",
        [
            "family_id",
            "kind",
            "first_person_id",
            "first_label",
            "second_person_id",
            "second_label",
            "described",
        ],
        unique=True,
        postgresql_where=sa.text("ends_on is null and set_aside_at is null"),
        postgresql_nulls_not_distinct=True,
    )


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
    for carry in (LINKED, CARRIED):
        op.execute(carry.replace("ROWS", ROWS))


def _words(name: str, allowed: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=40)
