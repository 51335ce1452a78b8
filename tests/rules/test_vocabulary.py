"""Words are stored in one form and read in another."""

from enum import StrEnum

import pytest

from app.cases.rules import vocabulary
from app.cases.rules.agreements import AgreementKind
from app.cases.rules.household_words import CorrectedField, CorrectionReason
from app.cases.rules.register_search import RegisterStatus
from app.cases.rules.vocabulary import (
    AllocationRoute,
    AssessmentKind,
    ClosureReason,
    Ethnicity,
    NotAllocatedReason,
    Word,
)
from app.claims.rules.lifecycle import LineState
from app.claims.rules.outcomes import Outcome
from app.programme.facts import Criterion, CriterionGroup, MeasurementKind, MemberRole
from app.programme.packs import Route

VOCABULARIES = [
    kind
    for kind in vars(vocabulary).values()
    if isinstance(kind, type) and issubclass(kind, Word) and kind is not Word
]
LABELLED: list[type[StrEnum]] = [
    *VOCABULARIES,
    CorrectionReason,
    CorrectedField,
    RegisterStatus,
    LineState,
    Outcome,
    Criterion,
    CriterionGroup,
    MeasurementKind,
    MemberRole,
    Route,
]


@pytest.mark.parametrize("words", LABELLED, ids=lambda words: words.__name__)
def test_every_word_has_a_plain_label_of_its_own(words):
    labels = [word.label for word in words]

    assert len(set(labels)) == len(labels)
    assert all(label[0].isupper() and "_" not in label for label in labels)


@pytest.mark.parametrize(
    "words", [one for one in LABELLED if one is not Ethnicity], ids=lambda one: one.__name__
)
def test_every_word_is_stored_in_kebab_case(words):
    assert all(word == word.value.lower() and "_" not in word and " " not in word for word in words)


@pytest.mark.parametrize(
    ("word", "label"),
    [
        (AllocationRoute.FIP, "Family Intervention Project"),
        (AllocationRoute.ROLLOUT_MEETING, "Rollout meeting"),
        (AssessmentKind.CAF, "Common assessment (CAF)"),
        (ClosureReason.ESCALATED_TO_SOCIAL_CARE, "Escalated to social care"),
        (NotAllocatedReason.FALSE_POSITIVE, "False positive: criteria not met"),
        (Ethnicity.WBRI, "White British"),
        (LineState.ON_A_RETURN, "On a return"),
    ],
)
def test_a_label_reads_as_the_field_says_it(word, label):
    assert word.label == label


def test_no_label_is_kept_for_a_word_that_is_gone():
    words = {f"{kind.__name__}.{word}" for kind in (*VOCABULARIES, AgreementKind) for word in kind}

    assert set(vocabulary._LABELS) <= words


def test_the_21_ethnicity_codes_stand_in_the_order_of_the_return():
    assert next(iter(Ethnicity)) == "WBRI"
    assert list(Ethnicity)[-3:] == ["REFU", "NOBT", "UNKNOWN"]
    assert len(Ethnicity) == 21


def test_only_spells_may_go_on_without_an_end():
    assert {kind for kind in MeasurementKind if kind.is_spell} == {
        MeasurementKind.OUT_OF_WORK_BENEFIT,
        MeasurementKind.EMPLOYMENT,
        MeasurementKind.WORK_PROGRAMME,
    }


def test_what_is_corrected_is_a_day_where_its_word_says_when() -> None:
    assert {field for field in CorrectedField if field.is_date} == {
        CorrectedField.BORN_ON,
        CorrectedField.EXPECTED_ON,
        CorrectedField.JOINED_ON,
        CorrectedField.LEFT_ON,
        CorrectedField.LIVED_FROM,
        CorrectedField.LIVED_UNTIL,
    }
