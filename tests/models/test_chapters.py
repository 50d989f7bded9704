"""What the database lets a chapter be."""

from __future__ import annotations

from flask import Flask

from sigma_finance.models import Chapter, ChapterLogo
from tests.books import Books
from tests.models.samples import NOBODY, Sample, assert_refused, assert_taken, of

FACTS = {"slug": "sds", "name": "Sigma", "currency": "USD", "timezone": "UTC", "dues_minor": 0}


class TestAChapter:
    def test_has_a_short_name_of_its_own_a_currency_and_dues_within_bounds(self, any_app: Flask) -> None:
        chapter = Sample(Chapter, FACTS)
        chapter.keep(slug="taken")
        assert_refused(
            chapter,
            {
                "ck_chapters_dues_bounded": {"dues_minor": -1},
                "ck_chapters_currency_iso": {"currency": "$"},
                "uq_chapters_slug": {"slug": "taken"},
            },
        )
        assert_refused(chapter, {"ck_chapters_dues_bounded": {"dues_minor": 10**9}})
        assert_taken(chapter, {}, {"slug": "dear", "dues_minor": 10**9 - 1})


class TestALogo:
    def test_is_the_only_one_of_a_chapter_that_there_is(self, books: Books) -> None:
        logo = Sample(ChapterLogo, of(books, content=b"PNG", sha256="0" * 64))
        assert_taken(logo, {})
        logo.keep()
        assert_refused(
            logo,
            {
                "uq_chapter_logos_chapter_id": {},
                "fk_chapter_logos_chapter_id_chapters": {"chapter_id": NOBODY},
            },
        )
