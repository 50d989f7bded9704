"""The keys of files."""

from __future__ import annotations

import pytest

from sigma_finance.gateways.storage.port import checked_key


class TestAKey:
    def test_is_a_chapters_number_and_a_name_of_ours(self) -> None:
        assert checked_key("7/" + "a" * 32) == "7/" + "a" * 32

    @pytest.mark.parametrize("key", ["../secret", "7/../8/" + "a" * 32, "/etc/passwd", "7/" + "A" * 32, ""])
    def test_leads_nowhere_else(self, key: str) -> None:
        with pytest.raises(AssertionError):
            checked_key(key)
