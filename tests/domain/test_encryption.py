"""What is encrypted at rest, and what opens it."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_finance.domain.encryption import KeyBunch, Place, SealBroken, key_bunch

OLD, NEW = "an older key, long enough to be one", "a newer key, long enough to be one too"
HERE = Place("bank_accounts", "name", "7")


class TestASealedValue:
    @given(text=st.text())
    def test_is_read_where_it_stands(self, text: str) -> None:
        keys = KeyBunch([OLD])
        assert keys.open(keys.seal(text, HERE), HERE) == text

    def test_says_nothing_of_what_is_in_it(self) -> None:
        keys = KeyBunch([OLD])
        assert "First Bank" not in keys.seal("First Bank", HERE)
        assert keys.seal("First Bank", HERE) != keys.seal("First Bank", HERE)

    @pytest.mark.parametrize(
        "elsewhere",
        [
            Place("members", "name", "7"),
            Place("bank_accounts", "number", "7"),
            Place("bank_accounts", "name", "8"),
        ],
    )
    def test_is_read_nowhere_else(self, elsewhere: Place) -> None:
        keys = KeyBunch([OLD])
        with pytest.raises(SealBroken, match="not as it was sealed here"):
            keys.open(keys.seal("First Bank", HERE), elsewhere)

    def test_tells_places_apart_whose_names_run_together(self) -> None:
        assert Place("a", "b", "c").as_bytes() != Place("a", 'b","c', "").as_bytes()

    def test_is_refused_once_any_of_its_bytes_was_changed(self) -> None:
        keys = KeyBunch([OLD])
        name, _, rest = keys.seal("First Bank", HERE).partition(".")
        packed = base64.urlsafe_b64decode(rest)
        for place in range(len(packed)):
            changed = bytes([*packed[:place], packed[place] ^ 1, *packed[place + 1 :]])
            with pytest.raises(SealBroken):
                keys.open(f"{name}.{base64.urlsafe_b64encode(changed).decode()}", HERE)

    @pytest.mark.parametrize("rest", ["", "A", "????", "AAAA", "First Bank"])
    def test_is_refused_where_it_is_none(self, rest: str) -> None:
        keys = KeyBunch([OLD])
        with pytest.raises(SealBroken):
            keys.open(f"{keys.newest}.{rest}", HERE)


class TestKeys:
    def test_that_are_older_read_what_they_sealed(self) -> None:
        sealed = KeyBunch([OLD]).seal("First Bank", HERE)
        both = KeyBunch([NEW, OLD])
        assert both.open(sealed, HERE) == "First Bank"
        assert both.seal("x", HERE).startswith(f"{KeyBunch([NEW]).newest}.")
        assert both.newest == KeyBunch([NEW]).newest != KeyBunch([OLD]).newest

    def test_that_are_gone_are_named(self) -> None:
        sealed = KeyBunch([OLD]).seal("First Bank", HERE)
        with pytest.raises(
            SealBroken, match=rf"bank_accounts\.name: no key is named '{KeyBunch([OLD]).newest}'"
        ):
            KeyBunch([NEW]).open(sealed, HERE)

    def test_are_made_once(self) -> None:
        assert key_bunch((OLD,)) is key_bunch((OLD,))


class TestAMark:
    def test_is_the_same_for_the_same_text_in_the_same_column(self) -> None:
        keys = KeyBunch([OLD])
        mark = keys.mark("First Bank", table="bank_accounts", column="name")
        assert mark == KeyBunch([OLD]).mark("First Bank", table="bank_accounts", column="name")
        assert mark != keys.mark("First bank", table="bank_accounts", column="name")
        assert mark != keys.mark("First Bank", table="members", column="name")
        assert mark != keys.mark("First Bank", table="bank_accounts", column="number")
        assert "First Bank" not in mark

    def test_is_looked_for_by_every_key(self) -> None:
        old, both = KeyBunch([OLD]), KeyBunch([NEW, OLD])
        looked_for = both.marks("First Bank", table="bank_accounts", column="name")
        assert old.mark("First Bank", table="bank_accounts", column="name") == looked_for[1]
        assert both.mark("First Bank", table="bank_accounts", column="name") == looked_for[0]
