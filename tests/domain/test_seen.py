"""Two people who change the same thing at once."""

from __future__ import annotations

from datetime import date

import pytest

from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.seen import ChangedMeanwhile, check, mark


class TestAMark:
    def test_is_the_same_for_the_same_values(self) -> None:
        assert mark("Ada", None, date(2026, 5, 4), {"b": 1, "a": 2}) == mark(
            "Ada", None, date(2026, 5, 4), {"a": 2, "b": 1}
        )

    def test_is_short_enough_for_a_form(self) -> None:
        assert len(mark("Ada" * 1000)) == 16

    @pytest.mark.parametrize("values", [("Ada", ""), ("", "Ada"), ("Ada",), ("Ada", None), ()])
    def test_is_another_where_one_of_them_differs(self, values: tuple[object, ...]) -> None:
        assert mark(*values) != mark("Ada", 0)


class TestAForm:
    def test_saves_what_stands_as_it_was_opened(self) -> None:
        check(mark("Ada"), mark("Ada"))

    def test_that_never_said_what_it_saw_asks_nothing(self) -> None:
        check(None, mark("Ada"))

    @pytest.mark.parametrize("seen", ["", mark("Ben")])
    def test_is_told_that_somebody_else_was_quicker(self, seen: str) -> None:
        with pytest.raises(ChangedMeanwhile) as refusal:
            check(seen, mark("Ada"))
        said = "Somebody else changed this while the page was open. Compare, and save again to replace it."
        assert refusal.value.message == said
        assert isinstance(refusal.value, Conflict)
