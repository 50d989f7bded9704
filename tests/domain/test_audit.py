"""The audit trail's vocabulary, and the chain of its lines."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from sigma_finance.domain.audit import Action, check_keys, keyed_hash, line_hash

LINE: dict[str, Any] = {"sequence": 2, "action": "charge.made", "details": {"amount_minor": 5000}}


class TestAnAction:
    @pytest.mark.parametrize("action", list(Action))
    def test_declares_its_keys(self, action: Action) -> None:
        check_keys(action, dict.fromkeys(action.keys))

    @pytest.mark.parametrize("details", [{}, {"slug": "a", "name": "b"}, {"Slug": "a"}])
    def test_takes_no_other_keys(self, details: dict[str, str]) -> None:
        with pytest.raises(ValueError, match=r"chapter\.created takes \['slug'\]"):
            check_keys(Action.CHAPTER_CREATED, details)

    def test_reads_as_words_in_a_list_to_choose_from(self) -> None:
        assert Action.PASSWORD_RESET.label == "User, password reset"

    def test_names_a_subject_and_what_was_done(self) -> None:
        assert all(action.value.count(".") == 1 for action in Action)


class TestALine:
    def test_is_hashed_in_one_canonical_writing(self) -> None:
        line = {"b": "é", "a": 1}
        written = b'{"a":1,"b":"\\u00e9","previous":"abc"}'
        assert line_hash("abc", line) == hashlib.sha256(written).hexdigest()

    def test_has_the_same_hash_in_whichever_order_its_keys_stand(self) -> None:
        assert line_hash("", LINE) == line_hash("", dict(reversed(LINE.items())))

    @pytest.mark.parametrize(
        ("previous", "line"),
        [
            ("x", LINE),
            ("", LINE | {"sequence": 3}),
            ("", LINE | {"details": {"amount_minor": 5001}}),
        ],
    )
    def test_has_another_hash_where_anything_differs(self, previous: str, line: dict[str, Any]) -> None:
        assert line_hash(previous, line) != line_hash("", LINE)


class TestAPersonalValue:
    def test_is_kept_comparable_but_not_readable(self) -> None:
        kept = keyed_hash("ada@example.org", "key")
        assert kept == keyed_hash("ada@example.org", "key") != keyed_hash("ben@example.org", "key")
        assert len(kept) == 32
        assert "ada" not in kept

    def test_is_kept_as_in_lines_of_earlier_releases(self) -> None:
        assert keyed_hash("ada@example.org", "key") == "e7e8f78d42b4160369dc797e67eb0413"

    def test_is_told_by_nobody_without_the_key(self) -> None:
        assert keyed_hash("ada@example.org", "key") != keyed_hash("ada@example.org", "another")
        assert keyed_hash("ada@example.org", "key") != hashlib.sha256(b"ada@example.org").hexdigest()[:32]
