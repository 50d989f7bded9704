"""What the database lets a chapter's own account at Stripe be."""

from __future__ import annotations

from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.dates import now
from sigma_finance.domain.payments.accounts import AccountState
from sigma_finance.models import ConnectedAccount
from tests.books import Books, open_books
from tests.models.samples import UNHEARD_OF, Sample, assert_refused, assert_taken, of, somebody_elsewhere


def account(books: Books) -> Sample:
    return Sample(ConnectedAccount, {**of(books, state=AccountState.ASKED), "reference": new_reference})


READY = {"state": AccountState.READY, "account": "acct_1"}


class TestAnAccount:
    def test_has_a_name_from_when_stripe_opened_it_and_a_day_from_when_it_is_gone(self, books: Books) -> None:
        assert_refused(
            account(books),
            {
                "ck_connected_accounts_opened_has_account": {"state": AccountState.READY},
                "ck_connected_accounts_gone_is_dated": {**READY, "gone_at": now()},
                "ck_connected_accounts_state_known": {**READY, "state": UNHEARD_OF},
                "fk_connected_accounts_connected_by_members": {
                    "connected_by_member_id": somebody_elsewhere()
                },
            },
        )
        assert_refused(
            account(books), {"ck_connected_accounts_gone_is_dated": {**READY, "state": AccountState.GONE}}
        )
        assert_refused(account(books), {"ck_connected_accounts_opened_has_account": {"account": "acct_1"}})

    def test_is_one_chapters_alone(self, books: Books) -> None:
        account(books).keep(**READY, reference="SA-1")
        assert_refused(account(books), {"uq_connected_accounts_reference": {"reference": "SA-1"}})
        assert_refused(account(open_books()), {"uq_connected_accounts_account": READY})
        assert_taken(account(books), {}, {**READY, "account": "acct_2"})
