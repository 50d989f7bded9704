"""The same work for many, so that one for whom it fails holds nobody up who stands behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

import structlog

from sigma_finance.database import faults
from sigma_finance.domain.errors import DomainError, Unavailable
from sigma_finance.extensions import db

log = structlog.get_logger("sigma_finance.one_by_one")
T = TypeVar("T")


class PartlyDone(Unavailable):
    """Some of it could not be done; the rest was. ``problems`` name ids only."""

    def __init__(self, done: int, problems: list[str]) -> None:
        super().__init__(f"Done: {done}. Failed: {len(problems)}: {'; '.join(problems)}")
        self.done, self.problems = done, problems


@dataclass
class BatchRun:
    """How much was done, and what could not be, by id and reason."""

    done: int = 0
    problems: list[str] = field(default_factory=list)

    def whole(self) -> int:
        """How much was done; raises PartlyDone where something could not be."""
        if self.problems:
            raise PartlyDone(self.done, self.problems)
        return self.done


def one_by_one(
    items: Iterable[T], work: Callable[[T], int], *, called: str, named: Callable[[T], object] = str
) -> BatchRun:
    """Do ``work`` for each and add up what it answers; each is a transaction of its own.

    What fails is told by its id (``named`` says which that is, and ``called`` of what), and the next one's turn comes.
    A database that is away fails for all, so that is raised.
    """
    run = BatchRun()
    for item in items:
        try:
            run.done += work(item)
        except Exception as error:
            if faults.is_unreachable(error):
                raise
            db.session.rollback()
            log.warning("one_by_one.failed", what=called, id=named(item), error=type(error).__name__)
            run.problems.append(f"{called} {named(item)}: {reason(error)}")
    return run


def reason(error: Exception) -> str:
    """Why it failed: our own sentence, or the kind of a fault that we did not foresee, which may quote a person."""
    return error.message if isinstance(error, DomainError) else type(error).__name__
