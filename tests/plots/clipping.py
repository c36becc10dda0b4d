"""Whether a figure's texts stand on the page."""

from matplotlib.figure import Figure

from tests.plots.test_all_figures import drawn_texts


def assert_nothing_is_cut(figure: Figure) -> None:
    """Fail if a text reaches over the edge of the page."""
    figure.draw_without_rendering()
    width, height = figure.bbox.width, figure.bbox.height
    for text in drawn_texts(figure):
        box = text.get_window_extent()
        assert -1 <= box.x0 <= box.x1 <= width + 1, text
        assert -1 <= box.y0 <= box.y1 <= height + 1, text
