"""The site of the documents, built as `make docs` builds it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
RECIPE = re.search(r"-m (mkdocs build .*) \$\(ARGS\)$", (ROOT / "Makefile").read_text(), re.M)


def build(folder: Path, site: Path) -> tuple[int, list[str]]:
    """Build the site of a folder by the recipe of the Makefile.

    Returns:
        The exit code, and what was complained of.
    """
    assert RECIPE is not None
    done = subprocess.run(
        [sys.executable, "-m", *RECIPE[1].split(), "--site-dir", site],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    lines = (done.stdout + done.stderr).splitlines()
    return done.returncode, [line for line in lines if re.match(r"WARNING|ERROR|CRITICAL", line)]
