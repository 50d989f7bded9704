"""Celery, where a broker is configured: one task drains the outbox, one ticks the jobs, and beat asks for it.

Nothing is kept in the queue that is not in the database, so a task that is lost costs a minute and no more. Leases,
retries and schedules are the outbox's and the jobs' own; Celery's are not used.
"""

from __future__ import annotations

from celery import Celery
from flask import Flask

from sigma_finance.tasks import background

DRAIN, TICK = "sigma_finance.drain", "sigma_finance.tick"
TICK_EVERY = 60.0
#: Whoever publishes waits this long for a broker that is away, in seconds, and does not try again.
PATIENCE = 1.0
_IMPATIENT = {
    "socket_connect_timeout": PATIENCE,
    "socket_timeout": PATIENCE,
    "connect_timeout": PATIENCE,
    "connect_retries_timeout": PATIENCE,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
}


def make_celery(app: Flask) -> Celery:
    """Celery with our two tasks, each run in the application's context, on a queue of this deployment's own."""
    celery = Celery("sigma_finance", broker=app.config["CELERY_BROKER_URL"], set_as_current=False)
    celery.conf.update(
        accept_content=["json"],
        beat_schedule={"tick": {"task": TICK, "schedule": TICK_EVERY, "options": {"expires": TICK_EVERY}}},
        beat_scheduler="celery.beat:Scheduler",
        broker_connection_max_retries=None,
        broker_connection_retry_on_startup=True,
        task_default_queue=f"sigma-finance-{app.config['DEPLOYMENT']}",
        task_ignore_result=True,
        worker_enable_remote_control=False,
        worker_hijack_root_logger=False,
        worker_prefetch_multiplier=1,
        worker_send_task_events=False,
    )

    def drain() -> None:
        background.deliver(app)

    def tick() -> None:
        background.tick(app)

    celery.task(name=DRAIN)(drain)
    celery.task(name=TICK)(tick)
    return celery


def publish(celery: Celery, task: str) -> None:
    """Put a task into the queue; raises when the broker does not answer at once."""
    with celery.connection_for_write(
        connect_timeout=PATIENCE, transport_options=_options(celery)
    ) as connection:
        celery.send_task(task, connection=connection, retry=False, expires=TICK_EVERY)


def _options(celery: Celery) -> dict[str, float]:
    """How to give up soon, in the words of the broker's kind."""
    if celery.conf.broker_url.startswith("amqp"):
        return {key: _IMPATIENT[key] for key in ("connect_retries_timeout", "max_retries", "interval_start")}
    return _IMPATIENT
