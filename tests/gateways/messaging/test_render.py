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
from tests.gateways.messaging.kinds import (
    CONTEXTS,
    OPTIONAL,
    SHARED,
)


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
