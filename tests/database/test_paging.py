"""Pages by key: forwards and backwards, whatever comes or goes meanwhile."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.database import paging
from sigma_finance.database.paging import Cursor, Order, Page
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member
from tests.routes.house import ZONE

NAMES = ["Ada", "Ada", "Ada", "Ben", "Cyd", "Cyd", "Dee"]


@pytest.fixture
def chapter_id(any_app: Flask) -> int:
    chapter = Chapter(slug="sds", name="SDS", currency="USD", timezone=ZONE, dues_minor=1)
    db.session.add(chapter)
    db.session.flush()
    for name in NAMES:
        db.session.add(Member(chapter_id=chapter.id, name=name))
        db.session.flush()
    db.session.commit()
    return chapter.id


def page(chapter_id: int, cursor: Cursor, *, size: int = 2, descending: bool = False) -> Page[str]:
    statement: paging.AnySelect = select(Member.id, Member.name).where(Member.chapter_id == chapter_id)
    found = paging.fetch(statement, Order(Member.name, Member.id, descending), cursor, size=size)
    return Page([row.name for row in found.rows], found.previous, found.next)


class TestPages:
    @pytest.mark.parametrize("descending", [False, True])
    @pytest.mark.parametrize("size", [1, 2, 3, 6, 7, 8])
    def test_hold_every_row_once_there_and_back(self, chapter_id: int, size: int, descending: bool) -> None:
        expected = sorted(NAMES, reverse=descending)
        forwards, backwards = [page(chapter_id, Cursor(), size=size, descending=descending)], []
        while forwards[-1].next is not None:
            cursor = Cursor(after=forwards[-1].next)
            forwards.append(page(chapter_id, cursor, size=size, descending=descending))
        last = forwards[-1]
        backwards = [last]
        while backwards[0].previous is not None:
            cursor = Cursor(before=backwards[0].previous)
            backwards.insert(0, page(chapter_id, cursor, size=size, descending=descending))
        assert [name for part in forwards for name in part.rows] == expected
        assert [name for part in backwards for name in part.rows] == expected

    def test_lead_nowhere_before_the_first_and_behind_the_last(self, chapter_id: int) -> None:
        first, whole = page(chapter_id, Cursor()), page(chapter_id, Cursor(), size=len(NAMES))
        assert first.previous is None
        assert first.next is not None
        assert (whole.previous, whole.next) == (None, None)

    def test_lead_nowhere_from_an_empty_list(self, chapter_id: int) -> None:
        assert page(chapter_id + 1, Cursor()) == Page([], None, None)

    def test_are_empty_behind_a_row_that_there_is_not(self, chapter_id: int) -> None:
        assert page(chapter_id, Cursor(after=10**15)).rows == []
