"""The demo's dinner, and where its money went."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from sigma_finance import demo
from sigma_finance.database.paging import Cursor
from sigma_finance.extensions import db
from sigma_finance.models import Chapter
from sigma_finance.queries.chapters import chapters
from sigma_finance.queries.payments import payout_pages
from sigma_finance.services.books import verify


class TestTheDinner:
    def test_is_paid_out_with_a_line_that_nobody_knows(self, any_app: Flask) -> None:
        demo.load()
        chapter_id = db.session.scalars(select(Chapter.id).where(Chapter.slug == "sds")).one()
        late, early = payout_pages.payouts(chapter_id=chapter_id, cursor=Cursor()).rows
        assert [(one.status, one.amount_minor, one.open_lines) for one in (early, late)] == [
            ("payout_at_bank", 4444, 1),
            ("payout_on_its_way", 4794, 0),
        ]
        made_of = payout_pages.sums(chapter_id=chapter_id, payout=early)
        assert payout_pages.difference(early, made_of) == 0
        assert verify.verify(chapters=chapters.chapters()).ok
