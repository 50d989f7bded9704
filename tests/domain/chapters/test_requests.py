"""What a chapter is opened with."""

from __future__ import annotations

from sigma_finance.domain.chapters.requests import NewChapter


class TestANewChapter:
    def test_needs_no_usual_dues(self) -> None:
        assert NewChapter("Kappa Rho", "kr", "USD", "America/New_York").dues_minor == 0
