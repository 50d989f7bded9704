"""Chapters, by the short name that operators and addresses use."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import NotFound
from sigma_finance.extensions import db
from sigma_finance.models import Chapter
from sigma_finance.queries.chapters import chapters
from tests.people import People, open_chapter


@pytest.fixture
def people(any_app: Flask) -> People:
    """Two chapters, of which the one that was opened first is suspended."""
    suspended = open_chapter("sds", "Sigma Delta Sigma")
    found = db.session.get_one(Chapter, suspended.chapter_id)
    found.suspended_at, found.suspended_because = now(), "Unpaid"
    db.session.commit()
    return open_chapter("kr", "Kappa Rho")


class TestAChapter:
    def test_is_found_by_its_short_name_in_any_case(self, people: People) -> None:
        found = chapters.get_chapter(slug=" KR ")
        assert (found.id, found.slug, found.name) == (people.chapter_id, "kr", "Kappa Rho")
        assert (found.currency, found.timezone) == ("USD", "America/New_York")

    @pytest.mark.parametrize("slug", ["", "k", "kr2"])
    def test_is_not_found_by_another(self, people: People, slug: str) -> None:
        assert chapters.find_chapter(slug=slug) is None
        with pytest.raises(NotFound, match="no chapter with the short name"):
            chapters.get_chapter(slug=slug)


class TestAllChapters:
    def test_are_listed_by_short_name_suspended_or_not(self, people: People) -> None:
        assert [one.slug for one in chapters.chapters()] == ["kr", "sds"]
        assert chapters.count() == 2

    def test_that_live_are_those_not_suspended(self, people: People) -> None:
        assert [one.slug for one in chapters.live()] == ["kr"]
        assert [chapter.id for chapter in chapters.live()] == [people.chapter_id]
