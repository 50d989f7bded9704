"""Tables and JSON on the terminal."""

from __future__ import annotations

import json

import pytest

from sigma_finance.cli.output import counted, print_json, print_table


class TestATable:
    def test_has_columns_as_wide_as_they_need_and_no_trailing_blanks(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        print_table(("Name", "Owes", "Note"), [("Ada", "$1,200.00", ""), ("Bo Okafor", "$5.00", "late")])
        assert capsys.readouterr().out.splitlines() == [
            "Name       Owes       Note",
            "Ada        $1,200.00",
            "Bo Okafor  $5.00      late",
        ]

    def test_without_rows_is_its_heads(self, capsys: pytest.CaptureFixture[str]) -> None:
        print_table(("Name", "Owes"), [])
        assert capsys.readouterr().out == "Name  Owes\n"

    def test_of_ragged_rows_is_refused(self) -> None:
        with pytest.raises((IndexError, ValueError)):
            print_table(("Name", "Owes"), [("Ada",)])


class TestJson:
    def test_can_be_read_by_people_and_programs(self, capsys: pytest.CaptureFixture[str]) -> None:
        print_json({"name": "Zoë", "owes": [1, None]})
        printed = capsys.readouterr().out
        assert '"name": "Zoë"' in printed
        assert json.loads(printed) == {"name": "Zoë", "owes": [1, None]}


class TestANumber:
    @pytest.mark.parametrize(
        ("number", "said"), [(0, "0 members"), (1, "1 member"), (2, "2 members"), (21, "21 members")]
    )
    def test_has_its_noun(self, number: int, said: str) -> None:
        assert counted(number, "member", "members") == said
