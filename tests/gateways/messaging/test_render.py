"""What people read: the same facts in plain text and in HTML, whatever their names hold."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from jinja2 import UndefinedError

from sigma_finance.domain.messages.kinds import Haste, MessageKind
from sigma_finance.domain.topics import Topic
from sigma_finance.gateways.messaging import render

SHARED = {
    "chapter_name": "Sigma Delta Sigma",
    "accent": "#1d4ed8",
    "base_url": "https://dues.example.org",
    "written_on": "November 30, 2026",
}
LINK = "https://dues.example.org/auth/register?code=ABCD-1234&next=%2Fpay"
PAY = "https://dues.example.org/pay"
AUTOPAY = "https://dues.example.org/autopay"
REVIEW = "https://dues.example.org/treasurer/payments/7"


def section(kind: str, on: str) -> dict[str, Any]:
    """A section with one installment."""
    method = "Visa ending 4242" if kind == "autopay" else ""
    return {"kind": kind, "on": on, "sum": "$50.00", "method": method, "parts": [["Dues 2026-27", "$50.00"]]}


STANDING: dict[str, Any] = {
    "member_name": "Ada Lovelace",
    "balance": "$380.00",
    "past_due": "",
    "oldest": "",
    "since": "",
    "due_today": "",
    "pay_url": "https://dues.example.org/pay/a-signed-link?for=12.13",
}
CONTEXTS: dict[str, dict[str, Any]] = {
    "invite": {
        "invited_by": "Grace Hopper",
        "register_url": LINK,
        "expires_on": "December 31, 2026",
        "member_name": "Ada Lovelace",
        "role_label": "Member",
    },
    "confirm_address": {"register_url": LINK, "expires_on": "December 31, 2026"},
    "existing_account": {"register_url": LINK, "sign_in_url": "https://dues.example.org/auth/login"},
    "receipt": {
        "member_name": "Ada Lovelace",
        "amount": "$1,200.00",
        "method_label": "Bank debit",
        "received_on": "November 2, 2026",
        "receipt_number": "R-2026-0001",
        "receipt_url": "https://dues.example.org/payments/P-7KQ2/receipt.pdf",
        "balance": "$0.00",
        "settled": [
            {"description": "Dues 2025-26", "amount": "$400.00"},
            {"description": "Dues 2026-27", "amount": "$750.00"},
        ],
        "credit": "$50.00",
    },
    "credit_paid_back": {
        "member_name": "Ada Lovelace",
        "amount": "$50.00",
        "method_label": "Check",
        "paid_on": "November 2, 2026",
        "credit": "$10.00",
    },
    "plan_agreed": {
        "member_name": "Ada Lovelace",
        "amount": "$200.00",
        "installments": "2",
        "first_on": "November 2, 2026",
        "plan_url": PAY,
    },
    "plan_proposed": {
        "member_name": "Ada Lovelace",
        "amount": "$200.00",
        "installments": "8",
        "review_url": REVIEW,
    },
    "plan_ended": {
        "member_name": "Ada Lovelace",
        "amount": "$200.00",
        "first_on": "November 2, 2026",
        "plan_url": PAY,
        "reason": "The date has passed.",
        "what": "was declined",
    },
    "due_soon": {
        **STANDING,
        "amount": "$50.00",
        "due_soon": "$50.00",
        "due_on": "December 10, 2026",
        "sections": [section("due_by", "December 10, 2026"), section("due_by", "December 17, 2026")],
    },
    "due_today": {
        **STANDING,
        "amount": "$50.00",
        "due_today": "$50.00",
        "sections": [section("due_today", "November 30, 2026"), section("due_by", "December 17, 2026")],
    },
    "past_due": {
        **STANDING,
        "amount": "$150.00",
        "past_due": "$100.00",
        "oldest": "$50.00",
        "since": "November 16, 2026",
        "due_today": "$50.00",
        "sections": [
            {
                **section("past_due", "November 30, 2026"),
                "sum": "$100.00",
                "parts": [
                    ["Dues 2026-27, due November 16, 2026", "$50.00"],
                    ["Late fee: Dues 2026-27, due November 23, 2026", "$50.00"],
                ],
            },
            section("due_today", "November 30, 2026"),
            section("autopay", "December 17, 2026"),
        ],
    },
    **{
        kind: {"member_name": "Ada Lovelace", "amount": "$50.00", "balance": "$20.00", "credit": "$10.00"}
        for kind in ("refunded", "refund_failed", "payment_taken", "payment_returned", "credit_put_back")
    },
    **{
        kind: {
            "member_name": "Ada Lovelace",
            "amount": "$50.00",
            "description": "Dues 2026-27",
            "balance": "$20.00",
            **({"credit": "$10.00"} if kind == "charge_reversed" else {}),
        }
        for kind in ("charge_waived", "charge_reversed")
    },
    "autopay_on": {
        "member_name": "Ada Lovelace",
        "method": "Visa ending 4242",
        "consent": "I allow Sigma Delta Sigma to charge the card.",
        "items": [["Dues 2026-27, December 31, 2026", "$50.00"]],
        "autopay_url": AUTOPAY,
    },
    "autopay_notice": {
        "member_name": "Ada Lovelace",
        "past_due": "Yes",  # it is asked for alone
        "due_today": "",
        "amount": "$50.00",
        "method": "Visa ending 4242",
        "charged_on": "December 31, 2026",
        "later": [["$60.00", "January 1, 2027"]],
        "sections": [section("autopay", "December 31, 2026"), section("autopay", "January 1, 2027")],
        "warning": "That card will have expired by then.",
        "pay_url": PAY,
        "autopay_url": AUTOPAY,
    },
    "autopay_failed": {
        "member_name": "Ada Lovelace",
        "amount": "$50.00",
        "reason": "The card has expired, or its date was not right.",
        "next_on": "January 1, 2027",
        "todo": "Pay now another way.",
        "pay_url": PAY,
        "autopay_url": AUTOPAY,
    },
    "autopay_ended": {
        "member_name": "Ada Lovelace",
        "method": "Visa ending 4242",
        "reason": "You turned it off.",
        "todo": "",
        "autopay_url": AUTOPAY,
    },
    "autopay_stopped": {
        "amount": "$50.00",
        "member_name": "Ada Lovelace",
        "method": "Visa ending 4242",
        "review_url": "https://dues.example.org/treasurer/members/7",
    },
    "nightly_check": {
        "chapters": "2 chapters",
        "heads": ["sds.12." + "ab" * 32 + "." + "cd" * 16],
    },
    "nightly_differs": {
        "chapters": "2 chapters",
        "differing": "sds",
        "heads": ["sds.12." + "ab" * 32 + "." + "cd" * 16],
    },
    "books_differ": {"review_url": "https://dues.example.org/treasurer/audit"},
    "mail_stopped": {
        "member_name": "Ada Lovelace",
        "review_url": "https://dues.example.org/treasurer/members/7",
    },
    "approval_asked": {
        "asked_by": "Tess Treasurer",
        "amount": "$500.00",
        "what": "Waive a charge",
        "reason": "A scholarship",
        "review_url": "https://dues.example.org/treasurer/approvals",
    },
    "approval_decided": {
        "amount": "$500.00",
        "what": "Waive a charge",
        "verdict": "declined",
        "answer": "Too much at once",
        "review_url": "https://dues.example.org/treasurer/approvals",
    },
    "plan_done": {
        "member_name": "Ada Lovelace",
        "amount": "$200.00",
        "installments": "4",
        "plan_url": "https://dues.example.org/plans",
    },
    "weekly_note": {
        "amount": "$300.00",
        "payments": "3",
        "owed": "$1,200.00",
        "past_due": "$400.00",
        "late": "2",
        "waiting": "1",
        "review_url": "https://dues.example.org/treasurer",
    },
    "late_fee": {
        **STANDING,
        "amount": "$15.00",
        "due_on": "November 2, 2026",
        "fees": [["Dues 2026-27, due November 2, 2026", "$15.00"]],
        "sections": [section("due_by", "December 14, 2026")],
        "pay_url": PAY,
    },
    "handover_offered": {
        "name": "Ben Banneker",
        "from_name": "Tess Treasurer",
        "due_on": "November 16, 2026",
        "handover_url": "https://dues.example.org/handover",
    },
    "handover_declined": {"name": "Tess Treasurer", "to_name": "Ben Banneker", "review_url": REVIEW},
    "handover_done": {
        "name": "Tess Treasurer",
        "from_name": "Tess Treasurer",
        "to_name": "Ben Banneker",
        "received_on": "November 2, 2026",
    },
    "receipt_again": {
        "member_name": "Ada Lovelace",
        "amount": "$1,200.00",
        "method_label": "Bank debit",
        "received_on": "November 2, 2026",
        "receipt_number": "R-2026-0001",
        "receipt_url": "https://dues.example.org/payments/P-7KQ2/receipt.pdf",
        "stays": "$1,000.00",
        "settled": [{"description": "Dues 2026-27", "amount": "$1,150.00"}],
        "credit": "$50.00",
    },
    "payer_receipt": {
        "member_initials": "A. L.",
        "amount": "$1,200.00",
        "method_label": "Card",
        "received_on": "November 2, 2026",
        "receipt_number": "R-2026-0002",
    },
    "donation_receipt": {
        "donor_name": "Grace Hopper",
        "amount": "$50.00",
        "method_label": "Card",
        "received_on": "November 2, 2026",
        "receipt_number": "R-2026-0001",
    },
    "payment_declined": {
        "member_name": "Ada Lovelace",
        "amount": "$200.00",
        "reason": "There was not enough money in the account.",
        "pay_url": PAY,
    },
    "bank_debit_processing": {"member_name": "Ada Lovelace", "amount": "$200.00"},
    "confirm_account": {
        "member_name": "Ada Lovelace",
        "amount": "$200.00",
        "verify_url": "https://payments.stripe.com/microdeposit/pacs_test",
        "payment_url": PAY,
    },
    "bank_debit_failed": {
        "member_name": "Ada Lovelace",
        "amount": "$200.00",
        "reason": "The bank account is closed, or its number was not right.",
        "pay_url": PAY,
    },
    "payment_reported": {
        "member_name": "Ada Lovelace",
        "amount": "$50.00",
        "method_label": "Zelle",
        "review_url": REVIEW,
    },
    "report_rejected": {"member_name": "Ada Lovelace", "amount": "$50.00", "reason": "Nothing came in."},
    "reset_password": {"name": "Ada Lovelace", "reset_url": LINK},
    "password_changed": {"name": "Ada Lovelace", "forgot_url": LINK},
    "confirm_new_address": {"name": "Ada Lovelace", "confirm_url": LINK},
    "address_change_asked": {"name": "Ada Lovelace", "keep_url": LINK},
    "address_change_waits": {"name": "Ada Lovelace", "keep_url": LINK, "due_on": "December 7, 2026"},
    "address_changed": {"name": "Ada Lovelace", "keep_url": LINK},
    "address_in_use": {},
    "password_was_reset": {"name": "Ada Lovelace", "by": "an operator"},
    "second_factor_was_reset": {"name": "Ada Lovelace", "by": "an operator"},
    "appointed": {
        "name": "Ada Lovelace",
        "post_label": "Vice president",
        "span": "from January 1, 2027 until December 31, 2027",
        "by": "Grace Hopper",
    },
    "officer_invited": {
        "name": "Ada Lovelace",
        "by": "Grace Hopper",
        "invited": "joan@example.org",
        "role_label": "Treasurer",
        "review_url": REVIEW,
    },
    "role_changed": {"name": "Ada Lovelace", "role_label": "Treasurer", "by": "Grace Hopper"},
    "unmatched_payment": {"amount": "$50.00", "review_url": REVIEW},
    "payment_reversed": {
        "member_name": "Ada Lovelace",
        "amount": "$200.00",
        "reason": "The check bounced.",
        "balance": "$225.00",
        "fee": "$25.00",
    },
    "dispute_opened": {
        "member_name": "Ada Lovelace",
        "amount": "$200.00",
        "happened": "The payer's bank took the payment back.",
        "due_on": "December 31, 2026",
        "reason": "Fraudulent",
        "review_url": REVIEW,
    },
}
OPTIONAL = {"invite": ("member_name",), "receipt": ("credit",), "dispute_opened": ("due_on",)}


class MailPage(HTMLParser):
    """What a reader of the HTML sees, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._hidden += tag in ("style", "title")
        self.links += [value or "" for name, value in attrs if tag == "a" and name == "href"]

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def facts(value: Any) -> list[str]:
    """Every fact in a context, down to the lines of a receipt."""
    if isinstance(value, dict):
        return [fact for name, inner in value.items() if name != "kind" for fact in facts(inner)]
    if isinstance(value, list):
        return [fact for inner in value for fact in facts(inner)]
    return [] if value is None else [value]


