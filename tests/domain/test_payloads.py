"""What a provider sent, as it may be shown."""

from __future__ import annotations

from sigma_finance.domain.payloads import readable


class TestAPayload:
    def test_is_set_out_without_its_secrets(self) -> None:
        shown = readable('{"data":[{"client_secret":"cs_123","amount":5,"secret":null}]}')
        assert "cs_123" not in shown
        assert '"client_secret": "(left out)"' in shown
        assert '\n      "amount": 5,' in shown

    def test_is_shown_in_the_letters_of_its_people(self) -> None:
        assert readable('{"name": "\\u00c9lodie"}') == '{\n  "name": "Élodie"\n}'

    def test_that_is_not_one_shows_nothing(self) -> None:
        assert readable("not JSON") == ""
