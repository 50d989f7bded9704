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

    def test_that_makes_no_sense_is_told_what_would(self) -> None:
        table: list[Sequence[Cell]] = [("Name", "Amount", "Late"), ("Ada", 5, 6)]
        with pytest.raises(Invalid, match=r"^The file has no column “Z”\.$"):
            columns(*table, said={"Z": "amount"})
        with pytest.raises(Invalid) as refusal:
            columns(*table, said={"C": "nonsense"})
        assert refusal.value.message == (
            "A column holds one of name, first-name, last-name, email, amount, total, part, date, method, notes, "
            "status, refunded, term, currency, or not-read; not “nonsense”."
        )

    def test_is_read_by_letter_or_heading_in_any_case(self) -> None:
        table: list[Sequence[Cell]] = [("Name", "Amount", "Late"), ("Ada", 5, 6)]
        for name in ("C", " c ", "Late", "LATE "):
            found = columns(*table, said={name: "notes"})[2]
            assert (found.reads, found.said, found.why) == ("Notes", True, "as you said")
        found = columns(*table, said={"C": "not-read"})[2]
        assert (found.reads, found.said, found.why) == ("Not read", True, "as you said")

    def test_keeps_the_part_that_a_heading_names(self) -> None:
        table: list[Sequence[Cell]] = [("Name", "Amount", "Q2 Date"), ("Ada", 5, "")]
        assert reads(*table, said={"C": "part"}) == ["Name", "Amount", "Part 2"]


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

    @pytest.mark.parametrize("heading", ["Type", "Payment type", "Type of payment"])
    def test_is_a_status_under_each_of_its_headings(self, heading: str) -> None:
        rows = [("Ada", 5, "Payment"), ("Ben", 5, "Refund")]
        assert reads(("Name", "Amount", heading), *rows)[2] == "Status"

    def test_is_a_method_where_it_is_headed_so_outright(self) -> None:
        assert reads(("Name", "Amount", "Payment method"), ("Ada", 5, "Refund"))[2] == "Method"

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
        ("heading", "cell"),
        [
            ("Due date", "2025-01-02"),
            ("Birth date", "2025-01-02"),
            ("Birthday", "2025-01-02"),
            ("DOB", "2025-01-02"),
            ("Installment", ""),
            ("T-shirt", "M"),
        ],
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

    def test_goes_on_once_more_over_a_third(self) -> None:
        file = read(("Name", "", "", "Amount"), ("Nina", "Q", "Newton", 5), ("Omar", "R", "Olds", 5))
        assert [column.slot.part if column.slot else "-" for column in file.columns] == ["", "2", "3", ""]

    def test_goes_on_where_last_names_are_words_of_a_status(self) -> None:
        heads = ("Name", "", "Amount")
        assert reads(heads, ("Mark", "Senior", 5), ("Will", "Active", 5))[1] == "Name, continued"

    def test_does_not_over_a_column_that_is_headed_or_stands_apart_or_is_rarely_filled(self) -> None:
        rows: list[Sequence[Cell]] = [("Nina", "Newton", 5), ("Omar", "Olds", 5), ("Pia", "Park", 5)]
        assert reads(("Name", "House", "Amount"), *rows)[1] == "Not read"
        apart = [(first, "", last, minor) for first, last, minor in rows]
        assert reads(("Name", "", "", "Amount"), *apart)[1] == "Not read"
        assert reads(("Name", "", "Amount"), rows[0], *[(one[0], "", 5) for one in rows[1:]])[1] == "Not read"
        half = [(first, last if first != "Omar" else "", 5) for first, last, _ in rows[:2]]
        assert reads(("Name", "", "Amount"), *half)[1] == "Name, continued"

    def test_does_not_where_most_names_are_whole(self) -> None:
        heads = ("Name", "", "Amount")
        rows = [("Nina Newton", "nice", 5), ("Omar Olds", "odd", 5), ("Pia", "Park", 5)]
        assert reads(heads, *rows)[1] == "Not read"
        assert reads(heads, *rows[1:])[1] == "Name, continued"

    def test_does_not_where_names_are_whole(self) -> None:
        assert reads(("Name", "", "Amount"), ("Nina Newton", "nice", 5))[1] == "Not read"


