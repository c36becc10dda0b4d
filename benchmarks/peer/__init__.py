"""The war alone, as one would write it in plain Mesa: a run a model, loops over agents.

What it is for: the same equations (docs/model.md, M9 to M13, and what of M5, M7 and M8 moves the
war while nobody decides) without arrays over runs, so that the speed of the ensemble can be put
beside what one would use instead (`python -m benchmarks.peers`). `tests/test_peer.py` holds the two
against each other.
"""

from benchmarks.peer.beginning import Land, Start, start_of, starts
from benchmarks.peer.model import NumberedWar, War, history

__all__ = ["Land", "NumberedWar", "Start", "War", "history", "start_of", "starts"]
