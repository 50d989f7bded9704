"""The client that tests ask for pages: it judges each page it gets, and fills in forms as they stand on it."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import Context
from functools import cached_property
from secrets import token_hex
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from tests.harness.html import Element, parse
from tests.harness.judge import judge


class SeparateClient(FlaskClient):
    """Flask's client, whose requests share nothing with the test's own application context, as over a network."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Make the request in a fresh context."""
        return Context().run(super().open, *args, **{"buffered": True, **kwargs})


class BrowserPage:
    """An answer: its status and headers, and the page as a tree where it is one."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.location = response.headers.get("Location", "")

    @property
    def text(self) -> str:
        """The body as sent."""
        return self.response.get_data(as_text=True)

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return self.response.get_json()

    @cached_property
    def tree(self) -> Element:
        """The page's elements."""
        return parse(self.text)

    @property
    def words(self) -> str:
        """What a reader reads in the page's body."""
        return self.every("body")[0].text

    @property
    def h1(self) -> str:
        """The page's heading."""
        return self.every("h1")[0].text

    @property
    def main(self) -> str:
        """What a reader reads in the page's own part, without navigation and footer."""
        return self.every("main")[0].text

    def every(self, *tags: str) -> list[Element]:
        """The elements with one of the tags."""
        return list(self.tree.every(*tags))

    def rows(self) -> list[list[str]]:
        """The cells of each row of the page's tables, heads included."""
        return [[cell.text for cell in row.every("td", "th")] for row in self.every("tr")]

    def links(self) -> dict[str, str]:
        """Where each link leads, by its words."""
        return {link.text or link.get("aria-label"): link.get("href") for link in self.every("a")}

    def form(self, action: str = "") -> Element:
        """The form whose action ends like this, or the only one in the page's own part."""
        if action:
            (found,) = [form for form in self.every("form") if form.get("action").endswith(action)]
        else:
            (found,) = self.every("main")[0].every("form")
        return found

    def errors(self) -> dict[str, str]:
        """What is wrong, by field: the element that each invalid field is described by."""
        described = {element.get("id"): element.text for element in self.tree.every() if element.get("id")}
        return {
            field.get("name"): " ".join(
                described.get(name, "") for name in field.get("aria-describedby").split()
            )
            for field in self.every("input", "select", "textarea", "fieldset")
            if field.get("aria-invalid") == "true"
        }


class Client:
    """A browser without scripts: keeps cookies, judges pages, submits the forms that it was shown."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.flask = app.test_client()

    def get(self, path: str, *, status: int = 200, **options: Any) -> BrowserPage:
        """Ask for a page, which must have this status."""
        return self._open("GET", path, status, **options)

    def post(
        self, path: str, data: Mapping[str, Any] | None = None, *, status: int = 303, **options: Any
    ) -> BrowserPage:
        """Send a form that no page showed; it carries a valid CSRF token unless ``csrf=False``."""
        sent = dict(data or {})
        if options.pop("csrf", True):
            sent.setdefault("csrf_token", self.csrf_token())
        return self._open("POST", path, status, data=sent, **options)

    def submit(
        self, page: BrowserPage, data: Mapping[str, Any] | None = None, *, action: str = "", status: int = 303
    ) -> BrowserPage:
        """Fill in a form of the page and send it; fields that aren't named are sent as the page has them."""
        form = page.form(action)
        unknown = set(data or {}) - _names(form)
        assert not unknown, f"the form has no field {', '.join(sorted(unknown))}"
        target = form.get("action") or page.response.request.path
        if not form.get("action") and page.response.request.query_string:
            target += "?" + page.response.request.query_string.decode()
        return self._open(
            form.get("method").upper() or "GET", target, status, data={**_values(form), **(data or {})}
        )

    def follow(self, page: BrowserPage, *, status: int = 200) -> BrowserPage:
        """Go where a redirect leads."""
        assert page.location, f"{page.response.request.path} leads nowhere"
        return self.get(page.location, status=status)

    def sign_in(self, email: str, password: str) -> BrowserPage:
        """Sign in as a person does, and go where that leads."""
        page = self.get("/auth/login")
        return self.follow(self.submit(page, {"email": email, "password": password}))

    def csrf_token(self) -> str:
        """A token that the application accepts from this browser."""
        with self.flask.session_transaction(base_url=self.app.config["BASE_URL"]) as session:
            secret = session.setdefault("csrf_token", token_hex())
        return str(URLSafeTimedSerializer(self.app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(secret))

    def _open(self, method: str, path: str, status: int, **options: Any) -> BrowserPage:
        options.setdefault("base_url", self.app.config["BASE_URL"])
        page = BrowserPage(self.flask.open(path, method=method, **options))
        assert page.status == status, (
            f"{method} {path} answered {page.status}, not {status}: {_excerpt(page)}"
        )
        if page.response.mimetype == "text/html" and not 300 <= page.status < 400:
            judge(page.tree, page.text)
        return page


def _names(form: Element) -> set[str]:
    return {field.get("name") for field in form.every("input", "select", "textarea", "button")}


def _values(form: Element) -> dict[str, Any]:
    """What the form would send as it is; a name that several checkboxes or hidden fields share has them all."""
    values: dict[str, Any] = {}
    for field in form.every("input", "textarea"):
        if field.get("type") in ("checkbox", "radio") and "checked" not in field.attributes:
            continue
        if field.get("name") and field.get("type") not in ("submit", "button", "file"):
            name, value = field.get("name"), field.text if field.tag == "textarea" else field.get("value")
            several = name in values and field.get("type") in ("checkbox", "hidden")
            values[name] = [*_listed(values[name]), value] if several else value
    for field in form.every("select"):
        options = list(field.every("option"))
        chosen = [option for option in options if "selected" in option.attributes]
        if "multiple" in field.attributes:
            values[field.get("name")] = [option.get("value") for option in chosen]
            continue
        values[field.get("name")] = next(iter(chosen or options)).get("value") if options else ""
    return values


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _excerpt(page: BrowserPage) -> str:
    words = page.main if page.response.mimetype == "text/html" and page.every("main") else page.text
    return words[:600]
