"""The records of a CSV text."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_finance.domain.imports.tables import Cell, Flaw
from sigma_finance.gateways.spreadsheets.records import SEPARATORS, records, separator_of
from sigma_finance.gateways.spreadsheets.refusals import Unreadable


def read(text: str, separator: str = ",") -> list[list[Cell]]:
    return list(records(text, separator))


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8).map(str.strip)


class TestRecords:
    @given(st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1, max_size=6))
    def test_come_back_as_a_program_wrote_them(self, table: list[list[str]]) -> None:
        written = io.StringIO(newline="")
        csv.writer(written, quoting=csv.QUOTE_ALL).writerows(table)
        if not any(cell.count(",") for row in table for cell in row if "\n" in cell or "\r" in cell):
            assert read(written.getvalue()) == table

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_end_with_any_end_of_line(self, end: str) -> None:
        assert read(f"a,b{end}{end}c,d{end}") == [["a", "b"], [], ["c", "d"]]

    def test_may_have_lines_and_quotes_within_quotes(self) -> None:
        assert read('a,"b\nc, d"\n"e ""f""",g\n') == [["a", "b\nc, d"], ['e "f"', "g"]]

    def test_may_have_a_space_before_a_quote(self) -> None:
        assert read('a, "b, c"\n') == [["a", "b, c"]]

    def test_keep_a_quote_within_a_cell(self) -> None:
        assert read('5\' 9",Robert "Bob" Lee\n') == [["5' 9\"", 'Robert "Bob" Lee']]


class TestAQuoteThatStandsWrong:
    ROWS = 'Name,Amount,Notes\nAda,200,"half\nBen,100,\nCleo,50,{}\n'

    def test_swallows_no_row_where_it_is_never_closed(self) -> None:
        assert read(self.ROWS.format("")) == [
            ["Name", "Amount", "Notes"],
            ["Ada", "200", Flaw.QUOTE],
            ["Ben", "100", ""],
            ["Cleo", "50", ""],
        ]

    @pytest.mark.parametrize("later", ['paid"', '"paid', 'a "b" c', '"'])
    def test_swallows_no_row_where_another_one_stands_below(self, later: str) -> None:
        found = read(self.ROWS.format(later))
        assert [row[0] for row in found] == ["Name", "Ada", "Ben", "Cleo"]
        assert Flaw.QUOTE in found[1]

    def test_is_told_from_one_whose_lines_are_no_rows(self) -> None:
        assert read('Name,Amount,Notes\nAda,200,"half,\nthe rest later"\n')[1] == [
            "Ada",
            "200",
            "half,\nthe rest later",
        ]

    @pytest.mark.parametrize("cell", ['"a" b', '"a"b"', '"a'])
    def test_is_a_flaw_of_its_cell(self, cell: str) -> None:
        assert read(f"x,{cell},y\n")[0][1] is Flaw.QUOTE

    def test_is_refused_where_a_cell_is_endless(self) -> None:
        for quote in ("", '"'):
            with pytest.raises(Unreadable):
                read(f"Name,Amount\n{quote}{'x' * 140_000}{quote},5\n")


class TestTheSeparator:
    @pytest.mark.parametrize("separator", SEPARATORS)
    def test_is_the_one_that_parts_rows_evenly(self, separator: str) -> None:
        rows = [("Name", "Amount", "Date"), ("Lee, Ada", "1.200,00", "a;b"), ("Park", "200,00", "c|d\te")]
        written = io.StringIO(newline="")
        csv.writer(written, delimiter=separator).writerows(rows)
        assert separator_of(written.getvalue()) == separator

    def test_is_a_semicolon_among_decimal_commas(self) -> None:
        assert separator_of("Name;Amount;Paid\nA;1,00;2,00\nB;3,00;4,00\nC;5,00;6,00\n") == ";"
