"""Passwords that are quick to check, for tests in which people sign in by the hundred."""

import pytest
from argon2 import PasswordHasher

from app.access import services as access

_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def check_passwords_quickly(patched: pytest.MonkeyPatch) -> None:
    """Hash and check passwords at the least cost, in this process, until the patch is undone."""
    patched.setattr(access, "_hasher", _QUICK)