def test_a_hidden_column_is_marked() -> None:
    file = read(("Name", "Amount"), ("Ada", 5), hidden_columns=frozenset({1}))
    assert [column.hidden for column in file.columns] == [False, True]


class TestTheReason:
    @pytest.mark.parametrize(
        ("heading", "cell", "why"),
        [
            ("Installment", "1 of 2", "it may say whether rows count"),
            ("Stage", "Pending", "it holds words that may say that nothing was paid"),
            ("", 7, "it has no heading and holds numbers or dates"),
            ("", "2025-01-02", "it has no heading and holds numbers or dates"),
            ("Timestamp", "2025-01-02", "it holds dates, and no other column says when was paid"),
            ("State", "NY", "its words do not say whether rows count"),
        ],
    )
    def test_says_why_a_column_is_asked_about(self, heading: str, cell: Cell, why: str) -> None:
        assert columns(("Name", "Amount", heading), ("Ada", 5, cell))[2].why == why

    def test_says_why_a_column_of_a_roster_is_asked_about(self) -> None:
        table: list[Sequence[Cell]] = [("Name", "Email", "Remarks"), ("Ada", "a@example.org", "Graduated")]
        found = columns(*table, vocabulary=ROSTER)[2]
        assert found.why == "it holds words that may say that somebody has left"

    def test_says_why_a_column_is_a_status(self) -> None:
        found = columns(("Name", "Amount", "Paid"), ("Ada", 5, "Yes"), ("Ben", 5, "No"))[2]
        assert found.why == "it says yes or no"
        found = columns(("Name", "Amount", "Type"), ("Ada", 5, "Payment"), ("Ben", 5, "Refund"))[2]
        assert (found.reads, found.why) == ("Status", "it says what kind of row each is")

    def test_is_asked_of_no_date_beside_one_that_says_when_was_paid(self) -> None:
        heads = ("Name", "Amount", "Date", "Timestamp")
        assert not columns(heads, ("Ada", 5, "2025-01-02", "2025-01-02"))[3].asked

    def test_says_what_two_columns_could_be_and_reads_neither(self) -> None:
        found = columns(("Name", "Amount", "Amount paid"), ("Ada", 5, 6))
        assert [column.slot for column in found[1:]] == [None, None]
        assert {column.why for column in found[1:]} == {"B and C could each be “Amount”"}

    def test_is_asked_of_numbers_and_dates_however_many_of_each(self) -> None:
        rows: list[Sequence[Cell]] = [("Ada", 5, 7), ("Ben", 5, "2025-01-02")]
        assert columns(("Name", "Amount", ""), *rows)[2].asked

    @pytest.mark.parametrize("cells", [("no", "no"), (0, 1), ("2025-01-02", "no")])
    def test_is_asked_of_no_tick_number_or_date_of_a_roster(self, cells: Sequence[Cell]) -> None:
        rows = [(f"Ada {n}", f"a{n}@example.org", cell) for n, cell in enumerate(cells)]
        assert not columns(("Name", "Email", "Car"), *rows, vocabulary=ROSTER)[2].asked

    def test_is_asked_of_no_other_words_of_a_roster(self) -> None:
        table: list[Sequence[Cell]] = [("Name", "Email", "Major"), ("Ada", "a@example.org", "Biology")]
        assert not columns(*table, vocabulary=ROSTER)[2].asked

    def test_is_told_of_a_status_of_a_roster_by_who_belongs(self) -> None:
        table: list[Sequence[Cell]] = [("Name", "Email", "Status"), ("Ada", "a@example.org", "Alumni")]
        assert columns(*table, vocabulary=ROSTER)[2].reads == "Status"
