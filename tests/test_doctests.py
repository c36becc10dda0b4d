"""The examples in docstrings, each run as it stands there."""

from __future__ import annotations

import contextlib
import doctest
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pytest

ROOT = Path(__file__).parents[1]
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "sim").rglob("*.py")
    if ">>> " in path.read_text("utf-8")
)
"""Those with examples; no other is imported."""


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the package's own example leaves behind, which the others speak of."""
    here = tmp_path_factory.mktemp("doctests")
    (here / "scenarios").symlink_to(ROOT / "scenarios")
    with contextlib.chdir(here):
        yield tried("sim", {})
    plt.close("all")


def tried(module: str, names: dict[str, Any]) -> dict[str, Any]:
    """Run a module's examples; returns the names of the module and of those examples."""
    loaded = importlib.import_module(module)
    left = {**names, **vars(loaded)}
    for example in doctest.DocTestFinder(exclude_empty=True).find(loaded, module):
        said: list[str] = []
        example.globs = dict(left)
        failed = doctest.DocTestRunner(optionflags=FLAGS).run(
            example, out=said.append, clear_globs=False
        )
        assert not failed.failed, "".join(said)
        if example.name == module:
            left |= example.globs
    return left


@pytest.mark.parametrize("module", MODULES)
def test_examples_are_right(module: str, names: dict[str, Any]) -> None:
    """Who reads the documentation would learn what is no longer so."""
    tried(module, names)
