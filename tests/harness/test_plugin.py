"""What a quick run goes without."""

from __future__ import annotations

import pytest

from tests.harness.plugin import is_left_out


class TestAQuickRun:
    @pytest.mark.parametrize(
        ("folder", "fixtures", "unnamed", "named"),
        [
            ("services", ["standing", "any_app"], False, False),
            ("web", ["page"], False, False),
            ("sandbox", ["page", "context", "browser"], True, True),
            ("models", ["database"], True, True),
            ("journeys", [], True, True),
            ("routes", ["standing", "app"], True, False),
            ("architecture", [], True, False),
        ],
        ids=["rules", "word-page", "browser", "server", "journeys", "pages", "walks"],
    )
    def test_leaves_out_what_needs_more_and_what_is_long_unless_it_is_named(
        self, folder: str, fixtures: list[str], unnamed: bool, named: bool
    ) -> None:
        assert is_left_out(folder, fixtures, chosen=False) is unnamed
        assert is_left_out(folder, fixtures, chosen=True) is named
