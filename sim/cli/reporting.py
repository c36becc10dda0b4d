"""`liptako plot` and `liptako report`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import app, import_mesa_first
from sim.cli.places import RESULTS, SCENARIOS, find_results
from sim.errors import LiptakoError

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

    from sim.experiment.results import Results
    from sim.plots.page import Page

Lang = Annotated[str, typer.Option("--lang", help="en or fr.")]


@app.command()
def plot(
    results: Annotated[
        Path, typer.Argument(help="Folder of results, or a scenario's name.", show_default=False)
    ],
    what: Annotated[
        list[str] | None,
        typer.Argument(
            help="Figures: deaths, map, ... (all, if none is named); monthly variables, such as "
            "legitimacy or presence.FRA; of a sweep effects, tornado, surface.",
            show_default=False,
        ),
    ] = None,
    outcome: Annotated[
        str | None,
        typer.Option(help="Of a sweep's figures: total_deaths.MLI, ...", show_default=False),
    ] = None,
    vary: Annotated[
        list[str] | None,
        typer.Option(help="The two parameters of a surface; give it twice.", show_default=False),
    ] = None,
    size: Annotated[str, typer.Option(help="slide or column.")] = "slide",
    lang: Lang = "en",
    out: Annotated[
        Path | None, typer.Option(help="Folder; figures/ of the results, if none.")
    ] = None,
    form: Annotated[str, typer.Option("--format", help="png, svg or pdf.")] = "png",
) -> None:
    """Draw figures of results."""
    import_mesa_first()
    from sim.experiment.progress import watched
    from sim.experiment.results import Results
    from sim.experiment.writing import write_whole
    from sim.plots.catalogue import FIGURES

    page = _page(size, lang, form)
    opened = Results.open(find_results(results))
    draw = _drawer(opened, what or [], outcome, vary or [], page)
    folder = opened.folder / "figures" if out is None else out
    endings = [size] * (size != "slide") + [lang] * (lang != "en") + [form]
    drawn = 0
    for name in watched(((one, 1) for one in what or FIGURES), len(what or FIGURES), "figures"):
        try:
            figure = draw(name)
        except LiptakoError as error:
            if what:
                raise
            typer.echo(f"note: no picture of {name}: {error}", err=True)
            continue
        path = folder / ".".join([name, *endings])
        write_whole(path, partial(figure.savefig, format=form, dpi=150))
        typer.echo(f"Written: {path}")
        drawn += 1
    if not drawn:
        raise LiptakoError(f"{opened.folder}: nothing could be drawn of these results")


def _page(size: str, lang: str, form: str) -> Page:
    """The page that is asked for.

    Raises:
        LiptakoError: no such size, language or format.
    """
    from sim.errors import one_of
    from sim.language import language_of
    from sim.plots.page import PAGES

    for given, valid, name in ((size, [*PAGES], "size"), (form, ["png", "svg", "pdf"], "format")):
        if given not in valid:
            raise LiptakoError(f"{name}: no '{given}' - {one_of(given, valid)}")
    return PAGES[size].to(language_of(lang))


def _drawer(
    opened: Results, what: list[str], outcome: str | None, vary: list[str], page: Page
) -> Callable[[str], Figure]:
    """What draws a figure by its name.

    Raises:
        LiptakoError: an outcome or parameters of a sweep's figure, and none is asked for; or the
            other way round.
    """
    from sim.plots.catalogue import SWEPT, draw, draw_swept
    from sim.plots.style import source_of

    swept = [name for name in what if name in SWEPT]
    if swept and outcome is None:
        raise LiptakoError(f"{swept[0]}: of which outcome? - add --outcome, as total_deaths.MLI")
    if not swept and (outcome is not None or vary):
        raise LiptakoError(
            f"outcome, vary: they are for {', '.join(SWEPT)} - name one of these too"
        )
    about = opened.manifest
    source = source_of(about["liptako"], about["scenario"], opened.finished, opened.seed, page)

    def drawn(name: str) -> Figure:
        if name not in SWEPT:
            return draw(name, opened.dataset, page)
        table, plan = opened.to_dataframe(), opened.design.plan
        return draw_swept(name, table, plan, str(outcome), vary, source, page)

    return drawn


@app.command()
def report(
    results: Annotated[
        list[Path],
        typer.Argument(
            help="Folders of results, or scenarios' names; of several the first is the reference.",
            show_default=False,
        ),
    ],
    lang: Lang = "en",
    out: Annotated[
        Path | None, typer.Option(help="File; in the folder of results, if none.")
    ] = None,
) -> None:
    """Write a report on results, or a comparison of several: one HTML file that needs no other."""
    import_mesa_first()
    from sim.experiment.results import Results
    from sim.experiment.writing import write_whole
    from sim.language import language_of
    from sim.report import comparison, render
    from sim.report import report as reported

    language = language_of(lang)
    opened = [Results.open(find_results(one)) for one in results]
    if len(opened) == 1:
        document, name = reported(opened[0], language), "report"
    else:
        document, name = comparison(opened, language), "comparison"
    page = render(document)
    path = out or opened[0].folder / f"{name}.{lang}.html"
    write_whole(path, lambda temporary: temporary.write_text(page, "utf-8"))
    typer.echo(f"Written: {path} ({path.stat().st_size / 1e6:.1f} MB)")


@app.command()
def gallery(
    folder: Annotated[Path, typer.Argument(help="Scenarios.")] = SCENARIOS,
    runs: Annotated[int, typer.Option(min=2, help="How many histories of each.")] = 1000,
    workers: Annotated[int, typer.Option(min=1, help="Processes to use.")] = 1,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for pictures, page and table; results/gallery of the shipped."),
    ] = None,
    images: Annotated[
        Path | None,
        typer.Option(help="Folder for larger pictures of the baseline.", show_default=False),
    ] = None,
) -> None:
    """Show every scenario of a folder: small pictures, a page, and a table of outcomes."""
    import_mesa_first()
    from sim.report.gallery import gallery as shown
    from sim.scenario import load_scenario

    found = sorted(folder.glob("*.yaml"))
    if not found:
        raise LiptakoError(f"{folder}: no scenario files (*.yaml) here - name another folder")
    if out is None and folder != SCENARIOS:
        raise LiptakoError("gallery: where to? - name a folder with --out")
    into = RESULTS / "gallery" if out is None else out
    shown([load_scenario(path) for path in found], into, images, runs, workers)
    typer.echo(f"Gallery: {into}")
