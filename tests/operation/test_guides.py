"""The guides name what exists: commands and their options, files, events, pages, libraries."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest
from flask import Flask

from sigma_finance.config import ROOT
from sigma_finance.gateways.payments.types import EVENT_TYPES

GUIDES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
OTHERS = {"db", "run", "routes", "shell"}


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def named_commands(guide: str) -> set[str]:
    """What stands after ``flask`` in code, to the end of the code or line."""
    in_blocks = re.findall(r"^(?:\.venv/bin/)?flask ([^\n`]+)$", guide, re.MULTILINE)
    return {*in_blocks, *re.findall(r"`flask ([^`…]+)[`…]", guide)}


def find(app: Flask, words: list[str]) -> tuple[click.Command | None, set[str]]:
    """The command that the words name, and its options."""
    group, name, *_ = [*words, ""]
    found = app.cli.commands.get(group)
    command = found.commands.get(name) if isinstance(found, click.Group) else None
    options = {option for parameter in command.params for option in parameter.opts} if command else set()
    return command, options


class TestTheGuides:
    @pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.relative_to(ROOT).as_posix())
    def test_name_commands_and_options_that_exist(self, sqlite_app: Flask, guide: Path) -> None:
        for named in named_commands(text(guide)):
            words = named.split()
            if words[0] in OTHERS or words[0].isupper():
                continue
            command, options = find(sqlite_app, words)
            assert command is not None, named
            assert set(re.findall(r"--[a-z-]+", named)) <= {*options, "--help"}, named

    @pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.relative_to(ROOT).as_posix())
    def test_link_to_files_that_are_there(self, guide: Path) -> None:
        for target in re.findall(r"\]\(([^)#]+)", text(guide)):
            if "://" not in target and not target.endswith(".png"):
                assert (guide.parent / target).exists(), target

    def test_name_every_event_that_stripe_has_to_send(self) -> None:
        guide = text(ROOT / "docs" / "operations.md")
        assert [event for event in EVENT_TYPES if f"`{event}`" not in guide] == []

    def test_call_pages_and_buttons_by_their_names(self) -> None:
        templates = " ".join(text(path) for path in (ROOT / "sigma_finance").rglob("*.html"))
        places = ("web/navigation.py", "domain/books/reports.py")
        navigation = " ".join(text(ROOT / "sigma_finance" / place) for place in places)
        for name in re.findall(r"\*\*([^*]+)\*\*", text(ROOT / "docs" / "treasurer.md")):
            assert f'"{name}"' in templates + navigation or f">{name}<" in templates, name

    def test_tell_what_each_library_is_for(self) -> None:
        project = tomllib.loads(text(ROOT / "pyproject.toml"))
        wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
        names = {re.split(r"[=<>;\s]", requirement)[0] for requirement in wanted}
        pages = " ".join(text(path) for path in (ROOT / "docs" / "decisions").glob("*.md"))
        assert sorted(name for name in names if f"`{name}`" not in pages) == []
