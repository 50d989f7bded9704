"""What stands for a name where the name itself is too long, or is nobody's business."""

from __future__ import annotations


def initials(name: str) -> str:
    """The first letters of a name's first and last word, in capitals: AB for Ada Byron."""
    words = [word for word in name.split() if word[0].isalnum()] or name.split()
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0].upper()[0] for word in ends)


def dotted(name: str) -> str:
    """A name's initials as a stranger may read them: A. B. for Ada Byron."""
    return " ".join(f"{letter}." for letter in initials(name))
