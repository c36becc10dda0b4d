"""The demo leaves nothing behind however it ends; `served` in conftest.py tries Ctrl-C."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.conftest import SHIPPED
from tests.web.served import Served


@pytest.mark.slow
@pytest.mark.parametrize(("how", "code"), [(signal.SIGTERM, 0), (signal.SIGKILL, -signal.SIGKILL)])
def test_it_ends_with_all_its_processes(how: signal.Signals, code: int, tmp_path: Path) -> None:
    """Broken if processes that live histories go on when the page is gone, or if copies of
    scenarios stay on the disk where they need not."""
    running = Served.start(SHIPPED.parent, TMPDIR=str(tmp_path))
    assert 1 == len([*tmp_path.glob("liptako-*")])
    assert len(running.family()) > 1
    assert (code, []) == running.stop(how)[:2]
    if how is not signal.SIGKILL:
        assert [] == [*tmp_path.glob("liptako-*")]
