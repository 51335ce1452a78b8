"""Sessions and transactions. The only module that commits."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID, uuid4

import psycopg
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import sessionmaker
from sqlmodel import Field, Session, SQLModel

from app.errors import Conflict

# Every process comes here first. It keeps some hundred thousand objects for as long as it lives, and makes
# many that go by themselves: to look for garbage after each 700 new ones, as Python does, costs a fifth.
gc.set_threshold(50_000, 20, 50)

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Sessions: sessionmaker[Session] = sessionmaker(class_=Session, expire_on_commit=False)

CONNECT_SECONDS = 10

AWAY: tuple[type[Exception], ...] = (OperationalError, psycopg.OperationalError)
"""What is raised while the database cannot be reached."""

QUOTES_VALUES = "22"  # the class of SQLSTATEs whose own sentence quotes the value that did not fit

SET_ACTOR = sa.text("select set_config('loxley.actor', :actor, true)")

READ_ONE_INSTANT = sa.text("set transaction isolation level repeatable read, read only")

# The sentences for constraints that two people acting at once can meet in ordinary work.
# Any other broken constraint is a fault in the program and stays an error.
CONFLICTS: dict[str, tuple[str, str]] = {
    "ex_allocation_one_current": (
        "already-allocated",
        "This family already has an allocation for those dates. End that one first, or choose other dates.",
    ),
    "uq_assessment_review_assessment_id_reviewed_on": (
        "reviewed-that-day",
        "A review of that day is recorded already. Choose another day, or correct that review.",
    ),
    "ex_lead_professional_one_current": (
        "lead-follows",
        "Somebody else has just recorded a lead professional for those dates. Open the family again.",
    ),
    "ex_team_member_once": (
        "already-in-team",
        "This person is in the family's team for those dates already. Remove them, or choose others.",
    ),
    "ex_cover_once": (
        "already-covered",
        "This colleague covers for the same person in those dates already. Choose other dates.",
    ),
    "uq_sharing_without_consent_open": (
        "already-shared",
        "Sharing with this agency has been asked for, or approved, already.",
    ),
    "pk_family": ("already-registered", "This family has been registered already."),
    "uq_claim_audit_open": (
        "audit-open",
        "An audit of this window is open already. Open it, or close it before you draw the next batch.",
    ),
    "uq_claim_audit_window_id_number": (
        "audit-open",
        "An audit of this window is open already. Open it, or close it before you draw the next batch.",
    ),
    "uq_assurance_case_visit_id_family_id": (
        "changed-meanwhile",
        "Somebody else changed this visit meanwhile.",
    ),
    "uq_claim_family_id_phase": ("already-claimed", "This family has already been claimed for."),
    "uq_claim_return_open": (
        "return-open",
        "A return of this window is being prepared, or waits for signature. Go on with that one.",
    ),
    "uq_claim_return_window_id_number": (
        "return-open",
        "Somebody else has just prepared a return of this window. Open that one.",
    ),
    "uq_case_note_corrects": (
        "note-corrected",
        "Somebody has corrected this note already. Correct the note that stands in its place.",
    ),
    "uq_team_meeting_assessment_id_meets_on": (
        "meeting-that-day",
        "A team meeting of that day is recorded already. Open that one, or choose another day.",
    ),
    "uq_agency_reply_meeting_id_agency_id_establishment_id": (
        "changed-meanwhile",
        "Somebody else has answered this list since you opened it. Open it again.",
    ),
    "uq_triage_decision_family_id_decided_on": (
        "decided-that-day",
        "This family has a decision of that day already. Open the family's record to see it.",
    ),
    "ex_mentor_pairing_one_at_a_time": (
        "mentor-already",
        "They have a mentor for some of those days already. End that first, or choose other days.",
    ),
    "uq_training_booking_once": (
        "booked-already",
        "This person has a place at this session already.",
    ),
    "uq_training_course_title": ("course-known", "There is a course of this title already."),
    "uq_campaign_open_kind": (
        "campaign-open",
        "A campaign of this kind is open already. Close that one first.",
    ),
    "uq_campaign_answer_row_id_version": (
        "changed-meanwhile",
        "Somebody else has answered this meanwhile.",
    ),
    "uq_campaign_decision_row_id_version": (
        "changed-meanwhile",
        "Somebody else has decided about this meanwhile.",
    ),
    "uq_measurement_person_id_kind_starts_on": (
        "figure-held",
        "A figure of those days has just been recorded. Look at it before you enter another.",
    ),
    "uq_criterion_evidence_fact": (
        "figure-held",
        "Evidence of that criterion from that day has just been recorded. Look at it before you enter more.",
    ),
    "uq_rule_pack_edition_code": (
        "edition-code-taken",
        "There is an edition of this code already. Give another code, or start again.",
    ),
    "uq_rule_pack_edition_in_force_from": (
        "day-taken",
        "Another edition has just been approved from that day. Choose another day.",
    ),
    "uq_part_override_standing": (
        "asked-already",
        "Letting this part pass has been asked for already.",
    ),
    "uq_board_text_as_at_section_version": (
        "changed-meanwhile",
        "Somebody else has changed this text meanwhile.",
    ),
    "uq_board_recommendation_number_version": (
        "changed-meanwhile",
        "Somebody else has changed this recommendation meanwhile.",
    ),
    "uq_board_risk_number_version": ("changed-meanwhile", "Somebody else has changed this risk meanwhile."),
    "uq_board_title_block_version": (
        "changed-meanwhile",
        "Somebody else has changed the title block meanwhile.",
    ),
    "uq_user_account_email": ("email-taken", "Another account already has this e-mail address."),
}


# A row for a family or person who was there a moment ago: only a merge takes one out.
GONE = ("_family_id_family", "_person_id_person")
MERGED = (
    "merged-meanwhile",
    "This record has just been merged with another one. Open that one, and enter it once more there.",
)


class ActsAs(Protocol):
    """Whoever a transaction is carried out for."""

    @property
    def user_id(self) -> UUID: ...


class Row(SQLModel):
    """What every table shares: values are validated when set, and the id is made here."""

    model_config = {"validate_assignment": True}

    id: UUID = Field(default_factory=uuid4, primary_key=True)


def stored(values: type[StrEnum], length: int = 40, name: str | None = None) -> Any:
    """A column type that stores an enum by value, as text with a CHECK named after it, or as given."""
    words = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in values.__name__)
    return sa.Enum(
        values,
        native_enum=False,
        create_constraint=True,
        length=length,
        name=name or words.lstrip("_"),
        values_callable=lambda members: [member.value for member in members],
    )


def in_order(first: str, last: str) -> sa.CheckConstraint:
    """A CHECK that a row's last day, where it has one, is not before its first."""
    return sa.CheckConstraint(f"{last} >= {first}", name=f"{first}_{last}_order")


