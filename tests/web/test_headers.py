"""What browsers are told: nothing foreign, nothing kept, forms lead here and to Stripe alone."""

from __future__ import annotations

from flask import Flask

from sigma_finance.web import headers
from tests.harness.client import Client
from tests.people import open_chapter, signed_in


def directives(policy: str) -> dict[str, list[str]]:
    return {name: targets for name, *targets in (part.split() for part in policy.split("; "))}


class TestEveryPage:
    def test_allows_nothing_but_files_of_ours(self, client: Client) -> None:
        policy = directives(client.get("/auth/login").headers["Content-Security-Policy"])
        assert policy.pop("default-src") == ["'none'"]
        assert policy.pop("frame-ancestors") == policy.pop("base-uri") == ["'none'"]
        policy.pop("form-action")
        assert set(map(tuple, policy.values())) == {("'self'",)}

    def test_is_kept_nowhere(self, app: Flask, client: Client) -> None:
        browser = signed_in(app, open_chapter().member)
        for page in (
            browser.get("/dashboard"),
            browser.get("/nowhere", status=404),
            client.get("/auth/login"),
        ):
            assert page.headers["Cache-Control"] == "no-store"

    def test_carries_the_other_headers(self, client: Client) -> None:
        sent = client.get("/auth/login").headers
        assert sent["X-Content-Type-Options"] == "nosniff"
        assert sent["Referrer-Policy"] == "same-origin"
        assert "camera=()" in sent["Permissions-Policy"]
        assert "X-XSS-Protection" not in sent


class TestAForm:
    def test_may_lead_to_stripe(self) -> None:
        assert headers.form_targets("https://dues.example.org", "https://api.stripe.com") == [
            "'self'",
            "https://checkout.stripe.com",
            "https://billing.stripe.com",
        ]

    def test_may_lead_to_a_stand_in_at_another_origin(self) -> None:
        targets = headers.form_targets("http://localhost:5000", "http://127.0.0.1:6000/sandbox/stripe")
        assert targets[-1] == "http://127.0.0.1:6000"

    def test_needs_no_word_for_a_stand_in_at_the_same_origin(self) -> None:
        targets = headers.form_targets("http://localhost:5000", "http://localhost:5000/sandbox/stripe")
        assert targets == ["'self'", "https://checkout.stripe.com", "https://billing.stripe.com"]


class TestABrowserThatCameByHttps:
    def answer(self, base_url: str) -> dict[str, str]:
        app = Flask("headers")
        app.config.update(BASE_URL=base_url, STRIPE_API_BASE="https://api.stripe.com")
        headers.register(app)
        return dict(app.test_client().get("/").headers)

    def test_is_told_to_stay_there(self) -> None:
        assert self.answer("https://dues.example.org")["Strict-Transport-Security"].startswith(
            "max-age=63072000"
        )

    def test_is_told_nothing_where_there_is_no_https(self) -> None:
        assert "Strict-Transport-Security" not in self.answer("http://localhost:5000")
