"""Text on its way to Slack and back. What people and files wrote is shown as text, whatever it looks like.

Slack reads `&`, `<` and `>` as its own everywhere, and `*`, `_`, `~`, backticks and `:words:` as marks of
style in mrkdwn. It has no sign for "take this as it is", so a style mark gets an invisible joiner beside
it: then it no longer stands at the edge of a word, which is the only place where Slack looks for it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from bot.platforms.slack.limits import SHORTENED

JOINER = "\N{WORD JOINER}"
_STYLE = re.compile(r"[*_~`]")
_EMOJI = re.compile(r":(?=[a-z0-9_+'-]+:)", re.IGNORECASE)
_QUOTE = re.compile(r"^(?=>)", re.MULTILINE)
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_LINKED = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_WITHOUT_WORDS = ("@", "#", "!")


def escaped(text: str) -> str:
    """For plain text, and for what Slack shows in a notification."""
    return _UNSEEN.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def literal(text: str) -> str:
    """For mrkdwn: escaped, and nothing in it changes the look."""
    text = _QUOTE.sub(JOINER, text)
    text = _EMOJI.sub(f":{JOINER}", text)
    return escaped(_STYLE.sub(lambda mark: f"{JOINER}{mark[0]}{JOINER}", text))


def fitted(text: str, most: int, write: Callable[[str], str] = escaped) -> str:
    """Text of at most so many characters as `write` writes it, cut before that so that no sign is cut in two.

    Never empty: Slack takes no empty text."""
    text = text.strip()
    whole = write(text)
    if len(whole) <= most:
        return whole if whole.strip() else SHORTENED
    low, high = 0, min(len(text), most)
    while low < high:
        middle = (low + high + 1) // 2
        if len(write(text[:middle].rstrip())) + len(SHORTENED) <= most:
            low = middle
        else:
            high = middle - 1
    return write(text[:low].rstrip()) + SHORTENED


def pieces(text: str, most: int) -> list[str]:
    """A long text divided at lines, else at words, so that each part is at most `most` when it is literal."""
    found: list[str] = []
    rest = text.strip()
    while rest:
        if len(literal(rest)) <= most:
            return [*found, rest]
        end = _last_place(rest, most)
        found.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return found


def _last_place(text: str, most: int) -> int:
    end = most
    while len(literal(text[:end])) > most:
        end = end * 9 // 10
    for mark in ("\n", " "):
        place = text.rfind(mark, end // 2, end)
        if place > 0:
            return place
    return max(end, 1)


def link(address: str, text: str, most: int) -> str:
    """A link in mrkdwn. The address must have been looked at before."""
    for sign, code in (("|", "%7C"), ("<", "%3C"), (">", "%3E"), (" ", "%20"), ('"', "%22")):
        address = address.replace(sign, code)
    address = escaped(address)
    room = most - len(address) - 3
    if room < 10:
        return fitted(text, most, literal)
    return f"<{address}|{fitted(text.replace(chr(10), ' '), room, literal)}>"


def written(text: str) -> str:
    """What a person wrote, from the way Slack sends it: `<mailto:a@b.se|a@b.se>` is an address again."""
    return html.unescape(_LINKED.sub(_words, text)).replace(JOINER, "").strip()


def _words(found: re.Match[str]) -> str:
    address, label = found[1], found[2]
    if label:
        return label
    return "" if address.startswith(_WITHOUT_WORDS) else address.removeprefix("mailto:").removeprefix("tel:")
