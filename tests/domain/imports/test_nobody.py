"""Rows that are nobody: totals, sections, notes and footers."""

from __future__ import annotations

import pytest

from sigma_finance.domain.imports.columns import ROSTER
from sigma_finance.domain.imports.nobody import is_note, is_section, is_total, why_no_member, why_nobody
from sigma_finance.domain.imports.rows import SheetRow, rows_of
from sigma_finance.domain.imports.tables import Cell, Flaw
from tests.domain.imports.reading import read

PEOPLE = (
    "Ada Total|Leo Park|Nina Newton|Sum Chan|Count Basie|Mark Senior|Byron Page|Grace Key|O. Lee|Ada B. Byron|"
    "Sam Lee Jr.|See Ming|On Lee|Jo Board Lee"
)


class TestAName:
    @pytest.mark.parametrize(
        "name",
        "Total|TOTALS|Grand total|Sub-total|Total paid|Sum|Total owed|Total members: 2|Total Seniors|TOTAL (3 members)|"
        "Gesamt|Average".split("|"),
    )
    def test_sums_others_up(self, name: str) -> None:
        assert is_total(name)

    @pytest.mark.parametrize(
        "name",
        "Prepared by Tess 9/1/2025|* = on a payment plan|Last updated by Tess|Page 1|(continued)|Notes|See below|"
        "as of Friday|End of list|† exempt|Signed Tess Treasurer|Seniors who left|"
        "Preparado por Tess|Erstellt von Tess|Imeandaliwa na Tess".split("|"),
    )
    def test_is_a_note(self, name: str) -> None:
        assert is_note(name)

    @pytest.mark.parametrize(
        "name",
        "Seniors|Juniors|"
        "New Members|Pledge class|Alpha Class|Officers|Inactive|Executive Board|Freshmen|Honorary Members|"
        "Fall Pledges|Alumni|Alpha Beta Class|Spring Line|East Side Crew|Waitlist|Vacant|Miembros activos|"
        "Egresados|Vorstand|Aktive Mitglieder|Wanachama wapya|Membres".split("|"),
    )
    def test_heads_a_group(self, name: str) -> None:
        assert is_section(name)

    @pytest.mark.parametrize("name", PEOPLE.split("|"))
    def test_is_a_persons(self, name: str) -> None:
        assert not is_total(name)
        assert not is_note(name)
        assert not is_section(name)


def row(*cells: Cell) -> SheetRow:
    (found,) = rows_of(read(("Name", "Email", "Phone"), cells, vocabulary=ROSTER), ROSTER)
    return found


class TestARow:
    @pytest.mark.parametrize(
        ("cells", "reason"),
        [
            (("Total", "", "5"), "A row of totals."),
            (("Total", "total@example.org"), ""),
            (("", "Prepared by Tess"), "No name and no e-mail address."),
            (("Name", "Email", "Phone"), "The headings once more."),
            (("Ada",), ""),
            (("", "ada@example.org"), ""),
            ((Flaw.ERROR,), ""),
        ],
    )
    def test_names_nobody_and_says_why(self, cells: tuple[Cell, ...], reason: str) -> None:
        assert why_nobody(row(*cells)) == reason

    @pytest.mark.parametrize(
        ("name", "reason"),
        [
            ("Page 1", "A note, not a member."),
            ("Seniors", "The name of a group, not a member."),
            ("Ada Byron", ""),
            ("--", "A note, not a member."),
        ],
    )
    def test_that_holds_a_name_alone_may_be_none_and_says_why(self, name: str, reason: str) -> None:
        assert why_no_member(row(name)) == reason

    def test_that_stretches_over_columns_is_a_title(self) -> None:
        heads = ("Name", "Email", "Phone")
        (found,) = rows_of(read(heads, ("Rho",), vocabulary=ROSTER, across={2: [(0, 2)]}), ROSTER)
        assert why_no_member(found) == "A title over several columns, not a member."

    @pytest.mark.parametrize(
        "cells", [("Seniors", "s@example.org"), ("Seniors", "", "555-010-0101"), (Flaw.ERROR,)]
    )
    def test_that_holds_more_than_a_name_may_be_a_member(self, cells: tuple[Cell, ...]) -> None:
        assert why_no_member(row(*cells)) == ""
