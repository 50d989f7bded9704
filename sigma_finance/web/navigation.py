"""What stands around every page: the chapter, the person, where they can go, and whether money is real."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from werkzeug.local import LocalProxy

from sigma_finance.domain.colours import DEFAULT
from sigma_finance.domain.permissions import Permission
from sigma_finance.queries.logins import sessions
from sigma_finance.queries.logins.sessions import Viewer
from sigma_finance.web import guards
from sigma_finance.web.assets import photo_href
from sigma_finance.web.shell import ChapterChoice, NavItem, Shell


@dataclass(frozen=True)
class NavPage:
    """A page that the navigation leads to, the permission it takes, and the pages that stand below it."""

    label: str
    endpoint: str
    icon: str
    permission: Permission | None = None
    below: tuple[str, ...] = ()


DUES = NavPage("My dues", "dashboard.show", "wallet")
ACCOUNT = NavPage(
    "Your account",
    "account.show",
    "user",
    below=(
        "account.profile",
        "account.password",
        "account.address",
        "account.second_step",
        "account.confirm",
        "account.new_passkey",
    ),
)
MEMBER_PLACES = (
    NavPage("Dashboard", "dashboard.show", "house", below=("pay_links.show", "autopay.show")),
    NavPage("Pay", "payments.pay", "credit-card"),
    NavPage("Payments", "payments.history", "receipt-text", below=("documents.statement",)),
    NavPage("Report", "payments.report", "hand-coins"),
)
PLATFORM = NavPage(
    "Chapters",
    "platform.chapters",
    "shield-check",
    below=("platform.new", "platform.suspend", "platform.resume"),
)
OFFICER_PLACES = (
    NavPage("Overview", "treasurer.overview", "layout-dashboard", Permission.SEE_BOOKS),
    NavPage(
        "Members",
        "treasurer.members",
        "users",
        Permission.SEE_BOOKS,
        (
            "treasurer.member",
            "treasurer.add_member",
            "treasurer.edit_member",
            "treasurer.deactivate",
            "treasurer.pay_links",
            "treasurer.waive",
            "treasurer.reverse_charge",
            "documents.member_statement",
            "treasurer.import_roster",
            "treasurer.check_roster",
            "treasurer.roster_batch",
            "treasurer.undo_roster",
        ),
    ),
    NavPage(
        "Payments",
        "treasurer.payments",
        "receipt-text",
        Permission.SEE_BOOKS,
        (
            "treasurer.payment",
            "treasurer.reverse",
            "treasurer.import_history",
            "treasurer.check_import",
            "treasurer.import_batch",
            "treasurer.undo_import",
        ),
    ),
    NavPage(
        "Dues",
        "treasurer.periods",
        "calendar",
        Permission.ASSESS_DUES,
        (
            "treasurer.period",
            "treasurer.new_period",
            "treasurer.assess",
            "treasurer.reverse_batch",
            "treasurer.fees",
            "treasurer.hold_fees",
            "treasurer.other_charges",
            "treasurer.reminders",
            "treasurer.reminder_schedule",
            "treasurer.new_charge",
        ),
    ),
    NavPage(
        "Plans",
        "treasurer.plans",
        "calendar-clock",
        Permission.ASSESS_DUES,
        ("treasurer.arrange_plan", "treasurer.end_plan"),
    ),
    NavPage("Donations", "treasurer.gifts", "hand-coins", Permission.SEE_BOOKS, ("treasurer.new_gift",)),
    NavPage("Record a payment", "treasurer.record", "plus", Permission.RECORD_MONEY),
    NavPage(
        "Cash",
        "treasurer.cash",
        "wallet",
        Permission.RECORD_MONEY,
        ("treasurer.deposit", "treasurer.reverse_deposit"),
    ),
    NavPage(
        "Approvals",
        "treasurer.approvals",
        "badge-check",
        Permission.RECORD_MONEY,
        ("treasurer.decline_request",),
    ),
    NavPage("Reported", "treasurer.reported", "inbox", Permission.RECORD_MONEY, ("treasurer.reject",)),
    NavPage(
        "Unmatched money",
        "treasurer.unmatched",
        "circle-help",
        Permission.RECORD_MONEY,
        ("treasurer.assign",),
    ),
    NavPage(
        "Invites",
        "treasurer.invites",
        "mail",
        Permission.INVITE,
        ("treasurer.invite_many", "treasurer.sending", "treasurer.revoke"),
    ),
    NavPage(
        "Statistics", "treasurer.statistics", "chart-column", Permission.SEE_BOOKS, ("monitoring.cache",)
    ),
    NavPage(
        "Officers",
        "treasurer.officers",
        "badge-check",
        Permission.SEE_BOOKS,
        ("treasurer.appoint", "treasurer.end_term", "treasurer.handover", "treasurer.offer_handover"),
    ),
    NavPage(
        "Settings",
        "treasurer.settings",
        "sliders-horizontal",
        Permission.SEE_BOOKS,
        ("treasurer.save_settings",),
    ),
    NavPage(
        "Logs",
        "treasurer.audit",
        "history",
        Permission.SEE_BOOKS,
        ("treasurer.webhooks", "treasurer.webhook", "treasurer.problems", "monitoring.jobs"),
    ),
)


def shell() -> Shell:
    """The frame of the signed-in person's page."""
    viewer = guards.viewer()
    officer = _items(p for p in OFFICER_PLACES if p.permission and viewer.grants(p.permission))
    member = _items(MEMBER_PLACES)
    on_officers_page = (request.endpoint or "").startswith(("treasurer.", "monitoring."))
    return Shell(
        chapter_name=viewer.chapter_name,
        home_href=url_for(home_of(viewer)),
        notices_href=url_for("notices.show"),
        notice_count=viewer.unread,
        person_name=viewer.member_name,
        person_detail=viewer.title,
        sign_out_href=url_for("auth.logout"),
        nav=officer if on_officers_page else member,
        menu=(
            *((_item(DUES),) if on_officers_page else officer),
            *((_item(PLATFORM),) if viewer.is_platform_admin else ()),
            _item(ACCOUNT),
        ),
        chapters=_chapters(viewer),
        switch_href=url_for("auth.switch"),
        colours_href=_colours(viewer),
        logo_href=_logo(viewer),
        photo_href=photo_href(viewer.member_id, viewer.photo),
    )


