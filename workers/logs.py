"""What a worker's log says of an error: its type and where it arose; its text might hold a name."""

import logging
import traceback
from collections.abc import Mapping
from typing import Any


class TypesOnly(logging.Filter):
    """Leaves the type and the lines of code of every error that is logged, and takes its text away."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record goes through, without the text of errors."""
        if record.exc_info and record.exc_info[0]:
            kind, _, trace = record.exc_info
            record.exc_text = "".join(traceback.format_tb(trace)) + kind.__name__
            record.exc_info = None
        if isinstance(record.args, Mapping) and "exc" in record.args:  # how Celery words a failed task
            record.args = {**record.args, "exc": str(record.args["exc"]).partition("(")[0]}
        return True


def leave_texts_out(logger: logging.Logger, **_: Any) -> None:
    """Filter whatever the worker's handlers write."""
    for handler in logger.handlers:
        handler.addFilter(TypesOnly())
