"""CSV files as a table."""

from __future__ import annotations

import csv
import io

import pytest

from sigma_finance.domain.imports.tables import Cell
from sigma_finance.gateways.spreadsheets import refusals, text
from tests.gateways.spreadsheets.opening import opened, refusal


class TestACsvFile:
    HEADS = ("Name", "Amount", "Notes")

    def read(self, content: bytes) -> list[list[Cell]]:
        return [list(cells) for _, cells in opened(content, "dues.csv").sheets[0].rows()]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    @pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
    def test_is_read_in_any_encoding_and_with_any_separator(self, encoding: str, separator: str) -> None:
        written = io.StringIO(newline="")
        table = [self.HEADS, ("Zoë, or so", "$1,200.00", "a\nb"), ("Al", "5", "")]
        csv.writer(written, delimiter=separator).writerows(table)
        assert self.read(written.getvalue().encode(encoding)) == [list(row) for row in table]

    def test_may_have_one_column_and_ragged_rows(self) -> None:
        assert self.read(b"Name\n\nAl,5\n") == [["Name"], [], ["Al", "5"]]

    def test_is_refused_where_a_cell_is_endless(self) -> None:
        assert refusal(b'Name,Amount\n"' + b"x" * 200_000, "dues.csv") == refusals.NOT_A_TABLE

    @pytest.mark.parametrize("first", ["sep=;\r\n", "SEP=;\n", "sep=;\r"])
    def test_may_say_its_separator_as_excel_does(self, first: str) -> None:
        content = (first + "Name,or so;Amount\nAl;5\n").encode()
        assert self.read(content) == [["Name,or so", "Amount"], ["Al", "5"]]

    def test_that_is_a_web_page_is_refused(self) -> None:
        for content in (b"<table>", b"\n\n  <html>", "\ufeff<!doctype html>".encode("utf-16")):
            assert refusal(content, "dues.csv") == refusals.A_WEB_PAGE

    def test_is_one_sheet_whose_rows_can_be_read_again(self) -> None:
        (sheet,), label = text.read(b"Name\nAl\n", "dues")
        assert (sheet.name, sheet.height, label) == ("dues", 2, "UTF-8")
        assert list(sheet.rows()) == list(sheet.rows()) == [(1, ["Name"]), (2, ["Al"])]

    def test_is_read_as_somebody_says_that_it_was_saved(self) -> None:
        (sheet,), _ = text.read("Kučera\n".encode("cp1250"), "dues", encoding="cp1250")
        assert list(sheet.rows()) == [(1, ["Kučera"])]
