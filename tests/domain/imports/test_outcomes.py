"""What can become of a row."""

from __future__ import annotations

import pytest

from sigma_finance.domain.imports.outcomes import RowOutcome


class TestAnOutcome:
    @pytest.mark.parametrize(
        ("outcome", "label"),
        [
            (RowOutcome.TO_IMPORT, "Will be imported"),
            (RowOutcome.ALREADY_THERE, "There already"),
            (RowOutcome.TO_MEND, "To be mended"),
        ],
    )
    def test_is_said_in_words(self, outcome: RowOutcome, label: str) -> None:
        assert outcome.label == label

    def test_has_words_of_its_own(self) -> None:
        assert len({outcome.label for outcome in RowOutcome}) == len(RowOutcome)
