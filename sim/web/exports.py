"""What a visitor takes along, worked out by a process."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from sim.experiment.ensemble import Ensemble
from sim.experiment.results import Results
from sim.experiment.runners import processes
from sim.experiment.store import TABLE, Store
from sim.language import LANGUAGES
from sim.report.document import render
from sim.report.single import report
from sim.web.source import RUNS, SEED, Source


def table(source: Source) -> str:
    """Outcomes of every history as CSV, a row a history."""
    with TemporaryDirectory(prefix="liptako-") as folder:
        return (_stored(source, folder) / TABLE).read_text("utf-8")


def report_of(source: Source, code: str) -> str:
    """A whole report on the histories, as HTML."""
    with TemporaryDirectory(prefix="liptako-") as folder:
        results = Results.open(_stored(source, folder))
        return render(report(results, LANGUAGES[code], progress=False))


def _stored(source: Source, folder: str) -> Path:
    """Results of the histories, on disk."""
    store = Store.of(Ensemble.of(source.scenario(), RUNS, SEED), Path(folder))
    store.fill(processes(1), progress=False)
    return store.folder
