"""What beat sends, and how often."""

from app.jobs import queue

SWEEP_SECONDS = 15
LOOK_SECONDS = 60
QUARTERLY_SECONDS = 600
DISCARD_SECONDS = 900

BEAT = {
    "sweep-jobs": {"task": queue.SWEEP, "schedule": SWEEP_SECONDS, "options": {"expires": SWEEP_SECONDS}},
    # The look itself knows the hour in London: a beat that was away at seven loses no day.
    "look-for-reminders": {
        "task": queue.LOOK_FOR_REMINDERS,
        "schedule": LOOK_SECONDS,
        "options": {"expires": LOOK_SECONDS},
    },
    # Whoever reads the evaluation brings it up to date; kept so meanwhile, they need not wait for it.
    "keep-evaluation": {
        "task": queue.KEEP_EVALUATION,
        "schedule": LOOK_SECONDS,
        "options": {"expires": LOOK_SECONDS},
    },
    "discard-expired-exports": {
        "task": queue.DISCARD_EXPORTS,
        "schedule": DISCARD_SECONDS,
        "options": {"expires": DISCARD_SECONDS},
    },
    "look-for-undermined-claims": {
        "task": queue.LOOK_FOR_UNDERMINED,
        "schedule": LOOK_SECONDS,
        "options": {"expires": LOOK_SECONDS},
    },
    # The rule knows the day: a beat that was away, or one that sends twice, asks for a quarter once.
    "ask-for-quarterly-reports": {
        "task": queue.ASK_FOR_QUARTERLY,
        "schedule": QUARTERLY_SECONDS,
        "options": {"expires": QUARTERLY_SECONDS},
    },
}
