"""What can be imported."""

from __future__ import annotations

from sigma_finance.domain.imports.kinds import ImportKind


class TestAnImport:
    def test_is_of_past_payments_of_members_or_of_a_statement(self) -> None:
        assert {kind.value for kind in ImportKind} == {"historical", "roster", "statement"}
