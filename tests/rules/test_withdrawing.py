"""A stay that never was goes with all that hangs on it; an assessment stands against it."""

import pytest

from app.cases.rules.withdrawing import TiedHere, check_never_here
from app.errors import RuleRefused


def test_with_the_only_stay_in_a_family_go_evidence_and_relationships() -> None:
    tied = TiedHere(evidence=2, relationships=3)

    check_never_here(tied)

    assert (tied.is_only_stay, tied.evidence_along, tied.relationships_along) == (True, 2, 3)


def test_with_one_stay_of_several_goes_nothing_else() -> None:
    tied = TiedHere(stays=1, assessments=1, evidence=2, relationships=3)

    check_never_here(tied)

    assert (tied.is_only_stay, tied.evidence_along, tied.relationships_along) == (False, 0, 0)


def test_nobody_who_was_assessed_in_a_family_was_never_in_it() -> None:
    with pytest.raises(RuleRefused) as refused:
        check_never_here(TiedHere(assessments=1))

    assert refused.value.code == "assessed-here"
