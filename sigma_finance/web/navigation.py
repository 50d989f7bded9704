"""What stands around every page: the chapter, the person, where they can go, and whether money is real."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, current_app, request, url_for
from werkzeug.local import LocalProxy

from sigma_finance.domain.colours import DEFAULT
from sigma_finance.domain.dates import ahead, now, today_in
from sigma_finance.domain.permissions import Permission
from sigma_finance.queries.logins import sessions
from sigma_finance.queries.logins.sessions import Viewer
from sigma_finance.web import guards, tabs
from sigma_finance.web.assets import photo_href
from sigma_finance.web.shell import ChapterChoice, NavItem, Shell


@dataclass(frozen=True)
class NavPage:
    """A page that the navigation leads to, and the permission it takes.

    Below it stand the pages of its file, and of its folder where they have no nearer place; ``also`` names other
    files, or single endpoints, whose pages a person would look for here. ``waits`` is where the viewer has the number
    of what waits there.
    """

    label: str
    endpoint: str
    icon: str
    permission: Permission | None = None
    also: tuple[str, ...] = ()
    group: str = ""
    waits: str = ""


DUES = NavPage("My dues", "dashboard.show", "house")
ACCOUNT = NavPage("Your account", "account.show", "user")
MEMBER_PLACES = (
    NavPage(
        "Dashboard",
        "dashboard.show",
        "house",
        also=("autopay", "dues_use", "handover", "notices", "pay_links", "plans"),
    ),
    NavPage("Pay", "payments.pay", "credit-card"),
    NavPage("Payments", "payments.history", "receipt-text", also=("documents", "payments")),
    NavPage("Report", "payments.report", "hand-coins"),
    NavPage("Reimbursements", "reimbursements.own", "receipt-text", also=("files",)),
    NavPage("People", "people.show", "users"),
)
PLATFORM = NavPage("Chapters", "platform.chapters", "shield-check")
OFFICER_PLACES = (
    NavPage("Overview", "treasurer.overview", "layout-dashboard", Permission.SEE_BOOKS, group="Overview"),
    NavPage(
        "Members",
        "treasurer.members",
        "users",
        Permission.SEE_BOOKS,
        (
            "documents.member_statement",
            "documents.member_statement_file",
            "treasurer.dues.charges",
            "treasurer.imports.roster",
            "treasurer.payments.credit_returns",
            "treasurer.payments.pay_links",
        ),
        group="Members",
    ),
    NavPage(
        "Invites",
        "treasurer.invites",
        "mail",
        Permission.INVITE,
        ("treasurer.members.bulk_invites",),
        group="Members",
    ),
    NavPage(
        "Officers",
        "treasurer.officers",
        "badge-check",
        Permission.SEE_BOOKS,
        ("treasurer.members.handover",),
        group="Members",
    ),
    NavPage("Dues", "treasurer.periods", "calendar", Permission.ASSESS_DUES, group="Dues"),
    NavPage("Plans", "treasurer.plans", "calendar-clock", Permission.ASSESS_DUES, group="Dues"),
    NavPage("Late fees", "treasurer.fees", "hourglass", Permission.ASSESS_DUES, group="Dues"),
    NavPage("Reminders", "treasurer.reminders", "send", Permission.ASSESS_DUES, group="Dues"),
    NavPage(
        "Payments",
        "treasurer.payments",
        "receipt-text",
        Permission.SEE_BOOKS,
        ("treasurer.imports.history",),
        group="Money in",
    ),
    NavPage(
        "Record a payment",
        "treasurer.record",
        "plus",
        Permission.RECORD_MONEY,
        ("treasurer.payments.grid",),
        group="Money in",
    ),
    NavPage(
        "Reported",
        "treasurer.reported",
        "inbox",
        Permission.RECORD_MONEY,
        group="Money in",
        waits="reported_waiting",
    ),
    NavPage(
        "Unmatched money",
        "treasurer.unmatched",
        "circle-help",
        Permission.RECORD_MONEY,
        group="Money in",
        waits="unmatched_waiting",
    ),
    NavPage("Stripe payouts", "treasurer.payouts", "banknote", Permission.SEE_BOOKS, group="Money in"),
    NavPage("Donations", "treasurer.gifts", "sprout", Permission.SEE_BOOKS, group="Money in"),
    NavPage("Cash", "treasurer.cash", "wallet", Permission.RECORD_MONEY, group="Money in"),
    NavPage("Spending", "treasurer.spending", "hand-coins", Permission.SEE_BOOKS, group="Money out & bank"),
    NavPage(
        "Bank",
        "treasurer.bank",
        "landmark",
        Permission.SEE_BOOKS,
        group="Money out & bank",
        waits="bank_lines_waiting",
    ),
    NavPage("Reports", "treasurer.books", "book-open", Permission.SEE_BOOKS, group="Books"),
    NavPage("Disputes", "treasurer.disputes", "circle-alert", Permission.SEE_BOOKS, group="Books"),
    NavPage(
        "Statistics",
        "treasurer.statistics",
        "chart-column",
        Permission.SEE_BOOKS,
        ("monitoring.cache", "treasurer.statistics_json"),
        group="Books",
    ),
    NavPage(
        "Approvals",
        "treasurer.approvals",
        "scale",
        Permission.RECORD_MONEY,
        group="Books",
        waits="approvals_waiting",
    ),
    NavPage(
        "Settings",
        "treasurer.settings",
        "sliders-horizontal",
        Permission.SEE_BOOKS,
        ("treasurer.payments.stripe_account",),
        group="Chapter",
    ),
    NavPage(
        "Logs",
        "treasurer.audit",
        "history",
        Permission.SEE_BOOKS,
        ("monitoring", "treasurer.chapters.problems", "treasurer.chapters.webhooks"),
        group="Chapter",
    ),
)
#: A person's own pages around which an officer keeps the officers' navigation.
_KEPT_ON = ("account", "notices")
PLACES = (*OFFICER_PLACES, *MEMBER_PLACES, ACCOUNT, PLATFORM)
_ROUTES = "sigma_finance.routes."


def place_of(endpoint: str | None) -> NavPage | None:
    """Where a page stands: by its own name, by its file, by its folder; None for what is no page of a chapter's."""
    if endpoint not in current_app.view_functions:
        return None
    file = _file(endpoint)
    return (
        _first(lambda place: place.endpoint == endpoint)
        or _first(lambda place: endpoint in place.also)
        or _first(lambda place: file in place.also)
        or _first(lambda place: file == _file(place.endpoint))
        or _first(lambda place: _folder(file) == _folder(_file(place.endpoint)) != "")
    )


