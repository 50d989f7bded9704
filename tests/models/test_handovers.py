"""What the database lets a handover of the office be."""

from __future__ import annotations

from sigma_finance.domain.dates import now
from sigma_finance.domain.members.handovers import HandoverState
from sigma_finance.models import Handover, HandoverBooks
from tests.books import Books, open_books
from tests.models.samples import UNHEARD_OF, Sample, assert_refused, assert_taken, of, somebody_elsewhere

DONE = {"state": HandoverState.DONE, "ended_at": now()}


def handover(books: Books) -> Sample:
    ada, ben = books.members
    facts = of(books, from_member_id=ada, to_member_id=ben, state=HandoverState.OPEN)
    return Sample(Handover, {**facts, "expires_at": now()})


class TestAHandover:
    def test_goes_to_somebody_else_of_the_chapter_and_is_dated_once_it_has_ended(self, books: Books) -> None:
        ada, stranger = books.members[0], somebody_elsewhere()
        assert_refused(
            handover(books),
            {
                "ck_handovers_to_somebody_else": {"to_member_id": ada},
                "ck_handovers_ended_is_dated": {**DONE, "ended_at": None},
                "ck_handovers_state_known": {**DONE, "state": UNHEARD_OF},
                "fk_handovers_from_members": {"from_member_id": stranger},
                "fk_handovers_to_members": {"to_member_id": stranger},
            },
        )
        assert_refused(handover(books), {"ck_handovers_ended_is_dated": {"ended_at": now()}})

    def test_is_the_only_open_one_of_its_chapter(self, books: Books) -> None:
        handover(books).keep()
        ada, ben = books.members
        other_way = {"from_member_id": ben, "to_member_id": ada}
        assert_refused(handover(books), {"uq_handovers_open": other_way})
        assert_taken(handover(books), DONE, DONE)
        assert_taken(handover(open_books()), {})


class TestTheBooksHandedOver:
    def test_are_kept_once_and_by_their_own_chapter(self, books: Books) -> None:
        kept = Sample(HandoverBooks, of(books, handover_id=handover(books).keep(**DONE), content=b"%PDF"))
        kept.keep(sha256="0" * 64)
        other = open_books()
        assert_refused(
            kept,
            {
                "uq_handover_books_chapter_id_handover_id": {"sha256": "1" * 64},
                "fk_handover_books_chapter_id_handover_id_handovers": {
                    "sha256": "1" * 64,
                    "chapter_id": other.chapter_id,
                },
            },
        )
