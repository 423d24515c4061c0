"""How often the right answer comes first, how often other questions are refused, and how long it takes.

Run: python -m benchmarks.ask (the questions are those of the tests; --misses shows each that went wrong).
Every set has been tuned on. How it went at first sight is what tells how it will go with new questions.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import yaml

from content.knowledge_files import load_knowledge
from handlers.ask.answering import WORRIED
from handlers.ask.find import ENOUGH, Finder
from handlers.worry_words import mood

QUESTIONS = Path(__file__).parents[1] / "tests" / "ask" / "questions.yaml"
UNSEEN = QUESTIONS.with_name("unseen.yaml")
"""Rounds of questions, each written before content was looked at; its head tells how each came out then."""
OUTSIDE, STRANGERS = QUESTIONS.with_name("outside.yaml"), QUESTIONS.with_name("strangers.yaml")
"""Sets that others wrote, who had not seen content."""
PLAN = "danderyd"


@dataclass(frozen=True)
class Measured:
    """`first` and `refused`: shares from 0 to 1; `median`: milliseconds a question."""

    asked: int
    first: float
    off_topic: int
    refused: float
    median: float
    misses: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """`on_topic`: a question to the answers, parted by spaces, of which any is right."""

    on_topic: Mapping[str, str]
    off_topic: Sequence[str]
    first_sight: tuple[float, float] | None = None
    """Shares right and refused before anybody had tuned on the set: what new questions will meet."""


def all_questions() -> dict[str, Asked]:
    """The sets, by what they are called."""
    rounds = {"tuned": yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))}
    for path in (UNSEEN, OUTSIDE, STRANGERS):
        rounds |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return {
        name: Asked(one["asked"], one["off_topic"], one.get("first_sight")) for name, one in rounds.items()
    }


def measure(questions: Asked, finder: Finder) -> Measured:
    times: list[float] = []
    misses = [
        f"{question}: {got} i stället för {right}"
        for question, right in questions.on_topic.items()
        if (got := _first(finder, question, times)) not in right.split()
    ]
    taken = [
        f"{question}: {got} i stället för inget"
        for question in questions.off_topic
        if (got := _first(finder, question, times))
    ]
    asked, off_topic = len(questions.on_topic), len(questions.off_topic)
    return Measured(
        asked,
        1 - len(misses) / asked,
        off_topic,
        1 - len(taken) / off_topic,
        statistics.median(times),
        (*misses, *taken),
    )


def _first(finder: Finder, question: str, times: list[float]) -> str:
    begun = perf_counter()
    found = first_of(finder, question)
    times.append((perf_counter() - begun) * 1000)
    return found


def first_of(finder: Finder, question: str) -> str:
    """The id of the answer that an asker gets, "" for none: worry comes before everything else."""
    feeling = mood(question)
    if feeling == "worry":
        return WORRIED
    found = finder.find(question)
    if found and found[0].confidence >= ENOUGH:
        return found[0].answer.id
    return WORRIED if feeling else ""


def main() -> None:
    finder = Finder(load_knowledge(PLAN))
    for name, questions in all_questions().items():
        result = measure(questions, finder)
        if "--misses" in sys.argv:
            print("\n".join(result.misses))
        print(f"{name} (övat på): rätt svar först {result.first:.1%} av {result.asked} frågor", end=", ")
        print(f"avböjda {result.refused:.1%} av {result.off_topic} om annat", end=", ")
        print(f"median {result.median:.1f} ms")
        if questions.first_sight:
            right, refused = questions.first_sight
            print(f"    första gången, innan någon övat på den: rätt {right:.0%}, avböjda {refused:.0%}")


if __name__ == "__main__":
    main()