def _first(fits: Callable[[NavPage], bool]) -> NavPage | None:
    return next((place for place in PLACES if fits(place)), None)


def _file(endpoint: str) -> str:
    """The file that an endpoint is in, below ``routes``: ``treasurer.dues.plans``."""
    return current_app.view_functions[endpoint].__module__.removeprefix(_ROUTES)


def _folder(file: str) -> str:
    return file.rpartition(".")[0]


def shell() -> Shell:
    """The frame of the signed-in person's page."""
    viewer = guards.viewer()
    here = place_of(request.endpoint)
    officer = _items((p for p in OFFICER_PLACES if p.permission and viewer.grants(p.permission)), here)
    member = _items(MEMBER_PLACES if viewer.has_chapter else (PLATFORM, ACCOUNT), here)
    on_officers_page = in_officers_frame()
    return Shell(
        chapter_name=viewer.chapter_name,
        home_href=url_for(home_of(viewer)),
        notices_href=url_for("notices.show") if viewer.has_chapter else "",
        notice_count=viewer.unread,
        person_name=viewer.member_name,
        person_detail=viewer.title,
        sign_out_href=url_for("auth.logout"),
        person_key=f"{viewer.user_id}.{viewer.chapter_slug}",
        seconds_left=viewer.seconds_left(at=now()),
        stay_href=url_for("account.stay"),
        sign_in_href=tabs.of_no_chapter(url_for("auth.login", next=guards.way_back())),
        nav=officer if on_officers_page else member,
        menu=(
            *((_item(DUES, here),) if on_officers_page else officer),
            *((_item(PLATFORM, here),) if viewer.is_platform_admin else ()),
            _item(ACCOUNT, here),
        ),
        chapters=_chapters(viewer),
        switch_href=url_for("auth.switch"),
        colours_href=_colours(viewer),
        logo_href=_logo(viewer),
        photo_href=photo_href(viewer.member_id, viewer.photo),
    )


