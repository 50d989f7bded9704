"""Lines of plain values, packed for a later report."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sigma_finance.domain.imports.packing import LinePacker, head_of, lines

plain = st.none() | st.booleans() | st.integers() | st.text(max_size=20)
rows = st.lists(st.lists(plain, max_size=5), max_size=20)


def packed(table: list[list[object]]) -> bytes:
    packer = LinePacker()
    for line in table:
        packer.add_line(line)
    return packer.packed()


class TestLines:
    @given(rows)
    def test_come_back_as_they_were(self, table: list[list[object]]) -> None:
        assert list(lines(packed(table))) == table

    def test_come_back_from_many_pieces(self) -> None:
        table: list[list[object]] = [[number, "“é”\n" + str(number**40)] for number in range(20_000)]
        small = packed(table)
        assert len(small) > 64 * 1024
        assert list(lines(small)) == table

    def test_take_little_room(self) -> None:
        assert len(packed([["the same line again"]] * 1_000)) < 500


class TestAHead:
    def test_comes_back_apart_from_the_lines(self) -> None:
        packer = LinePacker()
        packer.add_head({"sheet": "Fall"})
        packer.add_line([1, "a"])
        content = packer.packed()
        assert (head_of(content), list(lines(content))) == ({"sheet": "Fall"}, [[1, "a"]])

    def test_is_empty_where_none_was_packed(self) -> None:
        assert head_of(packed([[1]])) == head_of(packed([])) == {}
