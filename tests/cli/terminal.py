"""A terminal: what an operator types, and what they read."""

from __future__ import annotations

from click.testing import Result
from flask import Flask

PASSWORD = "plum tractor seven oceans"


def flask(app: Flask, *words: str, typed: str = "") -> Result:
    """Run ``flask`` with these words, typing lines where it asks; an exception of ours fails the test."""
    return app.test_cli_runner().invoke(args=words, input=typed, catch_exceptions=False)


def run(app: Flask, *words: str, typed: str = "") -> str:
    """As ``flask``, for a command that must succeed; returns what it printed."""
    result = flask(app, *words, typed=typed)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(app: Flask, *words: str, typed: str = "", code: int = 1) -> str:
    """As ``flask``, for a command that must be refused: one sentence, no trace; returns the sentence."""
    result = flask(app, *words, typed=typed)
    assert (result.exit_code, "Traceback" in result.stderr) == (code, False), result.output
    if code == 1:
        assert len(result.stderr.strip().splitlines()) == 1
    return result.stderr


def open_chapter(app: Flask, slug: str = "sds") -> None:
    """A chapter with the usual dues of 200.00."""
    run(app, "chapter", "create", "--name", f"Chapter {slug}", "--slug", slug, "--dues", "200.00")


def add_user(app: Flask, email: str, role: str = "member", *more: str, slug: str = "sds") -> None:
    """A member of the chapter who can sign in with PASSWORD."""
    words = ("--chapter", slug, "--role", role, "--name", "Jo Reed", "--email", email, *more)
    run(app, "user", "create", *words, "--password-stdin", typed=PASSWORD + "\n")
