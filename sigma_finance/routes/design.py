"""The style sheet page: every component in every state, with made-up values; not in production."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask import Blueprint, Flask, render_template

from sigma_finance.forms.design import SampleForm
from sigma_finance.web.badges import BADGES
from sigma_finance.web.guards import public
from sigma_finance.web.shell import ChapterChoice, NavItem, Shell

design = Blueprint("design", __name__, url_prefix="/design")

OFFICER = Shell(
    chapter_name="Sigma Delta Sigma",
    home_href="/design/",
    person_name="Grace Hopper",
    person_detail="Treasurer",
    sign_out_href="/design/",
    nav=(
        NavItem("Overview", "/design/", "layout-dashboard", current=True),
        NavItem("Members", "/design/", "users"),
        NavItem("Payments", "/design/", "receipt-text", count=3),
        NavItem("Dues", "/design/", "calendar"),
        NavItem("Invites", "/design/", "mail"),
        NavItem("Unmatched money", "/design/", "circle-help", count=1),
    ),
    menu=(NavItem("My dues", "/design/member", "wallet"), NavItem("Profile", "/design/", "user")),
    chapters=(ChapterChoice("Sigma Delta Sigma", "sds", current=True), ChapterChoice("Kappa Rho", "kr")),
    switch_href="/design/",
    notices_href="/design/",
    notice_count=2,
)
MEMBER = Shell(
    chapter_name="Sigma Delta Sigma",
    home_href="/design/member",
    person_name="Ada Byron",
    person_detail="Member",
    sign_out_href="/design/",
    nav=(
        NavItem("Dashboard", "/design/member", "house", current=True),
        NavItem("Pay", "/design/member", "credit-card"),
        NavItem("Payments", "/design/member", "receipt-text"),
    ),
)


@dataclass(frozen=True)
class Row:
    """A payment as a table shows it."""

    member: str
    day: date
    method: str
    state: str
    amount_minor: int
    receipt: str = ""


ROWS = (
    Row("Ada Byron", date(2026, 11, 18), "Card", "succeeded", 20_000, "SDS-2026-0042"),
    Row("Wilhelmina Featherstonehaugh-Cholmondeley", date(2026, 11, 17), "Bank debit", "processing", 120_000),
    Row("Alan Turing", date(2026, 11, 15), "Cash", "reported", 10_050),
    Row("Katherine Johnson", date(2026, 11, 2), "Card", "refunded", -5_000, "SDS-2026-0041"),
)
TYPED = {"what": None, "email": "ada@", "name": "Ada Byron", "method": "cash"}
MOMENT = datetime(2026, 11, 18, 20, 5, tzinfo=UTC)


def _show(template: str, shell: Shell, form: SampleForm | None = None) -> str:
    values: dict[str, Any] = {"shell": lambda: shell, "rows": ROWS, "badges": BADGES, "moment": MOMENT}
    return render_template(template, **values, form=form, due=date(2026, 12, 31), test_mode=True)


@design.get("/")
@public
def index() -> str:
    """Every component, in the officer's frame."""
    return _show("design/index.html", OFFICER, SampleForm(formdata=None))


@design.get("/errors")
@public
def errors() -> str:
    """A form that came back with its errors."""
    form = SampleForm(formdata=None, data=TYPED)
    form.validate()
    form["csrf_token"].errors = ()
    return _show("design/form.html", OFFICER, form)


@design.get("/member")
@public
def member() -> str:
    """A dashboard, in the member's frame."""
    return _show("design/member.html", MEMBER)


@design.get("/statement")
@public
def statement() -> str:
    """A statement, for the screen and for paper."""
    return _show("design/statement.html", MEMBER)


@design.get("/sign-in")
@public
def sign_in() -> str:
    """A page for people who are not signed in."""
    return render_template("design/sign_in.html", form=SampleForm(formdata=None), test_mode=True)


@design.get("/error/<int:code>")
@public
def error(code: int) -> str:
    """An error page."""
    return render_template(
        "errors/error.html",
        code=code,
        title="This page is not here",
        message="The address may be mistyped, or the page is no longer there. Nothing was changed.",
        action_url="/",
        action_label="Go to your dashboard",
        request_id="8f14e45fceea167a",
    )


def register(app: Flask) -> None:
    """Mount the page where the sandbox is."""
    if app.config["SANDBOX"]:
        app.register_blueprint(design)
