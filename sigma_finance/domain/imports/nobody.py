"""Rows that are nobody: totals, sections, notes and footers, told by what they say and by what the others hold."""

from __future__ import annotations

import re

from sigma_finance.domain.folding import plain
from sigma_finance.domain.imports.rows import SheetRow

_TOTALS = frozenset(
    "total totals totales totaal totale subtotal subtotals sum sums summe gesamt gesamtsumme suma somme jumla totali "
    "итого всего 合計 总计 average averages mean count".split()
)
#: Words that are somebody's name as well: they sum up only beside words of this kind, or alone.
_ALSO_NAMES = frozenset("sum sums count mean somme suma average averages".split())
_BESIDE_TOTALS = frozenset(
    "grand sub paid collected received amount dues payments of all owed owes owing members due balance unpaid "
    "outstanding the for overall".split()
)
_NOTE = re.compile(
    r"[0-9]{3}|[0-9][/.:%-][0-9]|^[0-9]|\b(page|sheet|section|week|list|tier|group|part) [0-9]|[=*:;#&†‡§•|"
    r"/\\<>]|^[^\w(]|^\(.*\)$|^(note|notes|legend|key|source|sources|footnote|footnotes|confidential|draft)$|"
    r"\b(prepared|updated|printed|generated|exported|created|compiled|submitted|reviewed|approved|signed|as of|"
    r"preparado|preparada|elaborado|actualizado|erstellt|aktualisiert|imeandaliwa|atualizado|prepare par|etabli par|"
    r"balance|"
    r"end of|continued|forward) \w|\bsee (below|above|note|notes|page|tab|sheet)\b"
)
#: Words that sentences have in them, and names of three words or more have not.
_OF_SENTENCES = frozenset(
    "is are was were has have not on by from with until who this these those the for".split()
)
_GROUP_WORDS = frozenset(
    "senior seniors junior juniors sophomore sophomores freshman freshmen freshmans first second third fourth "
    "fifth year "
    "years grad grads graduate graduates graduated undergraduates active actives inactive inactives alum alums "
    "alumni alumnae "
    "alumnus pledge pledges pledging new old member members membership brother brothers sister sisters officer "
    "officers "
    "executive exec board committee chair chairs chairmen team class classes chapter council line lines roster "
    "list group "
    "groups associate associates honorary exempt excused regular paid unpaid leave abroad financial nonfinancial non "
    "neophyte neophytes probate probates initiate initiates initiated candidate candidates transfer transfers "
    "dropped "
    "resigned suspended expelled others other misc miscellaneous staff advisors advisers faculty guests former "
    "current past "
    "exec eboard undergrads collegiates postulants novices students names name spring fall winter summer "
    "autumn rush house housing out in of the and line lines cohort crew waitlist vacant open spot spots tbd "
    "miembros socios activos inactivos egresados nuevos mitglieder mitglied aktive aktiv inaktive "
    "ehemalige vorstand neue "
    "wanachama viongozi wapya membros ativos inativos ex membres actifs inactifs anciens".split()
)
_GROUPS_AT_THE_END = frozenset(
    "class board committee council chapter roster team members brothers sisters pledges seniors juniors sophomores "
    "freshmen actives inactives alumni officers associates neophytes initiates line cohort crew "
    "miembros socios mitglieder wanachama membros membres".split()
)
_GROUPS = frozenset(
    "exec eboard abroad undergrads collegiates postulants novices seniors juniors sophomores freshmen actives "
    "inactives alums alumni alumnae pledges members brothers sisters officers "
    "board committee team class chapter council roster associates neophytes probates initiates candidates "
    "transfers staff "
    "advisors advisers faculty guests students graduates undergraduates active inactive paid unpaid exempt honorary "
    "senior freshman line lines cohort crew waitlist vacant miembros socios activos inactivos "
    "egresados mitglieder aktive "
    "inaktive ehemalige vorstand wanachama viongozi membros ativos inativos membres actifs inactifs anciens".split()
)


def is_total(name: str) -> bool:
    """Whether a row of this name, without an address, sums up others: Total, Grand total, Total owed: 3 members."""
    words = re.findall(r"\w+", plain(name))
    totals = _TOTALS.intersection(words)
    if not totals:
        return False
    others = [word for word in words if word not in _TOTALS and not word.isdigit()]
    if totals <= _ALSO_NAMES:
        return _BESIDE_TOTALS.issuperset(others)
    return words[0] in _TOTALS or _BESIDE_TOTALS.union(_GROUP_WORDS).issuperset(others)


def is_note(name: str) -> bool:
    """Whether the words in a name's place are a note: they hold what names do not."""
    words = plain(name).split()
    return _NOTE.search(plain(name)) is not None or (
        len(words) > 2 and bool(_OF_SENTENCES.intersection(words))
    )


def is_section(name: str) -> bool:
    """Whether the words in a name's place head a group of people: Seniors, New members, Pledge class."""
    words = re.findall(r"\w+", plain(name))
    if words and words[-1] in _GROUPS_AT_THE_END:
        return True
    return _GROUP_WORDS.issuperset(words) and bool(_GROUPS.intersection(words))


def why_nobody(row: SheetRow) -> str:
    """Why a row names nobody; "" where it may name somebody."""
    if row.is_heading:
        return "The headings once more."
    if not row.name and "@" not in row.email and row.flaw is None:
        return "No name and no e-mail address."
    if "@" not in row.email and is_total(row.name):
        return "A row of totals."
    return ""


def why_no_member(row: SheetRow) -> str:
    """Why a row that holds nothing but words in a name's place is no member; "" where it may be one."""
    if row.email or row.filled > 1 or row.flaw is not None:
        return ""
    if row.spanned:
        return "A title over several columns, not a member."
    if is_note(row.name):
        return "A note, not a member."
    return "The name of a group, not a member." if is_section(row.name) else ""
