"""What made results: parameters, manifest, and the commands that make them again."""

from __future__ import annotations

import json
from shlex import quote

import numpy as np
import xarray as xr

from sim.experiment.results import Results
from sim.language import Language
from sim.mechanisms import declarations
from sim.parameters import Distribution
from sim.report.document import Section, Table


def parameters(results: Results, dataset: xr.Dataset, language: Language) -> Section:
    """The parameters that the scenario states, that the calibration found, or that vary."""
    say = language.say
    rows = []
    for name, given in results.scenario.parameters.items():
        declared = declarations()[name]
        varies = name in dataset and dataset[name].attrs.get("role") == "parameter"
        if given == declared.default and not varies and not isinstance(given, Distribution):
            continue
        value = _spelled(name, given, dataset, language)
        rows.append([name, value, declared.unit, declared.meaning, declared.source])
    heads = [say("parameter"), say("value"), say("unit"), say("meaning"), say("source")]
    all_of_them = len(declarations())
    text = say(
        "Those that the scenario states, that were fitted, or that differ between runs: {count} "
        "of {total}; the others have their defaults (liptako parameters). A range holds 90 % of "
        "the runs.",
        count=len(rows), total=all_of_them,
    )  # fmt: skip
    return Section("parameters", say("Parameters"), [text], [Table(heads, rows, words=True)])


def _spelled(name: str, given: object, dataset: xr.Dataset, language: Language) -> str:
    if name in dataset:
        low, high = np.quantile(dataset[name].values, (0.05, 0.95))
        middle = float(dataset[name].mean())
        return language.say(
            "{mean} ({low} to {high})",
            mean=language.plain(float(f"{middle:.3g}")),
            low=language.plain(float(f"{low:.3g}")),
            high=language.plain(float(f"{high:.3g}")),
        )
    return language.plain(given) if isinstance(given, float | int) else str(given)


def manifest(results: Results, language: Language) -> Section:
    """What made the results, and how to make them again."""
    say, about = language.say, results.manifest
    rows = [
        ["Liptako", str(about["liptako"])],
        [say("scenario"), str(about["scenario"])],
        [say("hash of the scenario"), str(about["scenario_hash"])[:16]],
        [say("runs"), language.number(results.finished)],
        [say("seed"), str(results.seed)],
        [say("design"), json.dumps(about["plan"]["method"]).strip('"')],
        [say("key"), str(about["key"])],
        ["Python", str(about["python"])],
        *([name, str(version)] for name, version in about["libraries"].items()),
        [say("machine"), str(about["machine"])],
    ]
    text = say(
        "The same version, scenario, seed and number of runs give the same numbers to the last "
        "bit on one kind of processor with the same libraries, and the same statistics anywhere."
    )
    return Section(
        "reproduce",
        say("How this was made, and how to make it again"),
        [text],
        [Table([say("what"), say("value")], rows, words=True)],
        commands=_commands(results),
    )


def _commands(results: Results) -> list[str]:
    name, seed = quote(str(results.manifest["scenario"])), results.seed
    if results.design.table.columns.empty:
        made = f"liptako run {name} --runs {results.runs} --seed {seed}"
    else:
        made = f"liptako sweep {name} --design {quote(str(results.folder / 'design.csv'))}"
        made += f" --seed {seed}"
    return [made, f"liptako report {quote(str(results.folder))}"]
