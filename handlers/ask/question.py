"""A question as it came, made ready: not too long, no civic number, and in words we can read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from handlers.swedish import plain

LONGEST = 600
"""Characters. A longer question is a story, and stories have names in them."""
Fault = Literal["", "too_long", "no_words", "other_language"]
_CIVIC = re.compile(
    r"(?<!\d)(?:19|20)?\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01]|[6-9]\d)[-+ ]?"
    r"(?:\d{4}|[A-Za-z]{2}\d{2}|\d{3}[A-Za-z])(?!\d)"
)
_FOREIGN = frozenset(
    re.split(
        r"\s+",
        "the is are what how who my your please help student with do does can this where when why and you "
        "should if of to not has been child school call absent "
        "ist wie der die das und ich mein kind nicht wer est que le la les mon enfant comment pourquoi "
        "como donde mi nino escuela quien por alumno "
        "waa maxay sidee ardayga ardaygu maqan waxaan iyo waxay kuma goorma yaa caawi ilmaha iskuulka ka ku "
        "jak czy jest dziecko nie szkoly uczen kiedy mita miten oppilas ei kuinka koulu milloin kuka "
        "nasil bir ogrenci okul neden kim cocuk kako sto dete skoli ucenik kada chi cka nxenesi shkolla "
        "ci zarok dibistan kengi kur cawa",
    )
)
_OURS = frozenset(
    re.split(
        r"\s+",
        "jag vad hur vem och att som det en ett for pa av nar ska har ar inte vi man hon han eleven va ja",
    )
)


@dataclass(frozen=True)
class Question:
    """`text`: without civic numbers; `had_civic`: whether there was one. `fault`: why it cannot be asked."""

    text: str
    had_civic: bool = False
    fault: Fault = ""


def made_ready(words: str) -> Question:
    """Never raises; what cannot be asked has a `fault`."""
    if len(words) > LONGEST:
        return Question("", fault="too_long")
    without = _CIVIC.sub(" ", words)
    said = plain(without).split()
    if not any(any(letter.isalpha() for letter in word) for word in said):
        return Question("", without != words, "no_words")
    return Question(without, without != words, "other_language" if _is_foreign(without, said) else "")


def _is_foreign(words: str, said: list[str]) -> bool:
    """Another alphabet, or several small words of another language and none of our own."""
    latin = sum(letter < "\u0250" for letter in words if letter.isalpha())
    if latin * 2 < sum(letter.isalpha() for letter in words):
        return True
    return len(_FOREIGN & set(said)) >= 2 and not _OURS & set(said)
