"""What beat sends, and how often."""

from app.jobs import queue

SWEEP_SECONDS = 15

BEAT = {
    "sweep-jobs": {"task": queue.SWEEP, "schedule": SWEEP_SECONDS, "options": {"expires": SWEEP_SECONDS}},
}
