"""What a visitor takes along, worked out by a process."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from sim.experiment.ensemble import Ensemble
from sim.experiment.results import Results
from sim.experiment.runners import processes
from sim.experiment.store import TABLE, Store
from sim.language import LANGUAGES
from sim.report.comparison import comparison
from sim.report.document import render
from sim.report.single import report
from sim.scenario import Scenario
from sim.web.source import RUNS, SEED, Source
from sim.web.taken import taken


def table(source: Source) -> str:
    """Outcomes of every history as CSV, a row a history."""
    with TemporaryDirectory(prefix="liptako-") as folder:
        return (_stored(source.scenario(), folder) / TABLE).read_text("utf-8")


def report_of(source: Source, code: str) -> str:
    """A whole report on the histories, as HTML; those of moved levers against the untouched
    scenario's."""
    language = LANGUAGES[code]
    own = taken(source, language)
    with TemporaryDirectory(prefix="liptako-") as folder:
        results = Results.open(_stored(own, folder))
        if own.name == source.untouched.scenario().name:
            return render(report(results, language, progress=False))
        reference = Results.open(_stored(source.untouched.scenario(), folder))
        return render(comparison([reference, results], language, progress=False))


def _stored(scenario: Scenario, folder: str) -> Path:
    """Results of a scenario's histories, on disk."""
    store = Store.of(Ensemble.of(scenario, RUNS, SEED), Path(folder))
    store.fill(processes(1), progress=False)
    return store.folder
