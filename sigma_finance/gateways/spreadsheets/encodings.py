"""In which encoding a text file was saved: by its mark, by its bytes, else by which reading makes words of people.

Excel saves CSV in the encoding of its computer and doesn't say which. Each candidate is judged by the words that hold
more than plain letters: in the right one they are spelled with the letters of a language, in a wrong one signs stand
inside words and capitals behind small letters.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from sigma_finance.gateways.spreadsheets.refusals import NOT_A_TABLE, UNKNOWN_TEXT, refuse


@dataclass(frozen=True)
class TextEncoding:
    """A way to save text: its name in Python, as people know it, and the letters of each language written in it."""

    name: str
    label: str
    alphabets: tuple[str, ...] = ()


@dataclass(frozen=True)
class DecodedText:
    """The text of a file, and how it was read."""

    text: str
    label: str


UTF_8 = TextEncoding("utf-8-sig", "UTF-8")
_MARKS = (
    (codecs.BOM_UTF8, UTF_8),
    (codecs.BOM_UTF16_LE, TextEncoding("utf-16", "UTF-16")),
    (codecs.BOM_UTF16_BE, TextEncoding("utf-16", "UTF-16")),
)
_WESTERN = (
    "áéíóúüñ",  # Spanish
    "àâæçéèêëîïôœùûüÿ",  # French
    "äöüßé",  # German
    "ãõáâàçéêíóôúü",  # Portuguese
    "åäöæøé",  # Danish, Norwegian, Swedish, Finnish
    "áéíóúýþæöð",  # Icelandic
    "ëïéèüáóö",  # Dutch
    "àèéìòùíóú",  # Italian, Catalan, Irish
)
_CENTRAL = (
    "ąćęłńóśźż",  # Polish
    "áčďéěíňóřšťúůýž",  # Czech
    "áäčďéíĺľňóôŕšťúýž",  # Slovak
    "áéíóöőúüű",  # Hungarian
    "ăâîşţ",  # Romanian
    "čćđšž",  # Croatian, Slovene
)
_CYRILLIC = ("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўјљњћђџ",)
#: In the order in which one is taken where several would do.
CANDIDATES = (
    TextEncoding("cp1252", "Western European (Windows)", _WESTERN),
    TextEncoding("mac_roman", "Western European (Macintosh)", _WESTERN),
    TextEncoding("cp1250", "Central European (Windows)", _CENTRAL),
    TextEncoding("cp850", "Western European (DOS)", _WESTERN),
    TextEncoding("cp1254", "Turkish (Windows)", ("çğıİöşüâîû",)),
    TextEncoding("cp1251", "Cyrillic (Windows)", _CYRILLIC),
    TextEncoding("mac_latin2", "Central European (Macintosh)", _CENTRAL),
)
#: So many of the words have to make sense.
_ENOUGH = 0.8
_MOST_WORDS = 5_000
_NOT_PLAIN = re.compile(rb"[^\s,;|\"<>()@:/.=]*[\x80-\xff][^\s,;|\"<>()@:/.=]*")
_OPENING, _CLOSING = frozenset("“‘„‚«¿¡"), frozenset("”»…")
_BETWEEN_WORDS = frozenset("–—•·°´€£¥§¢±½¼¾²³")
_BEHIND_WORDS = frozenset("ªº™®©\N{NO-BREAK SPACE}")


def decode(content: bytes, *, said: str = "") -> DecodedText:
    """The text of a file; ``said`` is the name of the candidate that somebody chose. Raises Unreadable."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content, encoding)
    if (wide := _wide(content)) is not None:
        return _decoded(content, wide)
    if b"\0" in content:
        refuse(NOT_A_TABLE)
    chosen = next((one for one in CANDIDATES if one.name == said), None)
    if chosen is not None:
        return _decoded(content, chosen)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(content, _by_words(content))
    return _decoded(content, UTF_8)


