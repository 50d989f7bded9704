"""What the key tells by itself."""

from __future__ import annotations

from typing import Any

import pytest

from sigma_finance.gateways.payments.stripe import keys


class TestTheKey:
    @pytest.mark.parametrize(
        ("key", "live"),
        [
            ("sk_live_1", True),
            ("rk_live_1", True),
            ("sk_test_1", False),
            ("rk_test_1", False),
            ("pk_live_1", None),
            ("", None),
            ("sk", None),
        ],
    )
    def test_tells_test_from_live(self, settings: Any, key: str, live: bool | None) -> None:
        settings["STRIPE_SECRET_KEY"] = key
        assert keys.livemode() is live