def connect(database_url: str, *, pool_size: int = 5) -> sa.Engine:
    """Bind the application's sessions to a database. Called once in each process, after any fork."""
    engine = sa.create_engine(
        database_url,
        pool_size=pool_size,
        pool_pre_ping=True,
        hide_parameters=True,  # they are names and dates of birth, and errors end in logs
        connect_args={"connect_timeout": CONNECT_SECONDS},
    )
    Sessions.configure(bind=engine)
    return engine


@contextmanager
def transaction(actor: ActsAs) -> Iterator[Session]:
    """One use case's unit of work: commit on success, roll back on any exception.

    The actor is set for the transaction, so that row-level security knows who asks.
    Whatever was left in `session.info["after_commit"]` runs after the commit, and only then.

    Raises Conflict for the constraints listed in CONFLICTS, and for a key to a family or person who is gone.
    """
    with _quoting_no_row(), Sessions() as session:
        try:
            with session.begin():
                session.execute(SET_ACTOR, {"actor": str(actor.user_id)})
                yield session
        except IntegrityError as error:
            refusal = _conflict(error)
            if refusal is None:
                raise
            raise refusal from None
        for send in session.info.pop("after_commit", ()):
            send()


@contextmanager
def reading(actor: ActsAs) -> Iterator[Session]:
    """A read-only look at the database on behalf of an actor, as at one instant."""
    with _quoting_no_row(), Sessions() as session, session.begin():
        if isinstance(session.get_bind(), sa.Engine):  # a session on a connection joins what goes on there
            session.execute(READ_ONE_INSTANT)
        session.execute(SET_ACTOR, {"actor": str(actor.user_id)})
        yield session


def in_force(first: Any, last: Any, on: Any) -> sa.ColumnElement[bool]:
    """The condition that a dated row, both days inclusive, open-ended when last is null, holds on a day.

    on: a date, or a column of dates.
    """
    return sa.and_(first <= on, sa.or_(last.is_(None), last >= on))


def rows(session: Session, statement: sa.Select[*tuple[Any, ...]]) -> Sequence[sa.Row[Any]]:
    """All rows of a Core select, as plain named tuples."""
    return session.connection().execute(statement).all()


@contextmanager
def _quoting_no_row() -> Iterator[None]:
    """Takes out of the database's errors the rows and values that they quote, for their text ends in logs."""
    try:
        yield
    except (psycopg.Error, DBAPIError) as error:
        broken = error if isinstance(error, psycopg.Error) else error.orig
        if isinstance(broken, psycopg.Error) and broken.sqlstate:
            sentence = None if broken.sqlstate.startswith(QUOTES_VALUES) else broken.diag.message_primary
            said = (broken.sqlstate, broken.diag.table_name, broken.diag.constraint_name, sentence)
            error.args = broken.args = (" ".join(part for part in said if part),)
        raise


def _conflict(error: IntegrityError) -> Conflict | None:
    """The refusal for a broken constraint; its text never holds the row's values."""
    broken = error.orig
    name = broken.diag.constraint_name if isinstance(broken, psycopg.Error) else None
    if name is not None and isinstance(broken, psycopg.errors.ForeignKeyViolation) and name.endswith(GONE):
        return Conflict(*MERGED)
    if name is None or name not in CONFLICTS:
        return None
    code, message = CONFLICTS[name]
    return Conflict(code, message)
