"""``flask chapter``."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from sigma_finance.extensions import db
from sigma_finance.models import Chapter
from tests.cli.terminal import open_chapter, refused, run

CREATE = ("chapter", "create", "--name", "Sigma Delta Sigma", "--slug", "sds")


class TestCreatingAChapter:
    def test_keeps_what_was_given(self, any_app: Flask) -> None:
        options = ("--currency", "EUR", "--timezone", "Europe/Vienna", "--dues", "150.50")
        assert "Sigma Delta Sigma is open" in run(any_app, *CREATE, *options)
        chapter = db.session.scalars(select(Chapter)).one()
        assert (chapter.slug, chapter.currency, chapter.timezone) == ("sds", "EUR", "Europe/Vienna")
        assert chapter.dues_minor == 15050

    def test_takes_whole_units_where_the_currency_has_no_other(self, app: Flask) -> None:
        run(app, *CREATE, "--currency", "JPY", "--timezone", "Asia/Tokyo", "--dues", "20000")
        assert db.session.scalars(select(Chapter)).one().dues_minor == 20000

    def test_refuses_a_short_name_in_use(self, app: Flask) -> None:
        open_chapter(app)
        assert "already" in refused(app, *CREATE)

    def test_refuses_what_cannot_be(self, app: Flask) -> None:
        assert "such as 200.00" in refused(app, *CREATE, "--dues", "1e309")
        assert "above zero" in refused(app, *CREATE, "--dues", "-5")
        assert "time zone" in refused(app, *CREATE, "--timezone", "New York")
        assert "three letters" in refused(app, *CREATE, "--currency", "$")
        assert db.session.scalars(select(Chapter)).all() == []

    def test_names_the_option_that_is_missing(self, app: Flask) -> None:
        assert "--slug" in refused(app, "chapter", "create", "--name", "X", code=2)
