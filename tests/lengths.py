"""How long the property tests run: modest and the same each time, or long and at random."""

import os

IS_LONG = os.environ.get("LOXLEY_LONG_TESTS") == "yes"
TIMES = 25


def examples(modest: int, *, times: int = TIMES) -> int:
    """How many examples to try: the modest number in `make test`, 25 times as many in `make test-long`.

    times: another factor, where one example is tried on each of hundreds of calls.
    """
    return modest * times if IS_LONG else modest
