"""What came of an event of the payment provider."""

from __future__ import annotations

from flask import Flask

from sigma_finance.database import transactions
from sigma_finance.services.payments import verdicts
from sigma_finance.services.payments.verdicts import SettlementOutcome, Verdict


class TestAnOutcome:
    def test_that_is_applied_says_whether_it_was_news_to_the_books(self, sqlite_app: Flask) -> None:
        @transactions.transactional
        def settle(news: bool) -> SettlementOutcome:
            if news:
                transactions.at_the_end("a figure", lambda: None)
            return verdicts.applied(7, "Paid.")

        expected = [SettlementOutcome(Verdict.APPLIED, "Paid.", 7, changed=news) for news in (True, False)]
        assert [settle(True), settle(False)] == expected

    def test_that_is_not_applied_says_why_and_changed_nothing(self) -> None:
        aside = verdicts.quarantined("Another amount.", 7)
        assert (aside.verdict, aside.reason, aside.chapter_id, aside.changed) == (
            Verdict.QUARANTINED,
            "Another amount.",
            7,
            False,
        )
        passed = verdicts.ignored("A test.")
        assert (passed.verdict, passed.chapter_id, passed.changed) == (Verdict.IGNORED, None, False)
        assert verdicts.NOT_OURS.verdict is Verdict.IGNORED