def written(text: str) -> str:
    """The words alone, however they are set out; a colon stands in text for what a column is in HTML."""
    return " ".join(re.sub(r"\s+([.,])", r"\1", " ".join(text.replace(":", " ").split())).split())


def kinds_of_money(kind: str) -> bool:
    """Whether it tells of an amount that moved; what asks for something, or says when it is tried again, need not."""
    asks = ("approval_asked", "approval_decided", "plan_proposed", "autopay_failed")
    return "amount" in CONTEXTS[kind] and kind not in asks


def rendered(kind: str, **changes: Any) -> tuple[str, str, str]:
    return render.render(kind, {**SHARED, **CONTEXTS[kind], **changes})


every_kind = pytest.mark.parametrize("kind", render.kinds())


class TestEveryKind:
    def test_is_one_file_and_tried_here(self) -> None:
        written = {path.stem for path in render.TEMPLATES.glob("*.jinja") if path.stem[0] != "_"}
        assert written == set(render.kinds()) == set(CONTEXTS)
        assert not {path.name for path in render.TEMPLATES.iterdir() if path.suffix != ".jinja"} - {
            "frame.html",
            "frame.txt",
            "parts.html",
            "parts.txt",
        }

    @every_kind
    def test_says_the_same_in_text_and_in_html(self, kind: str) -> None:
        _, text, html = rendered(kind)
        page = MailPage(html)
        for fact in facts({"chapter": SHARED["chapter_name"], **CONTEXTS[kind]}):
            if fact == "Yes":
                continue
            assert fact.lower() in text.lower()
            assert fact.lower() in page.text.lower()

    @every_kind
    def test_leads_to_the_same_places(self, kind: str) -> None:
        _, text, html = rendered(kind)
        assert set(re.findall(r"https?://\S+", text)) == set(MailPage(html).links)

    @every_kind
    def test_says_it_in_the_same_words(self, kind: str) -> None:
        _, text, html = rendered(kind)
        card = html[html.index("<h1>") : html.index('<div class="foot"')]
        card = re.sub(r"Or copy this address: <a[^>]*>[^<]*</a>", "", card)
        told = text[: text.index("\n--\n")]
        assert written(MailPage(card).text) == written(re.sub(r"\nhttps?://\S+", " ", told))

    @every_kind
    def test_has_one_heading_that_both_forms_begin_with(self, kind: str) -> None:
        _, text, html = rendered(kind)
        headings = re.findall(r"<h1>(.*?)</h1>", html, re.DOTALL)
        assert len(headings) == 1
        assert text.splitlines()[0] == re.sub(r"<[^>]*>", "", headings[0]).replace("&#39;", "'")

    @every_kind
    def test_begins_each_paragraph_with_a_capital(self, kind: str) -> None:
        for chunk in rendered(kind)[1].split("\n\n--\n")[0].split("\n\n"):
            assert re.match(r"[A-Z$1-9-]|https://", chunk), chunk

    @every_kind
    def test_makes_a_button_of_each_link_with_its_address_beside(self, kind: str) -> None:
        html = rendered(kind)[2]
        card = html[html.index("<h1>") : html.index('<div class="foot"')]
        buttons = re.findall(r'<a class="button(?: outlined)?"\s+href="([^"]*)"', card)
        assert re.findall(r'Or copy this address: <a class="quiet" href="([^"]*)"', card) == buttons
        assert card.count("<a ") == 2 * len(buttons)
        assert len(buttons) == len({fact for fact in CONTEXTS[kind] if fact.endswith("_url")})

    @every_kind
    def test_breaks_no_sum_over_two_lines(self, kind: str) -> None:
        html = rendered(kind)[2]
        shown = html[html.index("<h1>") :]
        sums = re.findall(r"\$[0-9,]+\.[0-9]{2}", shown)
        assert len(sums) == len(
            re.findall(r'<span style="white-space:nowrap">\$[0-9,]+\.[0-9]{2}</span>', shown)
        )

    @every_kind
    def test_puts_amount_and_date_in_the_subject(self, kind: str) -> None:
        subject, _, _ = rendered(kind)
        names = ("amount", "expires_on", "received_on", "due_on", "paid_on", "charged_on", "first_on")
        for name in names[kind == "past_due" :]:  # that names each sum with its own date
            assert CONTEXTS[kind].get(name, "") in subject

    @every_kind
    def test_names_the_day_where_it_tells_what_has_happened_to_money(self, kind: str) -> None:
        if kinds_of_money(kind):
            assert re.search(r"[A-Z][a-z]+ [0-9]{1,2}, 20[0-9]{2}", rendered(kind)[0])

    @every_kind
    def test_keeps_to_the_house_voice(self, kind: str) -> None:
        subject, text, html = rendered(kind)
        assert "!" not in subject + text + MailPage(html).text
        assert "None" not in subject + text + MailPage(html).text
        assert "\n\n\n" not in text
        assert not [line for line in text.splitlines() if line != line.strip()]

    @every_kind
    def test_wears_the_chapters_colour_and_follows_the_readers_theme(self, kind: str) -> None:
        html = rendered(kind, accent="#166534")[2]
        assert "border-top:4px solid #166534" in html
        assert "prefers-color-scheme: dark" in html
        assert "width=device-width" in html

    @every_kind
    def test_needs_every_fact(self, kind: str) -> None:
        for name in (name for name, value in CONTEXTS[kind].items() if value != ""):
            context = {**SHARED, **CONTEXTS[kind]}
            del context[name]
            with pytest.raises(UndefinedError):
                render.render(kind, context)

    @every_kind
    def test_does_without_what_there_need_not_be(self, kind: str) -> None:
        missing = dict.fromkeys(OPTIONAL.get(kind, ()))
        subject, text, html = rendered(kind, **missing, **({"settled": []} if kind == "receipt" else {}))
        assert "None" not in subject + text + MailPage(html).text


