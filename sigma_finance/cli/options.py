"""Options that several commands take."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

import click

W = TypeVar("W", bound=StrEnum)


class WordOption(click.ParamType[W]):
    """One of an enum's own words, in any case."""

    def __init__(self, words: type[W]) -> None:
        self.words = words
        self.name = "|".join(words)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> W:
        try:
            return self.words(value.lower())
        except ValueError:
            self.fail(f"{value} is none of {', '.join(self.words)}.", param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return f"[{self.name}]"


class IsoDate(click.ParamType[date]):
    """A date as 2026-12-31."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            self.fail(f"{value} is no date; write it as 2026-12-31.", param, ctx)


chapter = click.option("--chapter", required=True, metavar="SLUG", help="The chapter's short name.")
any_chapter = click.option(
    "--chapter", metavar="SLUG", help="The chapter's short name; all chapters without it."
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