def _colours(viewer: Viewer) -> str:
    """The style sheet of the chapter's own colour, marked by it; none where it is the product's."""
    if viewer.accent == DEFAULT:
        return ""
    return url_for("branding.colours", chapter_id=viewer.chapter_id, v=viewer.accent.removeprefix("#"))


def _logo(viewer: Viewer) -> str:
    return url_for("branding.logo", chapter_id=viewer.chapter_id, v=viewer.logo[:12]) if viewer.logo else ""


def home_of(viewer: Viewer) -> str:
    """The endpoint of a person's first page: the overview for those who see the books, else what they owe."""
    return "treasurer.overview" if viewer.grants(Permission.SEE_BOOKS) else "dashboard.show"


def _items(places: Iterable[NavPage]) -> tuple[NavItem, ...]:
    return tuple(_item(place) for place in places)


def _item(place: NavPage) -> NavItem:
    current = request.endpoint in (place.endpoint, *place.below)
    return NavItem(place.label, url_for(place.endpoint), place.icon, current=current)


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
        "viewer": LocalProxy(guards.viewer),
        "test_mode": current_app.config["STRIPE_SECRET_KEY"].startswith(("sk_test_", "rk_test_")),
        "sandbox_outbox": f"{base_url}/sandbox/outbox" if current_app.config["SANDBOX"] else "",
    }


def register(app: Flask) -> None:
    """Give templates the frame."""
    app.context_processor(_context)