class TestAnExistingAccountThatHasJoined:
    def test_is_not_sent_to_an_invitation(self) -> None:
        _, text, html = rendered("existing_account", register_url=CONTEXTS["existing_account"]["sign_in_url"])
        assert "invited" not in text + MailPage(html).text


class TestANameThatIsNotAName:
    @every_kind
    def test_runs_no_script(self, kind: str) -> None:
        changes = {
            name: "<script>alert(1)</script>"
            for name, value in CONTEXTS[kind].items()
            if isinstance(value, str) and name != "credit"
        }
        html = rendered(kind, **changes, chapter_name="<script>")[2]
        assert "script" not in MailPage(html).tags
        assert "&lt;script&gt;" in html

    @every_kind
    def test_breaks_out_of_no_attribute(self, kind: str) -> None:
        urls = {
            name: 'https://x.example.org/"><img src=x>' for name in CONTEXTS[kind] if name.endswith("_url")
        }
        assert "img" not in MailPage(rendered(kind, **urls)[2]).tags

    @every_kind
    def test_adds_no_header_to_the_subject(self, kind: str) -> None:
        odd = "Ada\r\nBcc: eve@example.org\u2028\x00\x85"
        changes = {name: odd for name, value in CONTEXTS[kind].items() if isinstance(value, str)}
        subject = rendered(kind, **changes, chapter_name=odd)[0]
        assert subject.isprintable()
        assert len(subject.splitlines()) == 1

    @every_kind
    def test_makes_no_paragraph_of_its_own(self, kind: str) -> None:
        odd = "Ada\n\n<table>\v\n\nEve"
        changes = {name: odd for name, value in CONTEXTS[kind].items() if isinstance(value, str)}
        _, text, html = rendered(kind, **changes)
        assert "Ada\n" not in text + html
        assert html.count("<table") == rendered(kind)[2].count("<table")

    def test_makes_no_endless_subject(self) -> None:
        assert len(rendered("payment_reported", member_name="A" * 5000)[0]) <= 200


