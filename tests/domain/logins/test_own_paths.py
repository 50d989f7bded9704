"""Addresses on this site that a browser may be led to."""

from __future__ import annotations

import pytest

from sigma_finance.domain.logins.own_paths import own_path


class TestAnOwnPath:
    @pytest.mark.parametrize(
        "address", ["/", "/dashboard", "/c/sds/pay?amount=1#top", "/a//b", "/caf%C3%A9", "/café", "/a:b@c"]
    )
    def test_is_kept_as_it_is(self, address: str) -> None:
        assert own_path(address) == address

    @pytest.mark.parametrize(
        "address",
        [
            None,
            "",
            "dashboard",
            "https://example.org/",
            "//example.org",
            "///example.org",
            "/\\example.org",
            "\\/example.org",
            "/\t/example.org",
            "/\n/example.org",
            "/a b",
            "/a\u00a0b",
            "/\u200b/example.org",
            "/\x00",
            "javascript:alert(1)",
        ],
    )
    def test_is_none_that_leads_or_might_lead_away(self, address: str | None) -> None:
        assert own_path(address) is None
