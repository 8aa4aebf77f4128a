"""How our sentences carry code: between backticks. In what somebody else wrote a backtick is a sign like any other."""

from __future__ import annotations

SIGN = "\\`"


def as_written(text: str) -> str:
    """`text` of somebody else as a part of a sentence of ours: whoever shows the sentence shows it unchanged."""
    return text.replace("`", SIGN)


def as_plain(sentence: str) -> str:
    """The sentence where nothing can be marked up, as on a terminal: our backticks stay, theirs are theirs again."""
    return sentence.replace(SIGN, "`")
