"""The evaluation that stands: kept up to date with every write, and read as where each family stands."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app import clock
from app.access.policies import SYSTEM, Actor, check_may
from app.access.roles import Action
from app.cases.queries.rule_packs import editions
from app.claims.queries import standing as queries
from app.claims.rules.spoiled import SpoiledHow
from app.claims.services.programme import ProgrammeEvaluation, described
from app.db import reading, transaction
from app.programme.editions import DECLARED
from app.version import code_version

TRIES = 3  # somebody may write just after each


@dataclass(frozen=True, slots=True)
class BroughtUpToDate:
    """What bringing the evaluation up to date did. families: how many were evaluated again."""

    families: int
    everything: bool


NOTHING = BroughtUpToDate(families=0, everything=False)


def bring_up_to_date(*, today: date, actor: Actor, everything: bool = False) -> BroughtUpToDate:
    """Evaluate the families that were touched since; all of them on a new day, or under new rules.

    everything: all of them in any case. Two at once do it one after the other. Writes person_roll_up,
    family_roll_up, standing_evaluation, evaluation_state. Raises RuleRefused("terms-not-declared").
    """
    with reading(actor) as session:
        if not everything and _is_current(session, today):
            return NOTHING
    with transaction(actor) as session:
        return _bring(session, today, wait=True, everything=everything) or NOTHING


def keep_up_to_date(*, today: date) -> None:
    """Bring the evaluation up to date, unless somebody is doing so: what beat asks for every minute."""
    with reading(SYSTEM) as session:
        if _is_current(session, today):
            return
    with transaction(SYSTEM) as session:
        _bring(session, today, wait=False, everything=False)


def programme_standing(*, today: date, actor: Actor) -> ProgrammeEvaluation:
    """Where every family of the programme stands today, from the evaluation that stands.

    It is brought up to date first. Raises Forbidden("role"), RuleRefused("terms-not-declared").
    """
    check_may(actor, Action.SEE_CLAIMS)
    for _ in range(TRIES - 1):
        bring_up_to_date(today=today, actor=actor)
        with reading(actor) as session:
            if _is_current(session, today):
                return described(session, queries.standings(session), today)
    bring_up_to_date(today=today, actor=actor)
    with reading(actor) as session:
        return described(session, queries.standings(session), today)


def _is_current(session: Session, today: date) -> bool:
    """Whether what stands is what the records say: made today by these rules, and nothing touched since."""
    state = queries.state(session)
    return (state.test_on, state.code) == (today, _rules(session)) and not queries.is_marked(session)


def _rules(session: Session) -> str:
    """By which rules an evaluation is made: the version of the code, and the editions approved beside it."""
    approved = (pack.code for pack in editions(session).packs if pack not in DECLARED.packs)
    return " ".join((code_version(), *approved))


def _bring(session: Session, today: date, *, wait: bool, everything: bool) -> BroughtUpToDate | None:
    state = queries.state_to_change(session, wait=wait)
    if state is None:
        return None
    touched, code, run = queries.take_marks(session), _rules(session), state.run + 1
    is_new_day, has_new_rules = state.test_on != today, state.code != code or touched.everything
    everything = everything or is_new_day or has_new_rules
    if not everything and not touched.families:
        return NOTHING
    if state.test_on is None or state.test_on > today:
        queries.forget(session)  # since when a family may be claimed is not known backwards
    found = queries.evaluate(
        session,
        today,
        run=run,
        only=None if everything else touched.families,
        touched=touched.families,
        otherwise=SpoiledHow.DAYS_PASSING if is_new_day else SpoiledHow.NEW_RULES,
    )
    stands = today if found or not everything else None
    queries.now_stands(session, on=stands, code=code, run=run, at=clock.now())
    return BroughtUpToDate(families=found, everything=everything)
