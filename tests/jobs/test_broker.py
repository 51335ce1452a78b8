"""A request never waits for a broker: the work is on its row already, and the sweeper sends it later."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from app.jobs import broker, queue


@pytest.fixture
def hanging_broker(tmp_path: Path) -> Iterator[str]:
    """The URL of a broker that takes connections and never answers."""
    address = str(tmp_path / "hanging.sock")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        yield f"unix://{address}?db=0"


@pytest.mark.parametrize("kind", ["hanging", "away"])
def test_sending_to_a_broker_that_does_not_answer_gives_up_soon(
    hanging_broker: str, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(queue, "_sender", queue.send_nowhere)
    broker.connect(hanging_broker if kind == "hanging" else "unix:///nowhere/valkey.sock?db=0")
    began = time.monotonic()

    with pytest.raises(OSError, match="cannot be reached"):
        queue._sender(queue.BUILD_RETURN, uuid4())

    assert time.monotonic() - began < 5 * broker.BROKER_SECONDS
