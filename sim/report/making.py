"""What made results: parameters, manifest, differences of scenarios, and the commands that make
them again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from shlex import quote
from typing import Any

import numpy as np
import xarray as xr

from sim.experiment.results import Results
from sim.language import Language
from sim.mechanisms import declarations
from sim.parameters import Distribution
from sim.report.document import Section, Table
from sim.scenario.writing import scenario_text

LONGEST = 160
"""Letters of a value that are shown."""
ABOUT = ("question", "title", "answered_by")
"""Keys of a scenario that change no history."""
NOTHING = "-"


def parameters(results: Results, dataset: xr.Dataset, language: Language) -> Section:
    """The parameters that the scenario states, that the calibration found, or that vary."""
    say = language.say
    rows = []
    for name, given in results.scenario.parameters.items():
        declared = declarations()[name]
        varies = name in dataset and dataset[name].attrs.get("role") == "parameter"
        if given == declared.default and not varies and not isinstance(given, Distribution):
            continue
        value = _parameter(name, given, dataset, language)
        meaning, source = (language.name(one) for one in (declared.meaning, declared.source))
        rows.append([name, value, language.name(declared.unit), meaning, source])
    heads = [say("parameter"), say("value"), say("unit"), say("meaning"), say("source")]
    text = say(
        "Those that the scenario states, that were fitted, or that differ between runs: {count} "
        "of {total}; the others have their defaults (liptako parameters). A range holds 90 % of "
        "the runs.",
        count=len(rows),
        total=len(declarations()),
    )
    return Section("parameters", say("Parameters"), [text], [Table(heads, rows, words=True)])


def _parameter(name: str, given: object, dataset: xr.Dataset, language: Language) -> str:
    if name in dataset:
        low, high = np.quantile(dataset[name].values, (0.05, 0.95))
        mean = float(dataset[name].mean())
        spelled = (language.plain(float(f"{one:.3g}")) for one in (mean, low, high))
        return language.say(
            "{middle} ({low} to {high})",
            **dict(zip(("middle", "low", "high"), spelled, strict=True)),
        )
    return language.plain(given) if isinstance(given, float | int) else str(given)


def manifest(results: Results, language: Language) -> Table:
    """What made the results."""
    say, about = language.say, results.manifest
    rows = [
        ["Liptako", str(about["liptako"])],
        [say("scenario"), str(about["scenario"])],
        [say("hash of the scenario"), str(about["scenario_hash"])[:16]],
        [say("runs"), language.number(results.finished)],
        [say("seed"), str(results.seed)],
        [say("design"), str(about["plan"]["method"])],
        [say("key"), str(about["key"])],
        ["Python", str(about["python"])],
        *([name, str(version)] for name, version in about["libraries"].items()),
        [say("machine"), str(about["machine"])],
    ]
    return Table([say("what"), say("value")], rows, str(about["scenario"]), words=True)


def reproduction(results: list[Results], language: Language) -> Section:
    """How all of it was made, and how to make it again."""
    say = language.say
    text = say(
        "The same version, scenario, seed and number of runs give the same numbers to the last "
        "bit on one kind of processor with the same libraries, and the same statistics anywhere. "
        "Save each scenario below as the file that its name says, and run it."
    )
    if len(results) == 1:
        text += " " + say(
            "What the scenario changes against another is told by a report on both, run with the "
            "same seed and number of runs, the reference first."
        )
    folders = " ".join(quote(f"results/{_name(one)}/{one.manifest['key']}") for one in results)
    lang = "" if language.code == "en" else f" --lang {language.code}"
    return Section(
        "reproduce",
        say("How this was made, and how to make it again"),
        [text],
        [manifest(one, language) for one in results],
        commands=[*(_made_by(one) for one in results), f"liptako report {folders}{lang}"],
        files={_file(one): scenario_text(one.scenario.resolved) for one in results},
    )


def _name(results: Results) -> str:
    return str(results.manifest["scenario"])


def _file(results: Results) -> str:
    return f"{_name(results)}.yaml"


def _made_by(results: Results) -> str:
    name, seed = quote(_file(results)), results.seed
    if results.design.table.columns.empty:
        return f"liptako run {name} --runs {results.runs} --seed {seed}"
    table = quote(str(results.folder / "design.csv"))
    return f"liptako sweep {name} --design {table} --seed {seed}"


def scenario_differences(
    reference: Results, other: Results, language: Language, heads: tuple[str, str]
) -> Table:
    """What two scenarios state differently: a row a place."""
    mine, own = (dict(_places(one.scenario.resolved)) for one in (reference, other))
    places = [*mine, *(place for place in own if place not in mine)]
    rows = [
        [place, _stated(reference, place, mine), _stated(other, place, own)]
        for place in places
        if mine.get(place) != own.get(place)
    ]
    caption = language.say("What the scenario {name} states differently", name=heads[1])
    return Table([language.say("place in the file"), *heads], rows, caption, words=True)


def _stated(results: Results, place: str, stated: Mapping[str, Any]) -> str:
    """What a scenario has in a place; of a parameter that it does not state, what it is anyway."""
    parameter = place.removeprefix("parameters.")
    if place not in stated and parameter in declarations():
        return str(results.scenario.parameters[parameter])
    return _cut(stated.get(place))


def _places(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in tree.items():
        place = f"{above}{name}"
        if isinstance(value, Mapping) and value:
            yield from _places(value, f"{place}.")
        elif place not in ABOUT:
            yield place, value


def _cut(value: Any) -> str:
    if value is None:
        return NOTHING
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
