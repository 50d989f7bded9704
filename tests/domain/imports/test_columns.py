"""How people head their columns."""

from __future__ import annotations

import pytest

from sigma_finance.domain.imports.columns import PAYMENTS, ROSTER, Column, Slot, Vocabulary


class TestAVocabulary:
    @pytest.mark.parametrize("vocabulary", [PAYMENTS, ROSTER], ids=["payments", "roster"])
    def test_reads_the_headings_that_a_sample_has(self, vocabulary: Vocabulary) -> None:
        columns = set(vocabulary.meanings.values())
        assert {Column.NAME, Column.FIRST, Column.LAST, Column.EMAIL} <= columns
        said = columns - {Column.BACK, Column.TERM, Column.LEFT}
        assert all(vocabulary.meaning(column.value) == Slot(column) for column in said)

    @pytest.mark.parametrize("vocabulary", [PAYMENTS, ROSTER], ids=["payments", "roster"])
    def test_calls_loose_only_what_it_reads(self, vocabulary: Vocabulary) -> None:
        assert vocabulary.loose <= set(vocabulary.meanings)

    @pytest.mark.parametrize(
        ("heading", "payments", "roster"),
        [
            ("type", Column.METHOD, Column.CLASS),
            ("amountpaid", Column.AMOUNT, None),
            ("balance", None, Column.OWES),
            ("surname", Column.LAST, Column.LAST),
        ],
    )
    def test_reads_a_word_as_its_table_means_it(
        self, heading: str, payments: Column | None, roster: Column | None
    ) -> None:
        assert (PAYMENTS.meanings.get(heading), ROSTER.meanings.get(heading)) == (payments, roster)

    def test_says_what_has_to_stand_in_the_headings(self) -> None:
        assert "Name" in PAYMENTS.not_there
        assert "Amount" in PAYMENTS.not_there
        assert "Name" in ROSTER.not_there

    @pytest.mark.parametrize(
        ("heading", "slot"),
        [
            ("Amount ($)", Slot(Column.AMOUNT)),
            ("Date (UTC)", Slot(Column.DATE)),
            ("E-mail*", Slot(Column.EMAIL)),
            ("Installment 6", Slot(Column.PART, "6")),
            ("Q1 Date", Slot(Column.DATE, "1")),
            ("Refund amount", Slot(Column.BACK)),
            ("Nickname", None),
        ],
    )
    def test_reads_a_heading_with_its_remarks_and_its_part(self, heading: str, slot: Slot | None) -> None:
        assert PAYMENTS.meaning(heading) == slot

    def test_knows_parts_in_tables_of_payments_alone(self) -> None:
        assert ROSTER.meaning("Installment 6") is None

    @pytest.mark.parametrize("vocabulary", [PAYMENTS, ROSTER], ids=["payments", "roster"])
    def test_offers_what_its_table_can_hold(self, vocabulary: Vocabulary) -> None:
        assert set(vocabulary.meanings.values()) <= set(vocabulary.choices.values())

    @pytest.mark.parametrize("heading", ["payment status", "refund", "installment", "type", "voided on"])
    def test_knows_headings_that_could_decide(self, heading: str) -> None:
        assert PAYMENTS.deciding.search(heading)


@pytest.mark.parametrize(
    ("slot", "label"),
    [
        (Slot(Column.AMOUNT), "Amount"),
        (Slot(Column.PART, "5"), "Part 5"),
        (Slot(Column.DATE, "5"), "Date of part 5"),
        (Slot(Column.NAME, "2"), "Name, continued"),
    ],
)
def test_a_column_is_called_by_what_it_holds(slot: Slot, label: str) -> None:
    assert slot.label == label
