"""The end of an audit chain as it is mailed."""

from __future__ import annotations

import pytest

from sigma_finance.domain.audit_heads import AuditHead, Chain, read, sign
from sigma_finance.domain.errors import Invalid

HEAD = AuditHead("sds", 812, "ab" * 32)
KEY, OLD = "a key of this deployment, long enough", "an older key of this deployment"


class TestAHead:
    def test_is_read_as_it_was_signed(self) -> None:
        assert read(f" {sign(HEAD, key=KEY)}\n", keys=[KEY]) == HEAD

    def test_is_the_one_that_stands_in_mails_of_earlier_releases(self) -> None:
        mailed = f"sds.812.{'ab' * 32}.9f3327cfad4f6f962395acd202b3d549"
        assert sign(HEAD, key=KEY) == mailed
        assert read(mailed, keys=[KEY]) == HEAD

    def test_is_read_as_it_stands_in_the_mail(self) -> None:
        assert read(f"Head {sign(HEAD, key=KEY)}", keys=[KEY]) == HEAD

    def test_of_books_never_stands_for_one_of_the_trail(self) -> None:
        books = sign(HEAD, key=KEY, chain=Chain.BOOKS)
        assert read(f"Books {books}", keys=[KEY], chain=Chain.BOOKS) == HEAD
        for written, chain in ((books, Chain.AUDIT), (sign(HEAD, key=KEY), Chain.BOOKS)):
            with pytest.raises(Invalid, match="not signed"):
                read(written, keys=[KEY], chain=chain)

    def test_is_known_after_the_key_was_changed(self) -> None:
        assert read(sign(HEAD, key=OLD), keys=[KEY, OLD]) == HEAD
        with pytest.raises(Invalid, match=r"^This head of sds was not signed by this deployment\.$"):
            read(sign(HEAD, key=OLD), keys=[KEY])

    @pytest.mark.parametrize(("part", "other"), [(0, "kr"), (1, "811"), (2, "cd" * 32), (3, "0" * 32)])
    def test_is_refused_where_a_part_of_it_was_changed(self, part: int, other: str) -> None:
        parts = sign(HEAD, key=KEY).split(".")
        parts[part] = other
        with pytest.raises(Invalid, match="not signed"):
            read(".".join(parts), keys=[KEY])

    @pytest.mark.parametrize("written", ["", "sds", "sds.812.abc.def", "sds.812." + "ab" * 32, "\ud800"])
    def test_is_refused_where_it_is_none(self, written: str) -> None:
        with pytest.raises(Invalid) as refusal:
            read(written, keys=[KEY])
        said = "This is no head of an audit trail. Copy the whole line out of the mail."
        assert refusal.value.message == said