def in_officers_frame() -> bool:
    """Whether the page shown has the officers' navigation: theirs, and an officer's own account and notices."""
    if place_of(request.endpoint) in OFFICER_PLACES:
        return True
    own = (
        _file(request.endpoint or "").partition(".")[0] in _KEPT_ON
        or request.endpoint == "documents.statement"
    )
    return own and guards.viewer().grants(Permission.SEE_BOOKS)


def own_layout() -> str:
    """What a person's own page extends: the officers' frame for those who keep it, else the member's."""
    return "layout_officer.html" if in_officers_frame() else "layout_member.html"


def _colours(viewer: Viewer) -> str:
    """The style sheet of the chapter's own colour, marked by it; none where it is the product's."""
    if viewer.accent == DEFAULT:
        return ""
    return url_for("branding.colours", chapter_id=viewer.chapter_id, v=viewer.accent.removeprefix("#"))


def _logo(viewer: Viewer) -> str:
    return url_for("branding.logo", chapter_id=viewer.chapter_id, v=viewer.logo[:12]) if viewer.logo else ""


def home_of(viewer: Viewer) -> str:
    """The endpoint of a person's first page: the overview for those who see the books, else what they owe.

    Of no chapter, it is the list of all.
    """
    if not viewer.has_chapter:
        return PLATFORM.endpoint
    return "treasurer.overview" if viewer.grants(Permission.SEE_BOOKS) else "dashboard.show"


def _items(places: Iterable[NavPage], here: NavPage | None) -> tuple[NavItem, ...]:
    return tuple(_item(place, here) for place in places)


def _item(place: NavPage, here: NavPage | None) -> NavItem:
    return NavItem(
        place.label,
        url_for(place.endpoint),
        place.icon,
        current=place is here,
        count=getattr(guards.viewer(), place.waits) if place.waits else 0,
        group=place.group,
    )


def _chapters(viewer: Viewer) -> tuple[ChapterChoice, ...]:
    if viewer.chapter_count < 2:
        return ()
    found = sessions.memberships(user_id=viewer.user_id)
    return tuple(
        ChapterChoice(m.chapter_name, m.chapter_slug, current=m.member_id == viewer.member_id)
        for m in sorted(found, key=lambda membership: membership.chapter_name)
    )


def _context() -> dict[str, Any]:
    """What every template can name; nothing here asks the database until it is used."""
    base_url = current_app.config["BASE_URL"]
    return {
        "shell": shell,
        "own_layout": own_layout,
        "viewer": LocalProxy(guards.viewer),
        "test_mode": current_app.config["STRIPE_SECRET_KEY"].startswith(("sk_test_", "rk_test_")),
        "demo_day": _demo_day(),
        "sandbox_outbox": f"{base_url}/sandbox/outbox" if current_app.config["SANDBOX"] else "",
    }


def _demo_day() -> date | None:
    """The day of a demo whose clock was moved, where the person's chapter is."""
    if not ahead():
        return None
    viewer = guards.find_viewer()
    return today_in(viewer.timezone if viewer else "UTC")


def register(app: Flask) -> None:
    """Give templates the frame."""
    app.context_processor(_context)
