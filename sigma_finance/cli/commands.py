"""What every command shares: a refusal is one sentence, and messages leave before the command ends."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import IO, Any, TypeVar

import click
from flask import current_app
from flask.cli import AppGroup

from sigma_finance.database import faults
from sigma_finance.database.scopes import across_chapters, for_chapter
from sigma_finance.domain.errors import DomainError, Unavailable
from sigma_finance.extensions import db
from sigma_finance.queries import health
from sigma_finance.queries.chapters import chapters
from sigma_finance.services.messages import outbox

R = TypeVar("R")
#: A command waits for its own few messages; a server or ``flask outbox deliver`` takes care of the rest.
MESSAGES = 20

OLD_SCHEMA = "The database does not have the tables that this version needs. Run: flask db upgrade"
NO_DATABASE = "The database cannot be reached. Check DATABASE_URL, and that its server is running."


class CommandRefused(click.ClickException):
    """A refusal as the terminal shows it: the sentence alone, and exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file, err=file is None)


class CommandGroup(AppGroup):
    """Commands on one subject, each run inside the application, with its refusals told in a sentence."""

    def task(self, name: str) -> Callable[[Callable[..., Any]], click.Command]:
        """Register a function as the command ``name``, one that needs the database."""
        return lambda function: self.command(name)(_told_plainly(function))


def _told_plainly(function: Callable[..., R]) -> Callable[..., R]:
    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> R:
        with refusals():
            if not health.is_current():
                raise Unavailable(OLD_SCHEMA)
            with _scope(kwargs.get("chapter")):
                return function(*args, **kwargs)

    return run


def _scope(slug: str | None) -> AbstractContextManager[None]:
    """The rows that a command sees: those of the chapter that it names, or all where it names none."""
    chapter = chapters.find_chapter(slug=slug) if slug is not None else None
    return across_chapters() if chapter is None else for_chapter(chapter.id)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn our own refusals, and a database that is not there, into one sentence; faults of ours stay visible."""
    try:
        yield
    except DomainError as refusal:
        raise CommandRefused(refusal.message) from refusal
    except Exception as error:
        if not faults.is_unreachable(error):
            raise
        raise CommandRefused(NO_DATABASE) from error
    finally:
        db.session.rollback()


@contextmanager
def messages_leave() -> Iterator[None]:
    """Deliver what the block wrote to people before the command ends: a background thread would die with it."""
    waiting: list[bool] = []
    with _runner(lambda: waiting.append(True)):
        yield
    if waiting:
        outbox.deliver(limit=MESSAGES)


@contextmanager
def messages_wait() -> Iterator[None]:
    """Leave what the block wrote to people, and the jobs it asked for, for a server or for ``flask jobs run-due``."""
    with _runner(None):
        yield


@contextmanager
def _runner(wake: Callable[[], None] | None) -> Iterator[None]:
    extensions = current_app.extensions
    usual = {name: extensions.get(name) for name in ("outbox_runner", "job_runner")}
    extensions.update(outbox_runner=wake, job_runner=None)
    try:
        yield
    finally:
        extensions.update(usual)
