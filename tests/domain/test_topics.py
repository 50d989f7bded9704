"""What people may have no e-mail about."""

from __future__ import annotations

from sigma_finance.domain.topics import Topic


class TestATopic:
    def test_says_what_one_would_miss(self) -> None:
        assert Topic.WEEKLY.label == "The weekly note on the chapter's money"
        assert len({topic.label for topic in Topic}) == len(Topic)
