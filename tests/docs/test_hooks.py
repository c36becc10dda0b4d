"""What becomes of links, formulas and notebooks when the site is built."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from tests.docs.building import ROOT, build

HOOKS = ROOT / "docs" / "hooks"
GOOD = """\
# Good

[a rule](../sim/mechanisms/coups.py#success_terms), [its file](../sim/mechanisms/coups.py),
[another page](bad.md), [no page](../Makefile), `[code](nowhere.md)` and $`a_1 < b`$.

```math
\\begin{aligned} x' &= \\operatorname{sg}(z) \\\\ y &= 1 \\end{aligned}
```
"""
FAULTY = {
    "[no file](nowhere.md)": "nowhere.md",
    "[no place](good.md#nowhere)": "#nowhere",
    "[no rule](../sim/mechanisms/coups.py#attempted)": "sim.mechanisms.coups.attempted",
    "$`\\unheardof{x}`$": "\\unheardof",
}
"""What must not pass, and what the complaint about it names."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A site of two pages, one of them faulty, and what was complained of."""
    folder = tmp_path_factory.mktemp("small")
    documents = folder / "docs"
    documents.mkdir()
    (documents / "good.md").write_text(GOOD, "utf-8")
    (documents / "bad.md").write_text("# Bad\n\n" + "\n\n".join(FAULTY), "utf-8")
    (documents / "reference.md").write_text("# Reference\n\n::: sim.mechanisms.coups\n", "utf-8")
    settings = {
        "site_name": "Small",
        "use_directory_urls": False,
        "hooks": [str(HOOKS / "links.py"), str(HOOKS / "formulas.py")],
        "plugins": [{"mkdocstrings": {"handlers": {"python": {"paths": [str(ROOT)]}}}}],
        "markdown_extensions": ["pymdownx.superfences"],
        "validation": yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["validation"],
    }
    file = folder / "mkdocs.yml"
    file.write_text(yaml.safe_dump(settings), "utf-8")
    code, heard = build(folder, folder / "site")
    assert 1 == code
    return folder / "site", heard


@pytest.mark.parametrize("fault", FAULTY)
def test_a_strict_build_fails_at(small: tuple[Path, list[str]], fault: str) -> None:
    """The site would be made with a link that leads nowhere, or a formula that says nothing."""
    _, heard = small
    assert 1 == sum(FAULTY[fault] in told for told in heard), heard


def test_of_what_is_good_nothing_is_said(small: tuple[Path, list[str]]) -> None:
    """Nobody could make the site, whatever they write."""
    _, heard = small
    assert len(FAULTY) == len(heard), heard


@pytest.mark.parametrize(
    "part",
    [
        'href="reference.html#sim.mechanisms.coups.success_terms"',
        'href="reference.html#sim.mechanisms.coups"',
        'href="bad.html"',
        "<span>no page</span>",
        "<code>[code](nowhere.md)</code>",
        '<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline">',
        '<div class="formula"><math xmlns="http://www.w3.org/1998/Math/MathML" display="block">',
    ],
)
def test_links_and_formulas_are_turned(small: tuple[Path, list[str]], part: str) -> None:
    """What reads well among the files would be broken on the site."""
    assert part in (small[0] / "good.html").read_text("utf-8")


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(HOOKS))


@pytest.fixture
def notebook_pages(hooks: None) -> ModuleType:
    import notebook_pages

    return notebook_pages


@pytest.fixture
def navigation(hooks: None) -> ModuleType:
    import navigation

    return navigation


def test_a_notebook_becomes_text_code_and_pictures(
    notebook_pages: ModuleType, tmp_path: Path
) -> None:
    """A notebook's page would lack what it says, does or shows."""
    picture = base64.b64encode(b"picture").decode()
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": ["one\n", "two\n"]},
        {"output_type": "stream", "name": "stderr", "text": "a warning"},
        {"output_type": "display_data", "data": {"image/png": picture, "text/plain": "Figure"}},
        {"output_type": "execute_result", "data": {"text/plain": "3"}},
    ]
    cells = [
        {"cell_type": "markdown", "source": ["# First\n", "words"]},
        {"cell_type": "code", "source": "1 + 2", "outputs": outputs},
    ]
    file = tmp_path / "first.ipynb"
    file.write_text(json.dumps({"cells": cells}), "utf-8")
    text, pictures = notebook_pages.page_of(file)
    assert {"first.1.png": b"picture"} == pictures
    assert [
        "# First\nwords",
        "```python\n1 + 2\n```",
        "```text\none\ntwo\n```",
        "![output](first.1.png)",
        "```text\n3\n```\n",
    ] == text.split("\n\n")


def test_the_navigation_has_what_there_is(navigation: ModuleType) -> None:
    """A page that is there would not be found, or one that is not would stop the build."""
    nav = [{"Notebooks": ["n/README.md", "n/*.md"]}, {"Rules": "RULES*.md"}, {"Own": "own.md"}]
    full = navigation.filled(nav, ["n/README.md", "n/b.md", "n/a.md", "RULES.md"])
    assert [
        {"Notebooks": ["n/README.md", "n/a.md", "n/b.md"]},
        {"Rules": "RULES.md"},
        {"Own": "own.md"},
    ] == full
    bare = navigation.filled(nav, ["n/README.md"])
    assert [{"Notebooks": ["n/README.md"]}, {"Own": "own.md"}] == bare
