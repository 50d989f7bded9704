"""The page on which a chapter's account is finished."""

from __future__ import annotations

import pytest

from tests.sandbox.standing import Stand


@pytest.fixture
def address(stand: Stand) -> str:
    account = stand.client.v1.accounts.create({"type": "standard", "business_profile": {"name": "Sigma"}})
    link = stand.client.v1.account_links.create(
        {
            "account": account.id,
            "type": "account_onboarding",
            "return_url": "https://example.org/back",
            "refresh_url": "https://example.org/back",
        }
    )
    return link.url.removeprefix(stand.sandbox.settings.public_url)


class TestThePage:
    def test_names_the_account_and_the_way_back(self, stand: Stand, address: str) -> None:
        page = stand.app.test_client().get(address)
        assert "Sigma" in page.text
        assert 'href="https://example.org/back"' in page.text

    @pytest.mark.parametrize(("act", "charges"), [("finish", True), ("leave_out", False)])
    def test_ends_as_is_chosen(self, stand: Stand, address: str, act: str, charges: bool) -> None:
        answer = stand.app.test_client().post(address, data={"act": act})
        assert (answer.status_code, answer.location) == (303, "https://example.org/back")
        [account] = stand.sandbox.every("account")
        assert (account["details_submitted"], account["charges_enabled"]) == (True, charges)

    def test_changes_nothing_where_nothing_is_chosen(self, stand: Stand, address: str) -> None:
        assert stand.app.test_client().post(address, data={}).status_code == 303
        assert stand.sandbox.every("account")[0]["details_submitted"] is False

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_is_missing_for_no_account(self, stand: Stand, method: str) -> None:
        assert getattr(stand.app.test_client(), method)("/connect/acct_1/x").status_code == 404
