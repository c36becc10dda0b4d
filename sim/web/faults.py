"""What the program refuses, in the visitor's language.

Messages about a scenario file are put together where the fault is found, in English; they are known
here by their form, and said in another language piece by piece. A form that is missing stays
English, which `tests/web/test_faults.py` finds in its files.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from sim.errors import LiptakoError, ScenarioError
from sim.language import ENGLISH, Language

PHRASES = (
    "{remedy}; change it here, or in {file}, which extends this file",
    "{kind} goes here, without quotes",
    "{kind} goes here; did you mean {name}?",
    "{kind} goes here; put it in quotes",
    "{kind} goes here",
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
    "an item is missing",
    "'{name}' is removed here, but {place} needs it",
    "null removes '{name}', a patch of something absent",
    "the empty braces change nothing in '{key}'",
    "write null to remove it",
    "write its value, or null to remove it",
    "remove that too, or keep this",
    "{name} is paired with itself",
    "the pair of {one} and {other} is given twice",
    "the pledge of {one} to {other} is given twice",
    "{name} is given twice",
    "{name} takes a list of numbers",
    "'{key}' means nothing for {name}",
    "'{file}' is a directory: name a file in it",
    "'{file}' extends itself in a circle",
    "extend a file that does not lead back here",
    "too long a chain of 'extends'",
    "at most {most} files one above the other",
    "{date} lies before the start of the horizon ({month})",
    "{date} lies after the end of the horizon ({month})",
    "the cut {date} lies outside the horizon",
    "{given} is too large a number",
    "{number} members are more than the {most} that there can be",
    "{given} is out of bounds ({unit})",
    "the distribution reaches out of bounds ({unit})",
    "{months} months are too many",
    "{name} acts on itself",
    "{name} has the name '{other}' too",
    "{name} is a member already",
    "{name} pledges to itself",
    "{name} is the hegemon itself",
    "{name} never belongs to {treaty}",
    "{name} is not a member of the bloc's treaty",
    "{name} stands for several states, which know no grab of power",
    "a backslash in the name of a file",
    "a comma ends a value: write numbers like 0.5 and 1_000_000",
    "a country that has conceded stands under '{posture}'",
    "a crisis that is open at the start began after it",
    "a date from {first} (nothing forced) to {last}",
    "a date up to {last}",
    "a distribution has exactly one key: uniform, normal, beta or choice",
    "a later date, or none",
    "an earlier date, or a later end",
    "an end from {month} on, or an earlier start",
    "{given} is neither a number nor a distribution",
    "a name in lower case: letters, digits or underscores, letter first",
    "short name of an actor: 2 to 32 letters, digits or underscores, letter first",
    "a region of the map, such as {name}",
    "a second document begins here",
    "write one scenario a file",
    "a theatre without regions",
    "list at least one, or write 'all'",
    "add {name} to 'countries', or leave the region out",
    "add what is missing, or list 'regions:' without it",
    "the map has regions of {names}, not among the countries",
    "the region's country {name} is not in the scenario",
    "the capital lies in {name}, another country",
    "an absolute path",
    "name the file relative to this one",
    "not the name of a file",
    "name a scenario file, such as {file}",
    "no such file '{file}'",
    "there is no folder '{file}'",
    "write '/' between folders",
    "an elected junta",
    "set one of both to false",
    "several states taken as one have no junta",
    "{response} is no answer to {trigger}",
    "{response} without '{key}'",
    "forbid it with the trigger {trigger}",
    "force against a coup is a bloc's choice: see 'blocs'",
    "use none or suspended, or leave out 'conceded'",
    "use {one} or {other}",
    "nested too deep",
    "at most {most} levels",
    "the file goes on too long",
    "at most {most} values",
    "at most {most}: to {month}, or a later start",
    "beta takes two values above zero",
    "choice needs at least one value",
    "normal takes a mean and a standard deviation above zero",
    "uniform takes exactly two values",
    "uniform takes its lower end first",
    "unknown distribution '{name}': use uniform, normal, beta or choice",
    "give each actor a name of its own",
    "give it members, or leave the bloc out",
    "the treaty {treaty} has no members at the start",
    "leave it out: aliases are not read",
    "leave it out: tags are not read",
    "leave it out",
    "make it an event, with kind: {name}",
    "membership ends before it was signed on {date}",
    "name a single state",
    "name another actor",
    "name another country",
    "name each once",
    "name each pair once, in either order",
    "name it once, in either place",
    "name its neighbours",
    "put a space after the colon",
    "state before the start belongs to the initial state of countries, treaties, ...",
    "the alias {name}",
    "the anchor {name}",
    "the merge key '<<'",
    "the tag '{name}'",
    "write the keys out, or use 'extends:'",
    "write the value itself",
    "the end lies before the start",
    "the name '{name}' is used in {one} and {other}",
    "there is no date {date}",
    "write a date of the calendar",
    "this lies after the start",
    "unknown actor '{name}'",
    "unknown bloc '{name}'",
    "unknown country or bloc '{name}'",
    "unknown country '{name}'",
    "unknown group '{name}'",
    "unknown kind of event: {given}",
    "unknown partner '{name}'",
    "unknown region of the theatre '{name}'",
    "unknown region '{name}'",
    "unknown treaty '{name}'",
    "a number or an escape in the text is out of range",
    "a key without a name",
    "write the key before the colon",
    "half a character in a key",
    "half a character in a text",
    "write the character itself",
    "cannot be read ({reason})",
    "check its name and permissions",
    "the filtered states are of {month}",
    "'stated', or a horizon that starts in that month",
    "'{file}' is a directory",
    "name a file in it",
    "there are no scenarios in '{file}'",
    "write a number",
    "write one word as the key",
    "write {mechanism}: {parameter}",
    "none is allowed here",
    "while parsing a block mapping, expected <block end>, but found {found}",
    "while parsing a flow mapping, expected {one} or {other}, but got {found}",
    "while parsing a flow sequence, expected {one} or {other}, but got {found}",
    "while scanning a double-quoted scalar, found unknown escape character {found}",
    "while scanning a simple key, could not find expected ':'",
    "while scanning for the next token, found character {found} that cannot start any token",
    "mapping values are not allowed here",
    "while scanning a quoted scalar, found unexpected end of stream",
    "{given} will not do",
    "{given} is out of bounds",
    "{given} is none of the choices",
    "a key that is not plain text",
    "{given} is not {kind}",
    "{given} is too short",
    "{given} is too long",
    "did you mean '{name}'?",
    "use one of {names}",
    "add '{key}': {kind}; or did you mean '{name}'?",
    "add '{key}': {kind}",
    "keep one; the first is in line {line}",
    "remove it",
    "save it as UTF-8",
    "at most {size} bytes",
    "at most {most}",
    "correct the YAML: indentation, colons, quotes and brackets",
    "indent with spaces instead of tabs",
    "begin with 'question:', 'title:', 'horizon:' and 'countries:', or with 'extends:'",
    "the text {value}",
    "the number {value}",
    "the date {value}",
    "the key {value}",
    "nothing",
    "true or false",
    "{kind} or a list",
    "{kind} or a set of keys ({names})",
    "{kind} or a distribution such as {example}",
    "a month, such as {month}",
    "a date such as {day}",
    "a date",
    "one of {names}",
    "a whole number from {low} to {high}",
    "a number from {low} to {high}",
    "a number above {low} to {high}",
    "a whole number from {low}",
    "a number from {low}",
    "a number above {low}",
    "a whole number",
    "a number",
    "a distribution such as {example}",
    "a list of exactly two",
    "a finite number",
    "another name",
    "something else",
    "a list or {name}",
    "a list",
    "a set of keys ({names})",
    "a set of keys",
    "text of {low} to {high} characters",
    "text",
    "{file}: {months} months are too many to be shown at once - use a horizon of at most {most}",
)
"""Forms of messages, the more special ones first."""
SPOKEN = ("given", "kind", "file", "remedy", "problem", "unit")
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
                name: (_said(own, language) or language.name(own)) if name in SPOKEN else own
                for name, own in found.groupdict().items()
            }
            return language.say(phrase, **values)
    return None


@cache
def _form(phrase: str) -> re.Pattern[str]:
    """What texts of a form look like."""
    pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(phrase))
    return re.compile(pattern, re.DOTALL)
