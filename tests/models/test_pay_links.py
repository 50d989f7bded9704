"""What the database lets a pay link be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sigma_finance.domain.payments.pay_links import PayLinkKind
from sigma_finance.models import PayLink
from tests.books import Books
from tests.models.samples import UNHEARD_OF, Sample, assert_refused, assert_taken, of, somebody_elsewhere

MADE = datetime(2026, 11, 30, tzinfo=UTC)


class TestAPayLink:
    def test_works_for_a_while_for_a_member_of_the_chapter(self, books: Books) -> None:
        facts = of(books, member_id=books.members[0], kind=PayLinkKind.OFFICER, created_at=MADE)
        link = Sample(PayLink, {**facts, "expires_at": MADE + timedelta(seconds=1)})
        stranger = somebody_elsewhere()
        assert_refused(
            link,
            {
                "ck_pay_links_works_for_a_while": {"expires_at": MADE},
                "ck_pay_links_kind_known": {"kind": UNHEARD_OF},
                "fk_pay_links_chapter_id_member_id_members": {"member_id": stranger},
                "fk_pay_links_made_by_members": {"made_by_member_id": stranger},
            },
        )
        assert_taken(link, {}, {"made_by_member_id": books.members[1]})
