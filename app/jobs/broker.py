"""How a job's message leaves a process: its name and its id, to the broker, and nothing else."""

from uuid import UUID

from celery import Celery
from kombu.exceptions import OperationalError

from app.config import broker_url
from app.jobs import queue

BROKER_SECONDS = 2


def connect(redis_url: str) -> None:
    """Send this process's messages to a broker. Connects at the first message, so may come before a fork."""
    sender = Celery("loxley-sender", broker=broker_url(redis_url), set_as_current=False)
    sender.conf.update(
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        # A broker that hangs is like one that is away: the row is kept, and the sweeper sends it.
        broker_transport_options={"socket_connect_timeout": BROKER_SECONDS, "socket_timeout": BROKER_SECONDS},
    )

    def send(name: str, job_id: UUID) -> None:
        try:
            sender.send_task(name, kwargs={"job_id": str(job_id)}, retry=False)
        except OperationalError as error:
            raise ConnectionError("the broker cannot be reached") from error

    queue.use_sender(send)
