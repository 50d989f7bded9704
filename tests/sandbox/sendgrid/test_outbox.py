"""The pages on which the messages can be read."""

from __future__ import annotations

import requests

from tests.sandbox.sendgrid.posting import MESSAGE, post
from tests.sandbox.standing import Stand


class TestTheOutbox:
    def test_lists_messages_newest_first_and_shows_each(self, stand: Stand) -> None:
        post(stand, MESSAGE)
        post(stand, {**MESSAGE, "subject": "A later one"})
        page = requests.get(f"{stand.url}/outbox", timeout=5).text
        assert page.index("A later one") < page.index("Your receipt")
        later, first = requests.get(f"{stand.url}/outbox.json", timeout=5).json()
        assert (later["subject"], first["text"]) == ("A later one", "Hello")
        shown = requests.get(f"{stand.url}/outbox/{first['id']}", timeout=5).text
        assert "mo@example.org" in shown
        assert 'sandbox="allow-top-navigation-by-user-activation"' in shown

    def test_shows_the_html_without_script_and_with_links_that_open(self, stand: Stand) -> None:
        markup = (
            "<!doctype html><html><head><title>x</title></head><body><script>alert(1)</script></body></html>"
        )
        post(stand, {**MESSAGE, "content": [{"type": "text/html", "value": markup}]})
        (message,) = stand.sandbox.messages()
        answer = requests.get(f"{stand.url}/outbox/{message.id}/html", timeout=5)
        assert '<head><base target="_top"><title>' in answer.text
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "sandbox allow-top-navigation-by-user-activation" in policy

    def test_is_missing_what_was_never_sent(self, stand: Stand) -> None:
        assert requests.get(f"{stand.url}/outbox/nothing", timeout=5).status_code == 404
        assert requests.get(f"{stand.url}/outbox/nothing/html", timeout=5).status_code == 404
