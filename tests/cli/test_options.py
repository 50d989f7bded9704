"""Options that several commands take."""

from __future__ import annotations

from datetime import date

import click
import pytest
from click.testing import CliRunner, Result

from sigma_finance.cli import options
from sigma_finance.domain.payments.payments import Method


@click.command()
@options.any_chapter
@options.as_json
@click.option("--method", type=options.WordOption(Method))
@click.option("--on", "day", type=options.IsoDate(), default=date(2026, 1, 1))
def pay(chapter: str | None, as_json: bool, method: Method | None, day: date) -> None:
    """Pay."""
    click.echo(f"{chapter} {as_json} {method!r} {day!r}")


@click.command()
@options.chapter
def close(chapter: str) -> None:
    """Close."""
    click.echo(chapter)


def typed(*words: str, command: click.Command = pay) -> Result:
    return CliRunner().invoke(command, words)


class TestAWord:
    @pytest.mark.parametrize("word", ["check", "CHECK", "Check"])
    def test_is_one_of_the_enums_in_any_case(self, word: str) -> None:
        assert repr(Method.CHECK) in typed("--method", word).output

    def test_that_is_none_is_refused_with_those_that_there_are(self) -> None:
        answer = typed("--method", "gold")
        assert answer.exit_code == 2
        assert "gold is none of" in answer.output
        assert [word for word in Method if word not in answer.output] == []

    def test_is_listed_in_the_help(self) -> None:
        assert "[" + "|".join(Method) + "]" in "".join(typed("--help").output.split())


class TestADay:
    def test_is_read_as_iso_writes_it(self) -> None:
        assert repr(date(2028, 2, 29)) in typed("--on", "2028-02-29").output
        assert repr(date(2026, 1, 1)) in typed().output

    @pytest.mark.parametrize("word", ["29.02.2028", "2026-02-29", "2026-13-01", "today", ""])
    def test_that_there_is_not_is_refused(self, word: str) -> None:
        answer = typed("--on", word)
        assert answer.exit_code == 2
        assert "is no date; write it as 2026-12-31." in answer.output


class TestAChapter:
    def test_has_to_be_named_where_a_command_is_of_one(self) -> None:
        assert typed(command=close).exit_code == 2
        assert typed("--chapter", "sds", command=close).output == "sds\n"

    def test_may_be_left_out_where_a_command_is_of_all(self) -> None:
        assert typed().output.startswith("None False")
        assert typed("--chapter", "sds", "--json").output.startswith("sds True")
