"""The refusals carry a code for machines and a sentence for people."""

import pytest

from app.errors import Conflict, DomainError, Forbidden, NotFound, RuleRefused


@pytest.mark.parametrize("refusal", [NotFound, Forbidden, Conflict, RuleRefused])
def test_each_refusal_is_a_domain_error_with_its_code_and_sentence(refusal):
    error = refusal("already-claimed", "This family has already been claimed for.")

    assert isinstance(error, DomainError)
    assert error.code == "already-claimed"
    assert str(error) == error.message == "This family has already been claimed for."
