"""What the database lets a request to two officers be."""

from __future__ import annotations

from sigma_finance.domain.approvals import Act, ApprovalState
from sigma_finance.models import Approval
from tests.books import Books
from tests.models.samples import UNHEARD_OF, Sample, assert_refused, assert_taken, of, somebody_elsewhere


def approval(books: Books) -> Sample:
    facts = of(books, act=Act.WAIVER, subject_id=1, amount_minor=1, reason="Hardship", facts={})
    return Sample(Approval, {**facts, "asked_by_member_id": books.members[0]})


class TestAnApproval:
    def test_asks_another_for_something_of_the_chapter(self, books: Books) -> None:
        ada, stranger = books.members[0], somebody_elsewhere()
        assert_refused(
            approval(books),
            {
                "ck_approvals_asks_for_something": {"amount_minor": 0},
                "ck_approvals_approved_by_another": {
                    "state": ApprovalState.APPROVED,
                    "decided_by_member_id": ada,
                },
                "ck_approvals_decided_by_somebody": {"state": ApprovalState.DECLINED},
                "ck_approvals_act_known": {"act": UNHEARD_OF},
                "ck_approvals_state_known": {
                    "state": UNHEARD_OF,
                    "decided_by_member_id": books.members[1],
                },
                "fk_approvals_chapter_id_member_id_members": {"member_id": stranger},
                "fk_approvals_asked_by_members": {"asked_by_member_id": stranger},
                "fk_approvals_decided_by_members": {
                    "state": ApprovalState.DECLINED,
                    "decided_by_member_id": stranger,
                },
            },
        )

    def test_is_approved_by_somebody_and_waits_undecided(self, books: Books) -> None:
        rule = "ck_approvals_decided_by_somebody"
        assert_refused(approval(books), {rule: {"state": ApprovalState.APPROVED}})
        assert_refused(approval(books), {rule: {"decided_by_member_id": books.members[1]}})

    def test_waits_once_for_each_subject(self, books: Books) -> None:
        ada, ben = books.members
        approval(books).keep()
        assert_refused(approval(books), {"uq_approvals_waiting": {"reason": "Again", "amount_minor": 2}})
        assert_taken(
            approval(books),
            {"subject_id": 2},
            {"act": Act.REVERSAL},
            {"state": ApprovalState.APPROVED, "decided_by_member_id": ben},
            {"state": ApprovalState.WITHDRAWN, "decided_by_member_id": ada},
        )
