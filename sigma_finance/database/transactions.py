"""One public function of a service is one transaction: the only module that commits.

The outermost call begins, commits, and rolls back; calls inside it join. A serialization failure, deadlock or lock
timeout runs the whole function again, up to three times, and is then an Unavailable. What has to come last in a
transaction (the chapter's counters) or after it (waking a runner) is kept until then.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from sigma_finance.database import faults, scopes
from sigma_finance.domain.errors import Unavailable
from sigma_finance.extensions import db, wake_runner

ATTEMPTS = 3
P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


@dataclass
class _Work:
    """The unit of work under way."""

    last: dict[Hashable, Callable[[], None]] = field(default_factory=dict)
    gathered: dict[Hashable, list[Any]] = field(default_factory=dict)
    wakes: set[str] = field(default_factory=set)


_current: ContextVar[_Work | None] = ContextVar("unit_of_work", default=None)


def transactional(function: Callable[P, R]) -> Callable[P, R]:
    """Make ``function`` one transaction, or part of the one under way."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _current.get() is not None:
            return function(*args, **kwargs)
        for _ in range(ATTEMPTS - 1):
            try:
                return _once(function, *args, **kwargs)
            except Exception as error:
                if not faults.is_transient(error):
                    raise
        try:
            return _once(function, *args, **kwargs)
        except Exception as error:
            if not faults.is_transient(error):
                raise
            raise Unavailable("The books are busy. Nothing was changed; try again in a moment.") from error

    return run


def _once(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    work = _Work()
    token = _current.set(work)
    try:
        db.session.rollback()
        db.session.connection(execution_options={"writes": True})
        result = function(*args, **kwargs)
        for finish in work.last.values():
            finish()
        db.session.flush()
        scopes.restore()
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _current.reset(token)
    for runner in work.wakes:
        wake_runner(runner)
    return result


@contextmanager
def joined() -> Iterator[None]:
    """Make the block part of a transaction that somebody else commits, as whoever works in ``flask shell`` does."""
    work = _Work()
    token = _current.set(work)
    try:
        yield
        for finish in work.last.values():
            finish()
    finally:
        _current.reset(token)


def _work() -> _Work:
    work = _current.get()
    if work is None:
        raise AssertionError("no transaction is under way")
    return work


def end_read() -> None:
    """End the read transaction under way, so that none is open while a provider is called."""
    if _current.get() is not None:
        raise AssertionError("a provider may not be called inside a transaction")
    db.session.rollback()


def at_the_end(key: Hashable, finish: Callable[[], None]) -> None:
    """Run ``finish`` once, just before the transaction under way commits, whatever the number of calls with ``key``."""
    _work().last.setdefault(key, finish)


def gather(key: Hashable, items: Iterable[T], finish: Callable[[list[T]], None]) -> None:
    """As ``at_the_end``, and ``finish`` is given the items of all calls with ``key``, in their order."""
    gathered = _work().gathered.setdefault(key, [])
    gathered.extend(items)
    at_the_end(key, lambda: finish(gathered))


def has_effects() -> bool:
    """Whether the transaction under way has written a line of the trail or changed a figure so far."""
    return bool(_work().last)


def wake_after_commit(runner: str = "outbox_runner") -> None:
    """Ask for a runner to be woken once the transaction under way has committed: the outbox's, or that of jobs."""
    _work().wakes.add(runner)
