"""What the database lets an invite be."""

from __future__ import annotations

from datetime import timedelta

from sigma_finance.domain.books.numbering import new_invite_code
from sigma_finance.domain.dates import now
from sigma_finance.models import Invite
from tests.books import Books, open_books
from tests.models.samples import UNHEARD_OF, Sample, assert_refused, assert_taken, of, somebody_elsewhere


def invite(books: Books) -> Sample:
    return Sample(Invite, of(books, code=new_invite_code, expires_at=now() + timedelta(days=7)))


class TestAnInvite:
    def test_admits_at_most_its_limit(self, books: Books) -> None:
        for facts in ({"uses": 2}, {"uses": -1}):
            assert_refused(invite(books), {"ck_invites_within_its_limit": facts})
        for facts in ({"max_uses": 0, "uses": 0}, {"max_uses": 1001}):
            assert_refused(invite(books), {"ck_invites_limit_bounded": facts})
        assert_taken(invite(books), {"uses": 1}, {"max_uses": 1000, "uses": 1000})

    def test_has_a_code_of_its_own_among_all_chapters(self, books: Books) -> None:
        other = open_books()
        invite(other).keep(code="SAME")
        assert_refused(invite(books), {"uq_invites_code": {"code": "SAME"}})

    def test_names_people_and_a_parent_of_its_own_chapter(self, books: Books) -> None:
        stranger = somebody_elsewhere()
        assert_refused(
            invite(books),
            {
                "ck_invites_role_known": {"role": UNHEARD_OF},
                "fk_invites_chapter_id_member_id_members": {"member_id": stranger},
                "fk_invites_created_by_members": {"created_by_member_id": stranger},
                "fk_invites_parent_invites": {"parent_id": invite(open_books()).keep()},
            },
        )
        ada, ben = books.members
        own = {"member_id": ada, "created_by_member_id": ben, "parent_id": invite(books).keep()}
        assert_taken(invite(books), own)
