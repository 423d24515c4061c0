"""Whether somebody's words are worry about a child. When in doubt they are: a card too many does no harm.

Words are compared as people type in a hurry: lower case, without å ä ö and punctuation. Three kinds:
`_HAPPENING` is always worry; `_GRAVE` too, unless it is asked in general what the words mean; `_REPORTING`
is the duty to report, which is general knowledge unless the asker is about to do it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from handlers.swedish import plain

Mood = Literal["worry", "duty", ""]
"""worry: answer with the worry card. duty: general knowledge of it. Neither leaves a trace."""
_HOME = (
    r"(?:hem|hemma|hemifran|hemmet|mamma\w*|pappa\w*|foraldr\w*|foralder\w*|styv\w*|"
    r"plast(?:pappa|mamma)\w*)"
)
_GROWN_UP = rf"(?:{_HOME}|vardnadshavar\w*|farsan|morsan|farmor|mormor|storebror|brorsan|hon|han|de|dom)"
_NOT_HITTING = (
    r"(?! (?:(?:jag|man|vi) upp|larm|upp|in|ihop|fast|pa|av|vakt|mig att|till om|nummer|igenom|"
    r"ifran|ner pa))"
)
_HAPPENING = (
    rf"(?:slar|slog|slagit|slas){_NOT_HITTING}",
    r"slagen|slagits|sparkad|knuffad ner|stryper|far (?:spo )?stryk|fatt stryk|ger stryk|"
    r"smisk\w*|smiskar|agar|agas?",
    r"bla ?marke\w*|brannmarke\w*|marken (?:pa|efter)",
    r"(?:ta|tar|tagit|tog) (?:livet av|sitt liv)|(?:vill|ville|vilja) (?:inte leva|do)|"
    r"orkar inte leva|inte (?:vill|orkar|ville) leva",
    r"(?:skar|skurit|skara|skadar|skadat) sig|sjalvskad\w*|sjalvmord\w*|overdos\w*",
    rf"{_GROWN_UP}(?: \w+)* (?:full|fulla|berusa\w*|packad|dricker|supit|super|drack|paverkad|"
    rf"knark\w*|drog\w*|missbruk\w*|alkohol\w*)"
    r"(?! (?:tid|fart|koll|narvaro|franvaro))",
    r"(?:luktar|luktade|luktat) (?:sprit|alkohol|vin|ol|hasch|rok)",
    r"(?:vagar|vill|far|kan) inte (?:ga |aka |komma )?hem|radd (?:for )?(?:att )?(?:ga |"
    r"aka )?(?:hem|hemma|pappa\w*|mamma\w*|sin|sina)",
    rf"radd for (?:\w+ )?{_HOME}",
    r"(?:inte|aldrig|ingen|utan) (?:fatt |ata |far )?mat(?: hemma)?(?: i helgen)?\b(?= hemma|"
    r" hem| pa flera| i helgen)|far ingen mat|inte atit pa",
    r"utkastad|utslangd|instangd|inlast|bortgift\w*|gift(?:as|s) bort|tvangsgift\w*|"
    r"konsstymp\w*|uppfostringsresa",
    r"lamnas? ensam\w*|lamnad\w* ensam\w*|ensamma? hemma (?:i|pa|hela|flera|om)|sover utomhus",
    r"(?:hotad|hotas|hotats|hotade|dodshot\w*|mordhot\w*)(?! med (?:vite|boter))",
    r"jag (?:ar|e|blir|blev|kanner mig|har blivit|har varit)(?: \w+){0,2} orolig",
    r"vi (?:ar|blir|blev|kanner oss)(?: \w+){0,2} orolig\w*",
    r"oroar (?:mig|oss)|jatteorolig\w*|kanner (?:en )?(?:stor |stark )?oro\b|magkansla.* hemma",
    r"orolig\w* (?:for|over|att)(?! (?:prov\w*|betyg\w*|redovisning\w*|skolan|idrott\w*|"
    r"matsalen|att (?:missa|komma)))",
    r"oro for (?!prov|betyg|redovisning|skolan|idrott|att komma)",
    r"^(?:valdigt |jatte)?orolig\w*$",
    r"(?:har det|mar|ar|star|verkar)(?: \w+){0,3} (?:illa|hemskt|otryggt?|brakigt|kaos\w*|"
    r"jobbigt|svart|bra|ratt|fel|konstigt) hemma",
    r"(?:nagot|nat|nagonting|saker|det) (?:ar|kanns|hander|verkar)(?: \w+){0,3} (?:hemma|"
    r"i hemmet|i familjen)",
    r"inte (?:stammer|star ratt till|ar bra|ar som det ska)(?: \w+){0,2} hemma",
    r"(?:illa|daligt) behandlad|utsatt\w* (?:for (?:vald|hot|overgrepp)|hemma)|otrygg\w* hemma|"
    r"brak\w* hemma",
)
_GRAVE = (
    r"(?:far|fara|farit|for|mar) illa|illa ute",
    r"missh?andl?\w*|mishandel\w*|mishandla\w*|barnaga|aga",
    r"valdta\w*|overgrepp\w*|sexuell\w*|tafsa\w*|antasta\w*|grooming|nakenbild\w*|prostitu\w*|"
    r"saljer sex|incest",
    r"(?:utsatt for|utsatts for|hot och|hot om|fysiskt|psykiskt|bevittna\w*|upplever) vald|"
    r"vald i (?:hemmet|familjen|nara)|vald hemma",
    r"heders\w*|omskar\w*|barnaktenskap",
    r"missbruk\w*|knarkar|alkoholist\w*|droger|saljer knark",
    r"vanvard\w*|forsumma\w*|forsummelse|omsorgssvikt\w*|smutsig\w*|hungrig\w*",
    r"(?:i|akut) fara|livsfara",
)
_REPORTING = (
    r"oros ?anm\w*|anmal\w* (?:\w+ ){0,3}(?:soc|socialtjansten|socialen|socialnamnden|oro)",
    r"(?:soc|social) ?anmal\w*|(?:soc|socialtjansten|socialen) (?:anmal\w*)",
    r"anmalnings ?(?:plikt|skyldig)\w*|oro ?knapp\w*",
)
_GENERAL = re.compile(
    r"\b(?:vad (?:ar|menas|betyder|innebar|sager|raknas|galler|hander|ska|bor|gor soc|heter|behover)"
    r"|vem (?:ar|maste|ska|far|kan|tar|ringer|gor|har)|vilk\w+|vart (?:gor|skick|ring|vander|"
    r"ska)\w*|hur (?:vet|gar|gor|lang|lange|snabbt|ser|skri|skic|manga|ofta|mycket|fort|allvar|"
    r"funk|fung)\w*"
    r"|maste|far (?:man|jag|vi|rektor|skolan|foraldra\w*)|kan (?:man|jag|vi|rektor|kurator\w*|"
    r"eht|skolan|en|soc)|nar (?:ska|ringer|far|maste|ar|gor|bor|blir)"
    r"|finns|behovs?|behover (?:man|jag|vi)|racker|ar (?:det|jag|man|vi|hog\w*|larare\w*)|"
    r"har (?:jag|man|vi|larare\w*)|ska (?:man|jag|vi|rektor)|var (?:hittar|finns|gor|skri)\w*"
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
_MISSPELT = (
    "orosanmalan",
    "orosanmala",
    "anmalningsplikt",
    "misshandlad",
    "misshandlas",
    "misshandlar",
    "sjalvmord",
)


def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{one})\b" if not one.startswith("^") else one for one in patterns))


_VIOLENCE = re.compile(r"\bvåld(?:et|sam\w*)?\b")
"""Looked for with its å: without it the word is "chosen"."""
_ALWAYS, _MOSTLY, _DUTY = _any_of(_HAPPENING), _any_of(_GRAVE), _any_of(_REPORTING)


def mood(words: str) -> Mood:
    said = _righted(plain(words[:4000]))
    if not said:
        return ""
    general = _GENERAL.search(said) is not None and _WITNESS.search(said) is None
    if _ALWAYS.search(said):
        return "worry"
    if _MOSTLY.search(said) or _VIOLENCE.search(words.lower()):
        return "duty" if general else "worry"
    if _DUTY.search(said):
        return "worry" if _ABOUT_TO.search(said) else "duty"
    return ""


def _righted(said: str) -> str:
    """The few long words that must be met, misspelt too."""
    return " ".join(_right(word) if len(word) > 7 else word for word in said.split())


@lru_cache(maxsize=5000)
def _right(word: str) -> str:
    near = process.extractOne(word, _MISSPELT, scorer=OSA.distance, score_cutoff=2)
    return near[0] if near else word
