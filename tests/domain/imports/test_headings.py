"""Where a table begins, and which column holds what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.columns import PAYMENTS, ROSTER, Column, Slot, Vocabulary
from sigma_finance.domain.imports.headings import HeadingBlock, find_headings, find_sheet, is_heading_row
from sigma_finance.domain.imports.tables import Cell, Flaw
from tests.domain.imports.reading import sheet

HEADS = ("Name", "Amount")


def block(
    *rows: Sequence[Cell],
    across: dict[int, list[tuple[int, int]]] | None = None,
    vocabulary: Vocabulary = PAYMENTS,
) -> HeadingBlock:
    found = find_headings(sheet(*rows).rows(), vocabulary, across)
    assert found is not None
    return found


def labels(found: HeadingBlock) -> list[str]:
    """What each column means, "" where we do not know."""
    return [heading.slot.label if heading.slot else "" for heading in found.headings]


def columns(*heads: Cell) -> dict[Slot, int]:
    return {h.slot: place for place, h in enumerate(block(heads).headings) if h.slot is not None}


class TestHeadings:
    @pytest.mark.parametrize(
        "heads",
        [
            ("Name", "Email", "Amount", "Date", "Method", "Notes"),
            ("NAME", "E-MAIL", "AMOUNT", "DATE", "METHOD", "NOTES"),
            (" name ", "email_address", "amount  paid", "payment date", "Payment-Method", "note"),
            ("Full Name", "e-mail address", "Amount ($)", "Date paid", "How paid", "Comments"),
            ("Member", "Mail", "Payment Amount", "Paid on", "Type", "Memo"),
        ],
    )
    def test_are_found_in_any_case_spacing_and_wording(self, heads: Sequence[str]) -> None:
        wanted = (Column.NAME, Column.EMAIL, Column.AMOUNT, Column.DATE, Column.METHOD, Column.NOTES)
        assert columns(*heads) == {Slot(column): place for place, column in enumerate(wanted)}

    def test_are_found_in_any_order_among_columns_that_mean_nothing(self) -> None:
        found = columns("Nickname", "Amount", "", "Chapter", "Last name", "First name", 7)
        assert found == {Slot(Column.AMOUNT): 1, Slot(Column.LAST): 4, Slot(Column.FIRST): 5}

    def test_are_found_for_a_sum_paid_in_parts(self) -> None:
        found = columns("First Name", "Last Name", "Email", "Total Paid", "Q1 Amount", "Q2 Amount")
        assert list(found) == [
            Slot(Column.FIRST),
            Slot(Column.LAST),
            Slot(Column.EMAIL),
            Slot(Column.TOTAL),
            Slot(Column.PART, "1"),
            Slot(Column.PART, "2"),
        ]

    def test_are_found_below_titles_and_empty_rows(self) -> None:
        rows: list[Sequence[Cell]] = [
            ("Dues 2024-25",),
            (),
            ("Name of the treasurer: Al",),
            *[()] * 30,
            HEADS,
        ]
        found = block(*rows)
        assert (found.first_row, found.last_row) == (34, 34)

    @pytest.mark.parametrize("heads", [("Name", "Nickname"), ("Amount", "Date"), (), ("Name and amount",)])
    def test_have_to_name_people_and_money(self, heads: Sequence[str]) -> None:
        assert find_headings(sheet(heads).rows()) is None


class TestHeadingsInTwoRows:
    UPPER, LOWER = ("Name", "Email", "Dues", "", "Date"), ("", "", "Q1 Amount", "Q2 Amount", "")
    DATA = ("Ada Byron", "ada@example.org", 100, 100, "2025-09-01")

    def test_are_one_heading_a_column_where_the_upper_one_is_merged(self) -> None:
        found = block(self.UPPER, self.LOWER, self.DATA, across={1: [(2, 3)]})
        assert (found.first_row, found.last_row) == (1, 2)
        assert labels(found) == ["Name", "E-mail address", "Part 1", "Part 2", "Date"]

    def test_are_read_alike_where_nothing_is_merged(self) -> None:
        assert labels(block(self.UPPER, self.LOWER, self.DATA)) == [
            "Name",
            "E-mail address",
            "Part 1",
            "Part 2",
            "Date",
        ]

    def test_say_together_what_neither_says_alone(self) -> None:
        found = block(
            ("Member", "", "Fall", "", "Spring", ""), ("First", "Last", "Amount", "Date", "Amount", "Date")
        )
        assert labels(found) == [
            "First name",
            "Last name",
            "Part Fall",
            "Date of part Fall",
            "Part Spring",
            "Date of part Spring",
        ]

    def test_may_have_people_in_the_lower_row_alone(self) -> None:
        found = block(("", "", "Q1", ""), ("Name", "Email", "Amount", "Date"))
        assert labels(found) == ["Name", "E-mail address", "Part 1", "Date of part 1"]

    @pytest.mark.parametrize(
        "below",
        [
            ("Seniors", "", ""),
            ("", "", "Active"),
            ("Name", "Email", "Phone"),
            ("Name", "Email", "Phone", "Phone"),
            ("", "", "a@example.org", "Phone", "Class"),
            ("", "", ""),
        ],
    )
    def test_are_not_seen_in_a_row_of_something_else(self, below: Sequence[str]) -> None:
        found = block(("Name", "Email", "Phone"), below, vocabulary=ROSTER)
        assert (found.first_row, found.last_row) == (1, 1)

    @pytest.mark.parametrize("across", [None, {1: [(0, 3)]}])
    def test_are_not_seen_in_a_title(self, across: dict[int, list[tuple[int, int]]] | None) -> None:
        found = block(("Dues 2024", "", "", ""), ("Name", "Email", "Amount", "Date"), across=across)
        assert (found.first_row, labels(found)) == (2, ["Name", "E-mail address", "Amount", "Date"])

    def test_stretch_over_the_columns_that_they_are_merged_over(self) -> None:
        found = block(
            ("Name", "", "Email"),
            ("Nina", "Newton", "n@example.org"),
            across={1: [(0, 1)]},
            vocabulary=ROSTER,
        )
        assert [heading.stretched for heading in found.headings] == [False, True, False]

    def test_stretch_over_none_that_has_its_own_and_nothing_over_none(self) -> None:
        row = ("Name", "Nickname", "Email")
        found = block(row, ("Nina Newton", "Nin"), across={1: [(0, 1), (4, 5)]}, vocabulary=ROSTER)
        assert [heading.text for heading in found.headings] == [*row, "", "", ""]
        assert not any(heading.stretched for heading in found.headings)


class TestWhatTheySay:
    @pytest.mark.parametrize(
        ("rows", "across", "texts", "meanings"),
        [
            (
                [
                    ("Member", "", "Fall", "", "Spring", ""),
                    ("First", "Last", "Amount", "Date", "Amount", "Date"),
                ],
                None,
                "Member First|Member Last|Fall Amount|Fall Date|Spring Amount|Spring Date",
                "First name|Last name|Part Fall|Date of part Fall|Part Spring|Date of part Spring",
            ),
            (
                [
                    ("Member", "", "Fall", "", "", "Spring", ""),
                    ("First", "Last", "Amount", "Date", "Nick", "Amount", "Date"),
                ],
                {1: [(2, 3), (5, 6)]},
                "Member First|Last|Fall Amount|Fall Date|Nick|Spring Amount|Spring Date",
                "First name|Last name|Part Fall|Date of part Fall||Part Spring|Date of part Spring",
            ),
            (
                [("Name", "Dues", ""), ("", "Q1", "Q2", "Q3")],
                None,
                "Name|Dues Q1|Dues Q2|Dues Q3",
                "Name|Part 1|Part 2|Part 3",
            ),
            (
                [("Name", "Email", "Dues", "", "", "Late"), ("", "", "Q1", "Q2", "", "")],
                None,
                "Name|Email|Dues Q1|Dues Q2||Late",
                "Name|E-mail address|Part 1|Part 2||",
            ),
            (
                [("Name", "Dues", "", "Other", ""), ("", "Q1", "Q2", "a", "b")],
                None,
                "Name|Dues Q1|Dues Q2|Other a|Other b",
                "Name|Part 1|Part 2||",
            ),
        ],
    )
    def test_is_both_rows_together(
        self,
        rows: list[Sequence[Cell]],
        across: dict[int, list[tuple[int, int]]] | None,
        texts: str,
        meanings: str,
    ) -> None:
        found = block(*rows, across=across)
        assert (found.first_row, found.last_row) == (1, 2)
        assert "|".join(heading.text for heading in found.headings) == texts
        assert "|".join(labels(found)) == meanings

    @pytest.mark.parametrize(
        "below",
        [
            ("Q1", "Q2", "a", "b", "c"),
            ("Q1", "Q2", Flaw.ERROR, "", ""),
            ("Q1", "Q2", 5, "", ""),
        ],
    )
    def test_is_one_row_where_the_lower_one_is_mostly_unknown_or_holds_more_than_words(
        self, below: Sequence[Cell]
    ) -> None:
        found = block(("Name", "Dues", "", "Other", "", ""), ("", *below))
        assert (found.first_row, found.last_row) == (1, 1)
        assert [heading.text for heading in found.headings] == ["Name", "Dues", "", "Other", "", ""]

    @pytest.mark.parametrize(
        ("row", "across", "shown"),
        [
            (
                ("", "Name", "", "Email"),
                (1, 2),
                [("", False), ("Name", False), ("Name", True), ("Email", False)],
            ),
            (
                ("Name", "", "", "Email"),
                (0, 1),
                [("Name", False), ("Name", True), ("", False), ("Email", False)],
            ),
            (("Name", "Email"), (1, 2), [("Name", False), ("Email", False), ("Email", True)]),
            (("Name", "Email"), (2, 3), [("Name", False), ("Email", False), ("", False), ("", False)]),
        ],
    )
    def test_stretches_as_far_as_it_is_merged(
        self, row: Sequence[str], across: tuple[int, int], shown: list[tuple[str, bool]]
    ) -> None:
        found = block(row, across={1: [across]}, vocabulary=ROSTER)
        assert [(heading.text, heading.stretched) for heading in found.headings] == shown
        assert all(heading.slot is None for heading in found.headings if heading.stretched)

    @pytest.mark.parametrize(("length", "is_read"), [(60, True), (61, False)])
    def test_is_nothing_where_it_is_too_long_to_be_a_heading(self, length: int, is_read: bool) -> None:
        heading = f"Amount ({'x' * (length - 9)})"
        assert len(heading) == length
        assert (find_headings(sheet(("Name", heading)).rows()) is not None) is is_read

    def test_is_nothing_where_a_cell_holds_an_error(self) -> None:
        assert [heading.text for heading in block(("Name", "Amount", Flaw.ERROR)).headings][2] == ""

    @pytest.mark.parametrize(
        ("cells", "vocabulary", "is_one"),
        [
            (("Name", "Amount"), PAYMENTS, True),
            (("", "Name", "", "Amount"), PAYMENTS, True),
            (("Name", "Nickname"), PAYMENTS, False),
            (("Amount",), PAYMENTS, False),
            (("Name", Flaw.ERROR), PAYMENTS, False),
            (("Ada", 5), PAYMENTS, False),
            (("Name",), ROSTER, False),
            (("Name", "Email"), ROSTER, True),
        ],
    )
    def test_is_told_of_a_row_by_itself(
        self, cells: Sequence[Cell], vocabulary: Vocabulary, is_one: bool
    ) -> None:
        assert is_heading_row(cells, vocabulary) is is_one


class TestTheSheet:
    def test_is_the_one_that_holds_payments_wherever_it_stands(self) -> None:
        found = find_sheet([sheet(("About this file",), name="Read me"), sheet(HEADS, name="2024")])
        assert found.sheet.name == "2024"

    def test_is_a_visible_one_where_another_is_hidden(self) -> None:
        found = find_sheet([sheet(HEADS, name="old", hidden=True), sheet(HEADS, name="new")])
        assert found.sheet.name == "new"

    def test_is_asked_for_where_several_could_be_meant(self) -> None:
        both = [sheet(HEADS, name="Fall"), sheet(HEADS, name="Spring")]
        with pytest.raises(Invalid) as refusal:
            find_sheet(both)
        assert refusal.value.field == "sheet"
        assert refusal.value.message == (
            "Several sheets hold payments: “Fall”, “Spring”. Say which one to import."
        )
        assert find_sheet(both, wanted=" spring ").sheet.name == "Spring"

    def test_is_not_taken_from_a_hidden_one_unless_it_is_named(self) -> None:
        hidden = [sheet(HEADS, name="Secret", hidden=True), sheet((), name="Shown")]
        with pytest.raises(Invalid) as refusal:
            find_sheet(hidden)
        assert refusal.value.field == "sheet"
        assert refusal.value.message == (
            "The payments stand on the hidden sheet “Secret”. Show it in the file, or name it here."
        )
        assert find_sheet(hidden, wanted="Secret").sheet.hidden

    @pytest.mark.parametrize(
        ("wanted", "message", "field"),
        [
            (None, PAYMENTS.not_there, "file"),
            ("notes", f"The sheet “Notes” holds no such table. {PAYMENTS.not_there}", "sheet"),
            ("Nothing", "The file has no sheet named “Nothing”.", "sheet"),
        ],
    )
    def test_is_refused_where_there_is_none(self, wanted: str | None, message: str, field: str) -> None:
        with pytest.raises(Invalid) as refusal:
            find_sheet([sheet(("just", "words"), name="Notes")], wanted=wanted)
        assert (refusal.value.message, refusal.value.field) == (message, field)

    def test_is_named_with_those_beside_it_that_hold_anything(self) -> None:
        sheets = [sheet(("About",), name="Read me", hidden=True), sheet((), name="Empty"), sheet(HEADS)]
        sheets[1] = replace(sheets[1], height=0)
        assert find_sheet(sheets).beside == ["Read me (hidden)"]
        shown = [sheet(("About",), name="Read me"), sheet(HEADS)]
        assert find_sheet(shown).beside == ["Read me"]

    def test_is_read_with_what_is_merged_across(self) -> None:
        found = find_sheet([sheet(("Name", "", "Amount"), across={1: [(0, 1)]})])
        assert [heading.stretched for heading in found.block.headings] == [False, True, False]

    def test_is_not_looked_for_below_a_hundred_rows(self) -> None:
        rows: list[Sequence[Cell]] = [(f"Title {number}",) for number in range(100)]
        assert find_headings(sheet(*rows[:99], HEADS).rows()) is not None
        assert find_headings(sheet(*rows, HEADS).rows()) is None
