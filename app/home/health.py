"""Whether this process lives, whether it can serve, and how it does: for machines, with no personal data."""

import time

import redis
import sqlalchemy as sa
from flask import Blueprint, Flask, Response, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from app.access.policies import SYSTEM
from app.db import reading

health = Blueprint("health", __name__)

REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "loxley_requests", "Requests answered.", ["endpoint", "method", "status"], registry=REGISTRY
)
SECONDS = Histogram("loxley_request_seconds", "Seconds taken to answer.", ["endpoint"], registry=REGISTRY)


@health.get("/health/live")
def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@health.get("/health/ready")
def ready() -> tuple[dict[str, str], int]:
    """The database and the session store answer too."""
    parts = {"database": _database_answers(), "redis": _redis_answers()}
    is_ready = all(parts.values())
    answers = {name: "answers" if answers else "does not answer" for name, answers in parts.items()}
    return {"status": "ready" if is_ready else "not ready", **answers}, 200 if is_ready else 503


@health.get("/metrics")
def metrics() -> Response:
    """Counts and durations of this process's requests by endpoint, never by address: that may hold an id."""
    return Response(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def measure(app: Flask) -> None:
    """Count and time every request of the application."""
    app.before_request(_begin)
    app.after_request(_count)


def _begin() -> None:
    g.begun = time.perf_counter()


def _count(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    REQUESTS.labels(endpoint, request.method, response.status_code).inc()
    if "begun" in g:
        SECONDS.labels(endpoint).observe(time.perf_counter() - g.begun)
    return response


def _database_answers() -> bool:
    try:
        with reading(SYSTEM) as session:
            session.connection().execute(sa.select(1))
    except SQLAlchemyError:
        return False
    return True


def _redis_answers() -> bool:
    store: redis.Redis = current_app.config["SESSION_REDIS"]
    try:
        return bool(store.ping())
    except redis.RedisError:
        return False
