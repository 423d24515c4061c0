"""Whether somebody's words are worry about a child. When in doubt they are: a card too many does no harm.

Words are compared as people type in a hurry: lower case, without å ä ö and punctuation. What happens is
always worry, and so is fear or a blow together with somebody of the family; what is grave too, unless it is
asked in general what the words mean; reporting is the duty, which is general knowledge unless the asker is
about to do it. What is told sideways adds up: a mark, an arm and "visade mig" are worry together, though none
is alone. The words themselves are content (content/shared/worry_words.yaml, worry_signs.yaml).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from content.worry_words import WorryWords, worry_words
from handlers.swedish import plain

Mood = Literal["worry", "duty", ""]
"""worry: answer with the worry card. duty: general knowledge of it. Neither leaves a trace."""
_GENERAL = re.compile(
    r"\b(?:vad (?:ar|menas|betyder|innebar|sager|raknas|galler|hander|ska|bor|gor soc|heter|behover)"
    r"|vem (?:ar|maste|ska|far|kan|tar|gor|har)|vilk\w+|vart (?:gor|skick|ring|vander|"
    r"ska)\w*|hur (?:vet|gar|gor|lang|lange|snabbt|ser|skri|skic|manga|ofta|mycket|fort|allvar|"
    r"funk|fung)\w*"
    r"|maste|far (?:man|jag|vi|rektor|skolan|foraldra\w*)|kan (?:man|jag|vi|rektor|kurator\w*|"
    r"eht|skolan|en|soc)|nar (?:ska|ringer|far|maste|ar|gor|bor|blir)"
    r"|finns|behovs?|behover (?:man|jag|vi)|racker|ar (?:det|jag|man|vi|hog\w*|larare\w*)|"
    r"har (?:jag|man|vi|larare\w*)|ska (?:man|jag|vi|rektor)|var (?:hittar|finns|gor|skri)\w*"
    r"|ska (?:foraldrarna|hemmet|vardnadshavarna) veta"
    r"|galler|tecken pa|skillnad\w*|krav\w*|definition\w*|lagen|paragraf\w*|syns|sekretess\w*|tank om)\b"
)
_WITNESS = re.compile(
    r"\b(?:min elev|mina elever|elev(?:en)? i min|en (?:elev|tjej|kille|flicka|pojke) (?:i|har|"
    r"som)|jag (?:tror|misstanker|har sett|sag|horde|marker|markt|anar)"
    r"|(?:hon|han|hen|eleven|barnet|ungen|tjejen|killen) (?:\w+ )?(?:blir|blev|har|ar|sager|sa|"
    r"berattar|berattade|verkar|far|mar)|beratta(?:r|de|t)? (?:for mig|att))\b"
)
_ABOUT_TO = re.compile(
    r"\b(?:jag|vi) (?:vill|ska|behover|tanker|kommer att|tankte)(?: \w+)? (?:gora|skicka|anmala|"
    r"orosanmala|lamna|ringa in)\b|^(?:gora|skicka) (?:en )?oros\w*$"
    r"|^hjalp\w* .*oros"
)
_WHERE_TO = re.compile(
    r"\b(?:vem ska ha|vart|till vem|vilken (?:kommun|soc\w*)|skickar jag|hur formulerar|hur skriver)\b"
)
"""Asked by somebody who is about to report: the answer is given, with 112 and the worry button before it."""
_MISSPELT = (
    "orosanmalan",
    "orosanmala",
    "anmalningsplikt",
    "misshandlad",
    "misshandlas",
    "misshandlar",
    "sjalvmord",
    "blamarke",
    "blamarken",
    "valdtagen",
    "overgrepp",
)
_WORRIED = re.compile(r"^or(?:r?o|o?)l+i?gt?$|^oroigt?$|^orolia?$|^ororlig$|^ourolig$")


_ENOUGH, _TELLING = 2, 2
"""Points (content/shared/worry_signs.yaml)."""
_VIOLENCE = re.compile(r"\bvåld(?:et|sam|samma|samt mot)?\b")
"""Looked for with its å: without it the word is "chosen"."""
_CHILD = re.compile(r"\b(?:hon|han|hen|barnet|barnen|flickan|pojken|tjejen|killen|ungen|eleven|en elev)\b")
_ASKING = re.compile(
    r"\b(?:vad|va|vem|vilk\w+|hur|nar|vart|varfor|maste|(?:kan|far|ska) (?:jag|vi|man)|"
    r"finns|behover (?:jag|vi|man)|raknas|galler)\b"
)
_OF_THE_BUTTON = re.compile(r"\b(?:tryck\w*|knapp\w*|logga\w*|spara\w*)\b.*\boro\w*")
"""What becomes of a press on the worry button: to be answered, not to be worried about."""


def mood(words: str) -> Mood:
    known = worry_words()
    said = known.others_worried.sub(" ", _righted(plain(words[:4000])))
    if _OF_THE_BUTTON.search(said):
        return "duty"
    if known.happening.search(said) or _is_feared_at_home(said, known):
        return "worry"
    if known.grave.search(said) or _VIOLENCE.search(words.lower()):
        return "duty" if _is_general(said) else "worry"
    if known.reporting.search(said):
        about_to = _ABOUT_TO.search(said) is not None and _WHERE_TO.search(said) is None
        return "worry" if about_to else "duty"
    if _adds_up(said, known) and not _is_general(said):
        return "worry"
    return ""


def tells_of_a_child(words: str) -> bool:
    """Whether somebody tells what a child does or says rather than asks: it may be worry in words we do not
    know, and a story has a child in it, so it is not kept."""
    said = plain(words[:4000])
    return _CHILD.search(said) is not None and "?" not in words and _ASKING.search(said) is None


def _is_general(said: str) -> bool:
    return _GENERAL.search(said) is not None and _WITNESS.search(said) is None


def _is_feared_at_home(said: str, known: WorryWords) -> bool:
    """Fear or a blow, and somebody of the family, in any order."""
    if known.family.search(said) is None:
        return False
    return known.afraid.search(said) is not None or known.hurting.search(said) is not None


def _adds_up(said: str, known: WorryWords) -> bool:
    """Three points, some of them from what is seen or told and not only from who and where."""
    points = [points for points, words in known.signs if words.search(said)]
    return sum(points) >= _ENOUGH and max(points, default=0) >= _TELLING


def _righted(said: str) -> str:
    """The few words that must be met, misspelt too ("orolig" one by one: one slip from it is "rolig")."""
    return " ".join(_right(word) if len(word) > 7 else _WORRIED.sub("orolig", word) for word in said.split())


@lru_cache(maxsize=5000)
def _right(word: str) -> str:
    near = process.extractOne(word, _MISSPELT, scorer=OSA.distance, score_cutoff=2)
    return near[0] if near else word