class TestAKind:
    def test_says_in_its_file_what_it_is_about(self) -> None:
        reminder, reset = render.get_kind("past_due"), render.get_kind("reset_password")
        assert reminder == MessageKind("past_due", Topic.REMINDERS, in_app=True, haste=Haste.BULK)
        assert reset == MessageKind("reset_password", haste=Haste.AWAITED)

    def test_that_the_app_shows_carries_no_link_that_opens_an_account(self) -> None:
        for name, kind in render.kinds().items():
            assert not (kind.in_app and {"reset_url", "confirm_url", "keep_url"} & set(CONTEXTS[name]))

    def test_whose_mail_can_be_left_out_stands_in_the_app(self) -> None:
        assert all(kind.in_app for kind in render.kinds().values() if kind.topic)


class TestTheAccent:
    @pytest.mark.parametrize("odd", [None, "", "red", "#12", "#1d4ed8;}", "url(x)", 7])
    def test_is_the_products_own_where_it_is_no_colour(self, odd: Any) -> None:
        assert "border-top:4px solid #1d4ed8" in rendered("invite", accent=odd)[2]

    @pytest.mark.parametrize(
        ("accent", "on_it"),
        [("#1d4ed8", "#ffffff"), ("#facc15", "#0f172a"), ("#000000", "#ffffff"), ("#ffffff", "#0f172a")],
    )
    def test_carries_text_that_can_be_read(self, accent: str, on_it: str) -> None:
        assert f"background:{accent};color:{on_it}" in rendered("invite", accent=accent)[2]


class TestAnUnknownKind:
    @pytest.mark.parametrize("kind", ["", "base", "../layout", "newsletter"])
    def test_is_refused(self, kind: str) -> None:
        with pytest.raises(render.UnknownKind):
            render.render(kind, SHARED)
