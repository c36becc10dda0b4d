"""What the model must show, fact by fact, and what kind of evidence each fact is."""

from sim.analysis.validation import adjusted, hindcast, invariants, literature, observed, priors
from sim.analysis.validation.fact import Fact


def facts() -> list[Fact]:
    """Every fact, table by table."""
    tables = (hindcast, observed, adjusted, priors, literature, invariants)
    return [fact for table in tables for fact in table.FACTS]
