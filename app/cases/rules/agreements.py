"""Information-sharing agreements: their kinds, and whether one is in place on a day, due or missing."""

from datetime import date

from app.cases.rules.vocabulary import Word
from app.errors import RuleRefused

LONGEST_TITLE = 200


class AgreementKind(Word):
    """What an agreement lets agencies share."""

    PROGRAMME = "programme-data-match"
    CASE_WORK = "case-work"
    CLAIMS = "evidence-for-claims"
    CAF = "caf-register"


class AgreementState(Word):
    """Whether information may be shared under an agreement on a day."""

    IN_PLACE = "in-place"
    DUE = "due"
    MISSING = "missing"


def agreement_state(signed_on: date | None, review_due_on: date | None, on: date) -> AgreementState:
    """In place once signed; due from its day of review on; missing until it is signed."""
    if signed_on is None or signed_on > on:
        return AgreementState.MISSING
    if review_due_on is not None and review_due_on <= on:
        return AgreementState.DUE
    return AgreementState.IN_PLACE


def check_agreement_days(signed_on: date | None, review_due_on: date | None, today: date) -> None:
    """Refuse an agreement that is signed on a day to come, or whose review is due no later than that.

    Raises RuleRefused("signed-to-come" | "review-before-signing" | "review-without-signing").
    """
    if signed_on is not None and signed_on > today:
        raise RuleRefused("signed-to-come", "Give the day on which it was signed, not one to come.")
    if review_due_on is not None and signed_on is None:
        raise RuleRefused("review-without-signing", "Give the day on which it was signed as well.")
    if review_due_on is not None and signed_on is not None and review_due_on <= signed_on:
        raise RuleRefused("review-before-signing", "The review must be due after the day it was signed.")
