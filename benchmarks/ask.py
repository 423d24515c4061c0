"""How often the right entry comes first, how often other questions are refused, and how long it takes.

Run: python -m benchmarks.ask (the questions are those of the tests; --misses shows each that went wrong).
"""

from __future__ import annotations

import statistics
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import yaml

from content.knowledge_files import load_knowledge
from handlers.ask.find import ENOUGH, Finder

QUESTIONS = Path(__file__).parents[1] / "tests" / "ask" / "questions.yaml"
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


def measure() -> Measured:
    questions = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    finder = Finder(load_knowledge(PLAN))
    times: list[float] = []
    misses = [
        f"{question}: {got} i stället för {right}"
        for question, right in questions["asked"].items()
        if (got := _first(finder, question, times)) not in right.split()
    ]
    taken = [
        f"{question}: {got} i stället för inget"
        for question in questions["off_topic"]
        if (got := _first(finder, question, times))
    ]
    asked, off_topic = len(questions["asked"]), len(questions["off_topic"])
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
    found = finder.find(question)
    times.append((perf_counter() - begun) * 1000)
    return found[0].answer.id if found and found[0].confidence >= ENOUGH else ""


def main() -> None:
    result = measure()
    if "--misses" in sys.argv:
        print("\n".join(result.misses))
    print(f"Rätt svar först: {result.first:.1%} av {result.asked} frågor")
    print(f"Avböjda: {result.refused:.1%} av {result.off_topic} frågor om annat")
    print(f"Tid per fråga, median: {result.median:.1f} ms")


if __name__ == "__main__":
    main()
