"""In which encoding a text file was saved."""

from __future__ import annotations

import pytest

from sigma_finance.gateways.spreadsheets.encodings import CANDIDATES, DecodedText, decode, labels
from sigma_finance.gateways.spreadsheets.refusals import NOT_A_TABLE, UNKNOWN_TEXT, Unreadable

WESTERN = ["Iñigo Peña", "Zoë Müller", "Renée d’Arc", "María", "François", "Åse Bjørn", "São João", "O’Brien"]


def as_file(names: list[str], encoding: str) -> bytes:
    return ("Name,Email\n" + "".join(f"{name},a@example.org\n" for name in names)).encode(encoding)


def names_in(content: bytes, said: str = "") -> list[str]:
    return [line.split(",")[0] for line in decode(content, said=said).text.splitlines()[1:]]


class TestText:
    @pytest.mark.parametrize(
        ("encoding", "label"),
        [
            ("utf-8", "UTF-8"),
            ("utf-8-sig", "UTF-8"),
            ("utf-16", "UTF-16"),
            ("utf-16-le", "UTF-16"),
            ("utf-16-be", "UTF-16"),
            ("cp1252", "Western European (Windows)"),
            ("mac_roman", "Western European (Macintosh)"),
        ],
    )
    def test_of_the_west_is_read_as_it_was_saved(self, encoding: str, label: str) -> None:
        content = as_file(WESTERN, encoding)
        assert names_in(content) == WESTERN
        assert decode(content).label == label

    @pytest.mark.parametrize("name", WESTERN)
    @pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
    def test_is_told_by_a_single_name(self, name: str, encoding: str) -> None:
        assert names_in(as_file([name], encoding)) == [name]

    @pytest.mark.parametrize(
        ("encoding", "names"),
        [
            ("cp1250", ["Jiří Dvořák", "Łukasz Żak", "Zdeněk Kučera"]),
            ("cp850", ["Peña", "Müller", "José"]),
            ("cp1254", ["Ayşe Yılmaz", "Çağlar"]),
            ("cp1251", ["Плам Ива", "Иванов"]),
        ],
    )
    def test_of_elsewhere_is_read_as_it_was_saved(self, encoding: str, names: list[str]) -> None:
        assert names_in(as_file(names, encoding)) == names

    def test_keeps_signs_that_stand_right(self) -> None:
        names = ["“Bud” Smith", "200 €", "2024–25", "José – half", "women’s", "1½ Peña"]
        assert names_in(as_file(names, "cp1252")) == names

    @pytest.mark.parametrize(
        "name", ["José Núñez", "Zoë Müller", "Łukasz Żółć", "Иван Петров", "René O’Brien", "张伟"]
    )
    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    def test_that_was_saved_twice_over_is_read_as_it_was_meant(self, name: str, mark: str) -> None:
        once = f"Name,Email\n{name},a@example.org\n"
        twice = "".join(as_windows(byte) for byte in once.encode())
        assert decode((mark + twice).encode()) == DecodedText(once, "UTF-8, saved twice over")
        assert decode((mark + once).encode()) == DecodedText(once, "UTF-8")

    def test_that_was_saved_twice_over_in_part_is_left_as_it_stands(self) -> None:
        text = "JosÃ©,Zoë"
        assert decode(text.encode()) == DecodedText(text, "UTF-8")

    def test_is_read_as_somebody_says(self) -> None:
        content = as_file(["Kučera"], "cp1250")
        assert names_in(content) == ["Kuèera"]
        assert names_in(content, "cp1250") == ["Kučera"]
        assert names_in(content, "nonsense") == ["Kuèera"]

    def test_that_makes_no_sense_is_refused_with_what_to_do(self) -> None:
        with pytest.raises(Unreadable) as refusal:
            decode("Name\n宮本武蔵\n佐々木小次郎\n".encode("shift_jis"))
        assert refusal.value.message == UNKNOWN_TEXT

    @pytest.mark.parametrize("content", [b"Name\0,Amount\n", b"\xff\xfeN\0a", b"\x00\x01"])
    def test_with_zeros_or_cut_off_is_none(self, content: bytes) -> None:
        with pytest.raises(Unreadable) as refusal:
            decode(content)
        assert refusal.value.message == NOT_A_TABLE


def test_each_candidate_can_be_chosen() -> None:
    assert [name for name, _ in labels()] == [one.name for one in CANDIDATES]


def as_windows(byte: int) -> str:
    """The character that a program shows for a byte which it takes for Windows' encoding."""
    try:
        return bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)
