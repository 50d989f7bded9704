"""How people head their columns."""

from __future__ import annotations

import pytest

from sigma_finance.domain.imports.columns import PAYMENTS, ROSTER, Column, Vocabulary


class TestAVocabulary:
    @pytest.mark.parametrize("vocabulary", [PAYMENTS, ROSTER], ids=["payments", "roster"])
    def test_reads_the_headings_that_a_sample_has(self, vocabulary: Vocabulary) -> None:
        columns = set(vocabulary.meanings.values())
        assert {Column.NAME, Column.FIRST, Column.LAST, Column.EMAIL} <= columns
        assert all(
            vocabulary.meanings["".join(c for c in column.lower() if c.isalnum())] is column
            for column in columns
        )

    @pytest.mark.parametrize("vocabulary", [PAYMENTS, ROSTER], ids=["payments", "roster"])
    def test_calls_loose_only_what_it_reads(self, vocabulary: Vocabulary) -> None:
        assert vocabulary.loose <= set(vocabulary.meanings)

    @pytest.mark.parametrize(
        ("heading", "payments", "roster"),
        [
            ("type", Column.METHOD, Column.CLASS),
            ("amountpaid", Column.AMOUNT, None),
            ("balance", None, Column.OWES),
            ("installment2", Column.Q2, None),
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
