"""Links in messages, over every page there is: the reader may belong to several chapters."""

from __future__ import annotations

from flask import Flask

from sigma_finance.extensions import setting
from sigma_finance.services.messages import links

#: Guards of pages that are nobody's chapter's; a permission is held in a chapter, and so is a seat in it.
NO_CHAPTERS = {"public", "platform"}


def addresses(app: Flask, *, of_chapter: bool) -> dict[str, str]:
    """The address of each page that is, or is not, of a chapter, by its endpoint."""
    found = {}
    for rule in app.url_map.iter_rules():
        guard = getattr(app.view_functions[rule.endpoint], "guard", "public")
        is_about_the_login = rule.endpoint.startswith(("account.", "auth."))
        if (guard not in NO_CHAPTERS and not is_about_the_login) is of_chapter:
            found[rule.endpoint] = setting("BASE_URL") + rule.rule
    return found


class TestALink:
    def test_to_any_page_of_a_chapter_names_it(self, sqlite_app: Flask) -> None:
        with sqlite_app.app_context():
            pages = addresses(sqlite_app, of_chapter=True)
            base = setting("BASE_URL")
            wrong = {
                endpoint: said
                for endpoint, address in pages.items()
                if (said := links.in_chapter("kr", {"some_url": address})["some_url"])
                != f"{base}/c/kr{address.removeprefix(base)}"
            }
        assert {"autopay.show", "notices.show", "documents.statement", "treasurer.overview"} <= set(pages)
        assert wrong == {}

    def test_to_a_page_of_no_chapter_stays(self, sqlite_app: Flask) -> None:
        with sqlite_app.app_context():
            pages = addresses(sqlite_app, of_chapter=False)
            changed = [
                endpoint
                for endpoint, address in pages.items()
                if links.in_chapter("kr", {"some_url": address})["some_url"] != address
            ]
        assert {"auth.reset", "paying.show", "notices.stop", "account.show", "platform.chapters"} <= set(
            pages
        )
        assert [endpoint for endpoint in changed if not endpoint.startswith("monitoring.")] == []

    def test_keeps_what_it_asks_for(self, sqlite_app: Flask) -> None:
        with sqlite_app.app_context():
            base = setting("BASE_URL")
            facts = links.in_chapter(
                "kr",
                {
                    "pay_url": f"{base}/payments/pay?amount=5#form",
                    "autopay_url": f"{base}/autopay",
                    "stripe_url": "https://stripe.com/payments",
                    "other_url": f"{base}.example.org/payments",
                    "other": f"{base}/payments",
                    "named_url": None,
                },
            )
        assert facts == {
            "pay_url": f"{base}/c/kr/payments/pay?amount=5#form",
            "autopay_url": f"{base}/c/kr/autopay",
            "stripe_url": "https://stripe.com/payments",
            "other_url": f"{base}.example.org/payments",
            "other": f"{base}/payments",
            "named_url": None,
        }
