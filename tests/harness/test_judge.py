"""The judge must find what it is there to find."""

from __future__ import annotations

import pytest

from tests.harness.html import Malformed, parse
from tests.harness.judge import judge

GOOD = """<!doctype html>
<html lang="en"><head><title>Pay – Sigma Finance</title></head><body><main><h1>Pay</h1>
<form method="post"><input type="hidden" name="csrf_token" value="x">
<label for="amount">Amount</label><input id="amount" name="amount"><button>Pay</button></form>
<a href="/dashboard"><img src="/static/mark.svg" alt="Home"></a></main></body></html>"""

SPOILT = {
    "no language": (' lang="en"', ""),
    "no doctype": ("<!doctype html>", ""),
    "2 h1": ("</h1>", "</h1><h1>Pay</h1>"),
    "doesn't say its heading": ("<h1>Pay", "<h1>Owe"),
    "has no label": ('for="amount"', 'for="sum"'),
    "no CSRF token": ("csrf_token", "other"),
    "inline style": ("<main", '<main style="color: red"'),
    "inline style or script": ("<main", '<main onclick="pay()"'),
    "holds inline": ("</main>", "<script>pay()</script></main>"),
    "has no alt": (' alt="Home"', ""),
    "has no name": ("<button>Pay", "<button>"),
    "stands 2 times": ("<h1", '<h1 id="amount"'),
    "not filled in": ("Amount", "None"),
}


class TestJudgingPages:
    def test_lets_a_good_page_pass(self) -> None:
        judge(parse(GOOD), GOOD)

    @pytest.mark.parametrize("fault", SPOILT)
    def test_names_the_fault(self, fault: str) -> None:
        text = GOOD.replace(*SPOILT[fault])
        with pytest.raises(AssertionError, match=fault):
            judge(parse(text), text)

    @pytest.mark.parametrize("text", ["<p>open", "<b><i></b></i>", "</p>", '<p class="a" class="b"></p>'])
    def test_refuses_elements_that_are_left_open_or_crossed(self, text: str) -> None:
        with pytest.raises(Malformed):
            parse(text)
