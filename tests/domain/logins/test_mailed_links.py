"""How long a mailed link works."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sigma_finance.domain.logins.mailed_links import LinkPurpose


class TestAMailedLink:
    @pytest.mark.parametrize(
        ("purpose", "good_for"),
        [
            (LinkPurpose.RESET, timedelta(hours=1)),
            (LinkPurpose.NEW_ADDRESS, timedelta(days=1)),
            (LinkPurpose.KEEP_ADDRESS, timedelta(days=8)),
        ],
    )
    def test_works_for_as_long_as_its_purpose_needs(self, purpose: LinkPurpose, good_for: timedelta) -> None:
        assert purpose.good_for == good_for
