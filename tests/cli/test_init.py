"""Every command of ours is there, and says what it is for."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import click
from flask import Flask
from flask.cli import AppGroup

from sigma_finance import cli


def groups() -> Iterator[AppGroup]:
    """The groups of all modules of commands."""
    for found in pkgutil.iter_modules(cli.__path__):
        group = getattr(importlib.import_module(f"{cli.__name__}.{found.name}"), "group", None)
        if group is not None:
            yield group


class TestTheCommands:
    def test_are_all_on_the_application(self, sqlite_app: Flask) -> None:
        made = list(groups())
        assert len(made) > 10
        assert [sqlite_app.cli.commands.get(group.name or "") for group in made] == made

    def test_say_what_they_are_for(self, sqlite_app: Flask) -> None:
        silent = [
            f"{group.name} {name}"
            for group in groups()
            for name, command in group.commands.items()
            if not (group.help and command.get_short_help_str(200).endswith("."))
        ]
        assert silent == []

    def test_explain_every_option(self, sqlite_app: Flask) -> None:
        unexplained = [
            f"{group.name} {name} --{option.name}"
            for group in groups()
            for name, command in group.commands.items()
            for option in command.params
            if isinstance(option, click.Option) and not (option.help or option.hidden or option.is_flag)
        ]
        assert unexplained == []
