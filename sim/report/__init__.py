"""The report: figures with their numbers, stories and sources of results, as one page of HTML."""

from sim.report.comparison import comparison
from sim.report.document import render
from sim.report.single import report

__all__ = ["comparison", "render", "report"]
