"""Celery's configuration. Redis carries job names and ids, and holds nothing that cannot be lost."""

import os
from typing import Any

from celery import Celery
from celery.signals import after_setup_logger, after_setup_task_logger, worker_process_init

from app import db
from app.config import broker_url, load_settings
from app.jobs import broker
from workers.logs import leave_texts_out
from workers.schedule import BEAT

SETTINGS = load_settings(os.environ)

PATIENT_SECONDS = 540
TASK_SECONDS = 600
VISIBILITY_SECONDS = 900

app = Celery("loxley", include=["workers.tasks"])
app.conf.update(
    broker_url=broker_url(SETTINGS.redis_url or ""),
    broker_connection_retry_on_startup=True,
    # A message names a job by id; JSON cannot carry code, and nothing personal is ever in it.
    task_serializer="json",
    accept_content=["json"],
    # The row is the result; Celery keeps none.
    task_ignore_result=True,
    # A message is acknowledged when its work is done, so that a killed worker's goes to another.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    # First an error that the job can tell of; a minute later the process is ended.
    task_soft_time_limit=PATIENT_SECONDS,
    # A task that outlived the visibility timeout would be delivered again while it ran.
    task_time_limit=TASK_SECONDS,
    broker_transport_options={
        "visibility_timeout": VISIBILITY_SECONDS,
        # Without these a lost message waits up to 100 seconds more.
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
    },
    worker_hijack_root_logger=False,
    timezone="Europe/London",
    enable_utc=True,
    beat_schedule=BEAT,
)


after_setup_logger.connect(leave_texts_out)
after_setup_task_logger.connect(leave_texts_out)


@worker_process_init.connect
def connect_worker(**_: Any) -> None:
    """Connect a worker process to the database: after the fork, for connections do not survive one."""
    db.connect(SETTINGS.database_url or "")
    broker.connect(SETTINGS.redis_url or "")
