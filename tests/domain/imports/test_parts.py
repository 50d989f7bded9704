"""Headings of parts of a sum."""

from __future__ import annotations

import pytest

from sigma_finance.domain.imports.parts import PartHeading, PartPiece, part_of


class TestAHeading:
    @pytest.mark.parametrize(
        ("heading", "label"),
        [
            ("Q1 Amount", "1"),
            ("Q5", "5"),
            ("Q01", "1"),
            ("Q10", "10"),
            ("Q0", "0"),
            ("Installment 6", "6"),
            ("Instalment #7", "7"),
            ("Payment 5", "5"),
            ("Payment 1 of 4", "1"),
            ("1st payment", "1"),
            ("Second installment", "2"),
            ("2nd Quarter", "2"),
            ("Amount 3", "3"),
            ("Fall 2024 dues", "Fall 2024"),
            ("Spring", "Spring"),
            ("Sept", "Sept"),
            ("Dues 2024-25", "2024 25"),
        ],
    )
    def test_names_a_part_of_what_was_paid(self, heading: str, label: str) -> None:
        assert part_of(heading) == PartHeading(label, PartPiece.MONEY)

    @pytest.mark.parametrize(
        ("heading", "piece"),
        [
            ("Q1 Date", PartPiece.DATE),
            ("Date of installment 1", PartPiece.DATE),
            ("1st payment date", PartPiece.DATE),
            ("Q1 Paid On", PartPiece.DATE),
            ("Q1 method", PartPiece.METHOD),
            ("Q1 notes", PartPiece.NOTE),
            ("Q1 Status", PartPiece.STATUS),
        ],
    )
    def test_names_something_else_of_a_part(self, heading: str, piece: PartPiece) -> None:
        assert part_of(heading) == PartHeading("1", piece)

    @pytest.mark.parametrize(
        "heading",
        [
            "Q2 due",
            "Q2 date method",
            "Q3 Balance",
            "Installment",
            "Class of 2025",
            "Check 1",
            "Amount",
            "Name",
            "Last payment",
            "",
        ],
    )
    def test_names_no_part_that_was_paid(self, heading: str) -> None:
        assert part_of(heading) is None
