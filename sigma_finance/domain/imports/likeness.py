"""Whether two ways of naming somebody may be one person's, or those of two who only share a last name."""

from __future__ import annotations

import re
from functools import lru_cache

from sigma_finance.domain.folding import plain

_KEPT = 4_096
_SHORT = (
    "abigail abby gail|albert al bert|alexander alex alec sandy xander|alexandra alex lexi sandra|alfred al fred|"
    "andrew andy drew|anthony tony|benjamin ben benny|bernard bernie|bradley brad|calvin cal|cameron cam|"
    "catherine cathy "
    "kate katie cat|charles charlie chuck chas|christina tina chris christy|christine tina chris|christopher "
    "chris topher|"
    "clifford cliff|daniel dan danny|david dave davey|deborah deb debbie|donald don donny|dorothy dot dottie|"
    "douglas doug|"
    "edward ed eddie ted ned|eleanor ellie nell nora|elizabeth liz beth betty eliza lizzy libby|emily em|eugene gene|"
    "frances fran|francis frank|franklin frank|frederick fred freddie|gabriel gabe|gabrielle gabby|gerald "
    "jerry gerry|"
    "gregory greg|harold hal harry|harrison harry|henry hank harry|isabella bella izzy|jacob jake|james jim "
    "jimmy jamie|"
    "jason jay|jeffrey jeff|jennifer jen jenny|jessica jess jessie|john johnny jack jon|johnathan john jon|"
    "jonathan jon "
    "jonny|joseph joe joey|joshua josh|judith judy|julian jules|katherine kate katie kathy kat|kenneth ken "
    "kenny|kimberly "
    "kim|lawrence larry|leonard leo len lenny|lillian lily|louis lou louie|madison maddie|margaret maggie meg "
    "peggy marge|"
    "matthew matt|maxwell max|maximilian max|megan meg|melissa mel missy|michael mike mick mickey|mitchell "
    "mitch|nancy "
    "nan|nathan nate|nathaniel nate nathan|nicholas nick nicky|nicole nikki|oliver ollie|olivia liv|pamela pam|"
    "patricia "
    "pat patty tricia|patrick pat paddy|peter pete|philip phil|rachel rae|raymond ray|rebecca becca becky|"
    "richard rick "
    "rich dick ricky|robert bob rob bobby robbie bert|roger rog|ronald ron ronnie|russell russ|samantha sam|"
    "samuel sam "
    "sammy|sandra sandy|sarah sally|scott scotty|sebastian seb|spencer spence|stephanie steph|stephen steve|"
    "steven steve|"
    "stuart stu|susan sue susie|sydney syd|terrence terry|theodore ted teddy theo|theresa terry tess|thomas "
    "tom tommy|"
    "timothy tim|tobias toby|travis trav|valerie val|victor vic|victoria vicky tori|vincent vince vinny|"
    "virginia ginny|"
    "walter walt|wesley wes|william bill will billy liam willy|zachary zach zack"
)
_GROUPS_OF: dict[str, set[int]] = {}
for _number, _names in enumerate(_SHORT.split("|")):
    for _name in _names.split():
        _GROUPS_OF.setdefault(_name, set()).add(_number)
_SUFFIXES = frozenset("jr sr ii iii iv v mr mrs ms dr rev prof".split())


@lru_cache(maxsize=_KEPT)
def words_of(name: str) -> tuple[str, ...]:
    """A name's words in their order, first name first, without titles and nicknames in quotes."""
    text = re.sub(r"[\"“”(][^\"“”)]*[\"“”)]", " ", plain(name))
    last, comma, first = text.partition(",")
    ordered = (
        f"{first} {last}" if comma and first.strip().strip(".") not in _SUFFIXES else text.replace(",", " ")
    )
    return tuple(word for word in re.split(r"[\W_]+", ordered) if word and word not in _SUFFIXES)


def is_same_first_name(one: str, other: str) -> bool:
    """Whether two first names may be one person's: alike, one the beginning of the other, or short for it."""
    if one == other or one.startswith(other) or other.startswith(one):
        return True
    return bool(_GROUPS_OF.get(one, set()) & _GROUPS_OF.get(other, set()))


def may_be_same(one: str, other: str) -> bool:
    """Whether two names may be one person's: last names alike, and first names that go together."""
    first, second = words_of(one), words_of(other)
    if len(first) < 2 or len(second) < 2:
        return False
    if set(first) == set(second):
        return True
    return (
        first[-1] == second[-1] and is_same_first_name(first[0], second[0]) and _middles_agree(first, second)
    )


def _middles_agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    middle, second = one[1:-1], other[1:-1]
    return not middle or not second or middle[0][0] == second[0][0]


def is_relative(one: str, other: str) -> bool:
    """Whether two names share a last name and have first names that do not go together: a sister, a father."""
    first, second = words_of(one), words_of(other)
    if len(first) < 2 or len(second) < 2 or set(first) == set(second):
        return False
    shared = set(first[1:]) & set(second[1:])
    return (
        bool(shared)
        and not is_same_first_name(first[0], second[0])
        and first[0] not in second
        and second[0] not in first
    )