def _decoded(content: bytes, encoding: TextEncoding) -> DecodedText:
    try:
        text = content.decode(encoding.name)
    except UnicodeDecodeError:
        refuse(NOT_A_TABLE)
    once = _of_twice(text) if encoding is UTF_8 else None
    return DecodedText(
        (once or text).lstrip("\ufeff"), f"{encoding.label}, saved twice over" if once else encoding.label
    )


def _of_twice(text: str) -> str | None:
    """What a text says whose UTF-8 was once taken for another encoding and saved so: *JosÃ©* for *José*; else None."""
    if text.isascii():
        return None
    try:
        return b"".join(_byte_of(one) for one in text).decode("utf-8-sig")
    except UnicodeError:
        return None


@lru_cache(maxsize=1_024)
def _byte_of(character: str) -> bytes:
    """What stood for a character in the Windows encoding, in which five bytes have none."""
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")


def _wide(content: bytes) -> TextEncoding | None:
    """UTF-16 without its mark: every other byte of plain text is zero."""
    start = content[:2_000]
    for name, zeros, others in (
        ("utf-16-le", start[1::2], start[::2]),
        ("utf-16-be", start[::2], start[1::2]),
    ):
        if len(start) >= 8 and zeros.count(0) > 0.6 * len(zeros) and not others.count(0):
            return TextEncoding(name, "UTF-16")
    return None


def _by_words(content: bytes) -> TextEncoding:
    words = Counter(match.group() for match in _NOT_PLAIN.finditer(content))
    sample = [word for word, _ in words.most_common(_MOST_WORDS)]
    scores = [(sum(_makes_sense(word, one) for word in sample), one) for one in CANDIDATES]
    best, encoding = max(scores, key=lambda scored: scored[0])
    if best < _ENOUGH * len(sample):
        refuse(UNKNOWN_TEXT)
    return encoding


def _makes_sense(word: bytes, encoding: TextEncoding) -> bool:
    try:
        text = word.decode(encoding.name)
    except UnicodeDecodeError:
        return False
    foreign = {character.lower() for character in text if ord(character) > 127 and character.isalpha()}
    spelled = not foreign or any(foreign <= letters for letters in _alphabets(encoding))
    return spelled and _is_cased(text) and all(_stands_right(text, i) for i in range(len(text)))


@lru_cache
def _alphabets(encoding: TextEncoding) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(letters.lower()) for letters in encoding.alphabets)


def _is_cased(text: str) -> bool:
    """No capital beyond plain letters stands behind a letter, unless the whole word is in capitals."""
    if text.upper() == text:
        return True
    return not any(
        ord(character) > 127 and character.isupper() and before.isalpha()
        for before, character in pairwise(text)
    )


def _stands_right(text: str, place: int) -> bool:
    """A sign beyond plain text that is no letter: quotes stand around words, dashes between, money beside numbers."""
    character = text[place]
    if ord(character) < 128 or (character.isalpha() and character not in _BEHIND_WORDS):
        return True
    before, after = text[:place], text[place + 1 :]
    if character == "’":
        return _is_apostrophe(before, after)
    if character in _BEHIND_WORDS or character in _CLOSING:
        return not after[:1].isalpha() or character == "\N{NO-BREAK SPACE}"
    if character in _OPENING:
        return not before[-1:].isalpha()
    return character in _BETWEEN_WORDS and not before[-1:].isalpha() and not after[:1].isalpha()


def _is_apostrophe(before: str, after: str) -> bool:
    """As in O’Brien, d’Arc, women’s and McD’Or: behind a letter or two, or before an ending or a capital."""
    begins = len(before) <= 2 or not before[-3:].isalpha()
    return begins or not after or after[0].isupper() or after in ("s", "t", "ll", "re", "ve", "d", "m")


def labels() -> Iterable[tuple[str, str]]:
    """The encodings to choose from, by name and label."""
    return ((one.name, one.label) for one in CANDIDATES)
