"""How a secret is kept."""

from __future__ import annotations

from sigma_finance.domain.logins.sealing import seal, unseal

#: The secret and the codes of RFC 6238, appendix B (SHA-1, cut to six digits).
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


class TestASealedSecret:
    def test_opens_with_its_key_and_with_one_that_came_before(self) -> None:
        sealed = seal(SECRET, keys=["old"], purpose="second factor")
        assert SECRET not in sealed
        assert unseal(sealed, keys=["old", "new"], purpose="second factor") == SECRET

    def test_stays_shut_to_other_keys_and_for_other_purposes(self) -> None:
        sealed = seal(SECRET, keys=["old"], purpose="second factor")
        assert unseal(sealed, keys=["new"], purpose="second factor") is None
        assert unseal(sealed, keys=["old"], purpose="phone") is None
        assert unseal("", keys=["old"], purpose="second factor") is None
