"""Static files as a browser gets them."""

from __future__ import annotations

import gzip

from flask import Flask
from werkzeug.test import Client, TestResponse

from sigma_finance.web.static_files import ROOT, release_mark

PACKED = {"Accept-Encoding": "gzip, deflate"}


def fetch(app: Flask, path: str, **headers: str) -> TestResponse:
    """What the server answers, whitenoise included."""
    return Client(app.wsgi_app).get(path, headers={**PACKED, **headers}, buffered=True)


class TestAFile:
    def test_is_kept_for_a_year_under_the_releases_mark(self, sqlite_app: Flask) -> None:
        answer = fetch(sqlite_app, f"/static/{release_mark()}/css/app.css")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"

    def test_comes_packed_and_whole(self, sqlite_app: Flask) -> None:
        answer = fetch(sqlite_app, f"/static/{release_mark()}/css/app.css")
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert gzip.decompress(answer.data) == (ROOT / "css" / "app.css").read_bytes()

    def test_comes_as_it_is_to_one_who_takes_nothing_packed(self, sqlite_app: Flask) -> None:
        answer = fetch(sqlite_app, "/static/css/app.css", **{"Accept-Encoding": "identity"})
        assert "Content-Encoding" not in answer.headers
        assert answer.data == (ROOT / "css" / "app.css").read_bytes()

    def test_comes_in_part_where_a_part_is_asked_for(self, sqlite_app: Flask) -> None:
        answer = fetch(sqlite_app, "/static/css/app.css", Range="bytes=0-9")
        assert answer.status_code == 206
        assert answer.data == (ROOT / "css" / "app.css").read_bytes()[:10]

    def test_that_a_browser_has_already_is_not_sent_again(self, sqlite_app: Flask) -> None:
        known = fetch(sqlite_app, "/static/css/app.css").headers["ETag"]
        assert fetch(sqlite_app, "/static/css/app.css", **{"If-None-Match": known}).status_code == 304

    def test_is_kept_for_an_hour_under_its_plain_address(self, sqlite_app: Flask) -> None:
        assert fetch(sqlite_app, "/static/css/app.css").headers["Cache-Control"] == "max-age=3600, public"

    def test_is_found_by_a_page_that_an_earlier_release_made(self, sqlite_app: Flask) -> None:
        answer = fetch(sqlite_app, "/static/0123456789ab/js/forms.js")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "max-age=3600, public"

    def test_that_is_not_there_is_a_plain_404(self, sqlite_app: Flask) -> None:
        assert fetch(sqlite_app, "/static/0123456789ab/css/none.css").status_code == 404


class TestTheStylesheet:
    def test_is_under_twelve_kilobytes_on_its_way(self) -> None:
        assert len(gzip.compress((ROOT / "css" / "app.css").read_bytes(), 9)) < 12 * 1024

    def test_is_named_by_pages_under_the_mark(self, sqlite_app: Flask) -> None:
        page = Client(sqlite_app.wsgi_app).get("/auth/login", buffered=True).text
        assert f'href="/static/{release_mark()}/css/app.css"' in page
        assert f'href="/static/{release_mark()}/fonts/inter-latin-wght-normal.woff2"' in page


class TestAPage:
    def test_comes_packed(self, sqlite_app: Flask) -> None:
        plain = Client(sqlite_app.wsgi_app).get("/auth/login", buffered=True)
        packed = fetch(sqlite_app, "/auth/login", **{"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert len(packed.data) * 2 < len(plain.data)
