"""Greets somebody in many languages."""

from typing import Iterator

from example_phrases import HELLO

__version__ = "1.0.0"


def greetings(name: str) -> Iterator[str]:
    for language, hello in HELLO.items():
        yield f"{hello}, {name}! ({language})"
