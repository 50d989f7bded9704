"""What the database lets a member be, with their photo and their offices."""

from __future__ import annotations

from datetime import date

from sigma_finance.domain.members.members import Post
from sigma_finance.models import Member, MemberPhoto, OfficerTerm, User
from tests.books import Books, open_books
from tests.models.samples import (
    NOBODY,
    UNHEARD_OF,
    Sample,
    assert_refused,
    assert_taken,
    of,
    somebody_elsewhere,
)

DAY = date(2026, 10, 1)


def member(books: Books) -> Sample:
    return Sample(Member, of(books, name="Cleo"))


class TestAMember:
    def test_owes_nothing_below_zero_and_is_of_a_kind_that_there_is(self, books: Books) -> None:
        assert_refused(
            member(books),
            {
                "ck_members_balance_not_negative": {"balance_minor": -1},
                "ck_members_credit_not_negative": {"credit_minor": -1},
                "ck_members_email_lower": {"email": "Cleo@example.org"},
                "ck_members_role_known": {"role": UNHEARD_OF},
                "ck_members_status_known": {"status": UNHEARD_OF},
                "ck_members_member_class_known": {"member_class": UNHEARD_OF},
                "fk_members_user_id_users": {"user_id": NOBODY},
            },
        )
        assert_taken(member(books), {}, {"balance_minor": 0, "credit_minor": 1})

    def test_has_an_address_and_a_login_that_nobody_else_of_the_chapter_has(self, books: Books) -> None:
        user_id = Sample(User, {"email": "cleo@example.org", "name": "Cleo"}).keep()
        mine = {"email": "cleo@example.org", "user_id": user_id}
        member(books).keep(**mine)
        assert_refused(
            member(books),
            {
                "uq_members_chapter_id_email": {"email": "cleo@example.org"},
                "uq_members_chapter_id_user_id": {"user_id": user_id},
            },
        )
        assert_taken(member(books), {"email": None}, {"email": None}, {**mine, **of(open_books())})


class TestAPhoto:
    def test_is_the_only_one_of_a_member_of_the_chapter(self, books: Books) -> None:
        facts = of(books, member_id=books.members[0], content=b"PNG", sha256="0" * 64)
        photo = Sample(MemberPhoto, facts)
        photo.keep()
        assert_refused(
            photo,
            {
                "uq_member_photos_chapter_id_member_id": {"content": b""},
                "fk_member_photos_chapter_id_member_id_members": {"member_id": somebody_elsewhere()},
            },
        )
        assert_taken(photo, {"member_id": books.members[1]})


class TestATerm:
    def test_ends_on_its_first_day_or_later(self, books: Books) -> None:
        facts = of(books, member_id=books.members[0], post=Post.SECRETARY, starts_on=DAY)
        term = Sample(OfficerTerm, facts)
        assert_refused(
            term,
            {
                "ck_officer_terms_ends_after_it_starts": {"ends_on": date(2026, 9, 30)},
                "ck_officer_terms_post_known": {"post": UNHEARD_OF},
                "fk_officer_terms_chapter_id_member_id_members": {"member_id": somebody_elsewhere()},
            },
        )
        assert_taken(term, {}, {"ends_on": DAY})
