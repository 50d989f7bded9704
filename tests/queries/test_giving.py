"""What officers gave away alone, summed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.approvals import Act
from sigma_finance.domain.dates import now
from sigma_finance.extensions import db
from sigma_finance.queries import giving
from sigma_finance.services import approvals
from tests.giving import Desk, actor, open_desk, reverse_paid, waive


@pytest.fixture
def desk(any_app: Flask) -> Desk:
    return open_desk()


def given(desk: Desk, member_id: int | None = None) -> tuple[int, int]:
    """What Tess gave, and what one member was given."""
    since, chapter_id = now() - timedelta(days=30), desk.books.chapter_id
    db.session.rollback()
    return (
        giving.given_by(chapter_id=chapter_id, officer_id=desk.tess.member_id, since=since),
        giving.most_given_to(chapter_id=chapter_id, member_ids=[member_id or desk.ben], since=since),
    )


class TestWhatWasGiven:
    def test_is_nothing_to_begin_with(self, desk: Desk) -> None:
        assert given(desk) == (0, 0)

    def test_counts_by_officer_and_by_member(self, desk: Desk) -> None:
        waive(desk, actor(desk.tess), 1_000)
        waive(desk, actor(desk.ann), 300)
        reverse_paid(desk, actor(desk.tess))
        assert given(desk) == (8_000, 1_300)
        assert given(desk, desk.ada) == (8_000, 7_000)

    def test_leaves_the_operator_out(self, desk: Desk) -> None:
        waive(desk, OPERATOR, 1_000)
        assert given(desk) == (0, 0)

    def test_leaves_out_what_two_decided(self, desk: Desk) -> None:
        chapter_id = desk.books.chapter_id
        wanted = approvals.ApprovalRequest(Act.CHARGE_REVERSAL, desk.owed, desk.ben, 8_000, "Wrong", {})
        asked = approvals.ask(chapter_id=chapter_id, request=wanted, by=actor(desk.tess))
        approvals.approve(chapter_id=chapter_id, approval_id=asked, by=actor(desk.ann))
        assert given(desk) == (0, 0)
        reverse_paid(desk, actor(desk.tess))
        assert given(desk, desk.ada) == (7_000, 7_000)
