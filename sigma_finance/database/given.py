"""What a statement is given as it runs, so that it is built once.

Composing a statement in Python costs several times what running it does. One that is asked for often is built
once, by a function under ``functools.cache``, and names what differs from request to request by these parameters:
``db.session.execute(_statement(), {"of_chapter": 1, "of_member": 2})``. Each has the type of what it is compared with.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import BindParameter, bindparam

#: What is known where a statement is built, or the parameter by which it is given later.
Number: TypeAlias = int | BindParameter[Any]
Day: TypeAlias = date | BindParameter[Any]
Time: TypeAlias = datetime | BindParameter[Any]

OF_CHAPTER: BindParameter[Any] = bindparam("of_chapter")
OF_MEMBER: BindParameter[Any] = bindparam("of_member")
TODAY: BindParameter[Any] = bindparam("today")
