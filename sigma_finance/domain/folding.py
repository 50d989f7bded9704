"""Text as it is searched: without case, accents, apostrophes, and the forms in which one letter can be written."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_KEPT = 4_096
#: How much of a folded name is kept: three characters for each of a name's, since a Korean syllable has three letters.
FOLDED = 360
#: Letters that Unicode does not take apart into a plain one and its mark, and apostrophes, which are none.
_PLAIN = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
        **dict.fromkeys("'’‘`´ʼʻ", ""),
    }
)


@lru_cache(maxsize=_KEPT)
def plain(text: str) -> str:
    """Text without case, accents, apostrophes and forms: *Élodie* is ``elodie``, *Groß* is ``gross``."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(one for one in apart if not unicodedata.combining(one)).casefold().translate(_PLAIN)


def folded_name(name: str) -> str:
    """A name as it is searched and sorted."""
    return " ".join(plain(name).split())[:FOLDED]


def search_words(text: str) -> list[str]:
    """The words of what somebody looks for, folded as names are."""
    return plain(text).split()
