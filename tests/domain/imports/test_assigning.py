"""What each column of a table holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.assigning import AssignedColumn
from sigma_finance.domain.imports.columns import PAYMENTS, ROSTER, Vocabulary
from sigma_finance.domain.imports.tables import Cell
from tests.domain.imports.reading import read


def columns(
    *rows: Sequence[Cell], vocabulary: Vocabulary = PAYMENTS, said: Mapping[str, str] | None = None
) -> Sequence[AssignedColumn]:
    return read(*rows, vocabulary=vocabulary, columns=said).columns


def reads(*rows: Sequence[Cell], said: Mapping[str, str] | None = None) -> list[str]:
    return [column.reads for column in columns(*rows, said=said)]


class TestAColumn:
    def test_is_named_whatever_it_holds(self) -> None:
        heads = ("Name", "Nickname", "Amount", "Date", "")
        assert reads(heads, ("Ada", "A", 5, "2025-01-02", "hello")) == [
            "Name",
            "Not read",
            "Amount",
            "Date",
            "Not read",
        ]

    def test_without_heading_and_cells_is_none(self) -> None:
        assert len(columns(("Name", "Amount", ""), ("Ada", 5, ""))) == 2

    def test_is_called_in_a_sentence(self) -> None:
        first, _, third = columns(("Name", "Amount", ""), ("Ada", 5, "x"))
        assert (first.named, third.named) == ("column A, “Name”,", "column C, without a heading,")

    def test_shows_what_stands_in_it(self) -> None:
        assert columns(("Name", "Amount"), ("Ada", 5), ("Ben", 6))[0].samples == ("Ada", "Ben")


class TestAClaim:
    def test_of_a_word_that_says_little_gives_way(self) -> None:
        assert reads(("Name", "Paid", "Amount", "Dues"), ("Ada", 5, 6, 7)) == [
            "Name",
            "Not read",
            "Amount",
            "Not read",
        ]

    def test_of_two_outright_is_asked_about(self) -> None:
        found = columns(("Name", "Amount", "Amount paid"), ("Ada", 5, 6))
        assert [column.asked for column in found] == [False, True, True]
        assert found[1].why == "B and C could each be “Amount”"

    def test_of_a_second_note_gives_way_to_the_first(self) -> None:
        found = columns(("Name", "Amount", "Notes", "Comments"), ("Ada", 5, "for spring", "late"))
        assert [column.reads for column in found[2:]] == ["Notes", "Not read"]
        assert found[3].why == "C holds “Notes”"

    def test_of_an_empty_column_gives_way(self) -> None:
        assert reads(("Name", "Amount", "Amount paid"), ("Ada", "", 6)) == ["Name", "Not read", "Amount"]

    def test_is_settled_by_what_somebody_says(self) -> None:
        table: list[Sequence[Cell]] = [("Name", "Amount", "Amount paid"), ("Ada", 5, 6)]
        assert reads(*table, said={"C": "amount"}) == ["Name", "Not read", "Amount"]
        assert reads(*table, said={"amount paid": "not-read"}) == ["Name", "Amount", "Not read"]


class TestAnAnswer:
    def test_may_name_any_part(self) -> None:
        table: list[Sequence[Cell]] = [("Name", "Amount", "Late"), ("Ada", 5, 6)]
        assert reads(*table, said={"C": "part"}) == ["Name", "Amount", "Part C"]

    @pytest.mark.parametrize("said", [{"Z": "amount"}, {"C": "nonsense"}])
    def test_that_makes_no_sense_is_refused(self, said: dict[str, str]) -> None:
        with pytest.raises(Invalid) as refusal:
            columns(("Name", "Amount", "Late"), ("Ada", 5, 6), said=said)
        assert refusal.value.field == "columns"


class TestAColumnThatSaysYesOrNo:
    def test_is_a_status_beside_one_for_the_money(self) -> None:
        assert reads(("Name", "Amount", "Paid"), ("Ada", 5, "Yes"), ("Ben", 5, "No"))[2] == "Status"

    def test_is_the_money_where_no_other_is(self) -> None:
        assert reads(("Name", "Paid"), ("Ada", "Yes"))[1] == "Amount"


class TestAType:
    @pytest.mark.parametrize(
        ("words", "what"),
        [(("Cash", "Venmo"), "Method"), (("Payment", "Refund"), "Status"), (("Cash", "Refund"), "Status")],
    )
    def test_is_a_method_or_decides(self, words: Sequence[str], what: str) -> None:
        rows = [("Ada", 5 + n, word) for n, word in enumerate(words)]
        assert reads(("Name", "Amount", "Type"), *rows)[2] == what

    def test_that_says_neither_is_asked_about(self) -> None:
        assert reads(("Name", "Amount", "Type"), ("Ada", 5, "Blue"))[2] == "To be said"


class TestAColumnThatCouldDecide:
    @pytest.mark.parametrize(
        ("heading", "cell"),
        [
            ("Installment", "1 of 2"),
            ("Stage", "Pending"),
            ("", 7),
            ("", "2025-01-02"),
            ("Timestamp", "2025-01-02"),
            ("State", "NY"),
        ],
    )
    def test_is_asked_about(self, heading: str, cell: Cell) -> None:
        assert columns(("Name", "Amount", heading), ("Ada", 5, cell))[2].asked

    @pytest.mark.parametrize(
        ("heading", "cell"), [("Due date", "2025-01-02"), ("Installment", ""), ("T-shirt", "M")]
    )
    def test_is_not_seen_in_others(self, heading: str, cell: Cell) -> None:
        assert not columns(("Name", "Amount", heading), ("Ada", 5, cell))[2].asked

    @pytest.mark.parametrize(("heading", "cell"), [("Remarks", "Graduated"), ("Membership kind", "Gold")])
    def test_of_a_roster_is_asked_about(self, heading: str, cell: Cell) -> None:
        table: list[Sequence[Cell]] = [("Name", "Email", heading), ("Ada", "a@example.org", cell)]
        assert columns(*table, vocabulary=ROSTER)[2].asked


class TestANameOverTwoColumns:
    def test_goes_on_where_the_next_one_has_no_heading_and_holds_last_names(self) -> None:
        heads = ("Name", "", "Amount")
        assert reads(heads, ("Nina", "Newton", 5), ("Omar", "Olds", 5))[1] == "Name, continued"

    def test_goes_on_over_all_that_it_is_merged_over(self) -> None:
        file = read(("Name", "", "Amount"), ("Nina Newton", "Ms", 5), across={1: [(0, 1)]})
        assert [(column.reads, column.why) for column in file.columns][1] == (
            "Name, continued",
            "it goes on with the name",
        )

    def test_does_not_where_names_are_whole(self) -> None:
        assert reads(("Name", "", "Amount"), ("Nina Newton", "nice", 5))[1] == "Not read"


def test_a_hidden_column_is_marked() -> None:
    file = read(("Name", "Amount"), ("Ada", 5), hidden_columns=frozenset({1}))
    assert [column.hidden for column in file.columns] == [False, True]
