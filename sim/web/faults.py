"""What the program refuses, in the visitor's language.

Messages about a scenario file are put together where the fault is found, in English; the usual
ones are known here by their form, and said in another language piece by piece.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from sim.errors import LiptakoError, ScenarioError
from sim.language import ENGLISH, Language

PHRASES = (
    "your file",
    "unknown key '{key}'",
    "the key '{key}' is missing",
    "the key '{key}' is given twice",
    "nothing is written after '{key}:'",
    "the file is empty",
    "the file is too large",
    "the file is not UTF-8 text",
    "the top level is not a set of keys",
    "only a scenario of this page can be extended",
    "a character that YAML does not allow",
    "not YAML: {problem}",
    "{given} will not do",
    "{given} is out of bounds",
    "{given} is none of the choices",
    "{given} is not {kind}",
    "{given} is too short",
    "{given} is too long",
    "did you mean '{name}'?",
    "use one of {names}",
    "add '{key}': {kind}",
    "keep one; the first is in line {line}",
    "{kind} goes here",
    "remove it",
    "save it as UTF-8",
    "at most {size} bytes",
    "correct the YAML: indentation, colons, quotes and brackets",
    "indent with spaces instead of tabs",
    "begin with 'question:', 'title:', 'horizon:' and 'countries:', or with 'extends:'",
    "the text {value}",
    "the number {value}",
    "the date {value}",
    "nothing",
    "true or false",
    "a date such as {day}",
    "a date",
    "one of {names}",
    "a whole number from {low} to {high}",
    "a number from {low} to {high}",
    "a whole number",
    "a number",
    "a list",
    "a set of keys ({names})",
    "a set of keys",
    "text of {low} to {high} characters",
    "text",
    "{file}: {months} months are too many to be shown at once - use a horizon of at most {most}",
)
"""Forms of messages, the more special ones first."""
SPOKEN = ("given", "kind", "file")
"""Places in them that hold another of these."""


def in_words(error: LiptakoError, language: Language) -> str:
    """What is wrong, in a language as far as it has words for it."""
    if language is ENGLISH:
        return str(error)
    if not isinstance(error, ScenarioError):
        return _said(str(error), language) or language.name(str(error))
    lines, whole = [], True
    for fault in error.faults:
        problem, remedy = _said(fault.problem, language), _said(fault.remedy, language)
        whole = whole and problem is not None and remedy is not None
        spoken = replace(
            fault,
            file=_said(fault.file, language) or fault.file,
            problem=problem or fault.problem,
            remedy=remedy or fault.remedy,
        )
        lines.append(str(spoken))
    head = language.say("The scenario cannot be used:")
    if not whole:
        head += " " + language.say("(some of this there is in English only)")
    return "\n".join([head, *lines])


def _said(text: str, language: Language) -> str | None:
    """A text of a known form in a language; None if it has none."""
    for phrase in PHRASES:
        if found := _form(phrase).fullmatch(text):
            values = {
                name: (_said(own, language) if name in SPOKEN else None) or own
                for name, own in found.groupdict().items()
            }
            return language.say(phrase, **values)
    return None


@cache
def _form(phrase: str) -> re.Pattern[str]:
    """What texts of a form look like."""
    pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(phrase))
    return re.compile(pattern, re.DOTALL)
