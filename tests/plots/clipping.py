"""Whether a figure's texts stand on the page."""

from matplotlib.figure import Figure
from matplotlib.text import Text


def assert_nothing_is_cut(figure: Figure) -> None:
    """Fail if a text reaches over the edge of the page."""
    figure.draw_without_rendering()
    for text in drawn_texts(figure):
        assert_on_page(text, figure)


def assert_on_page(text: Text, figure: Figure) -> None:
    """Fail if a text that was drawn reaches over the edge."""
    box = text.get_window_extent()
    assert -1 <= box.x0 <= box.x1 <= figure.bbox.width + 1, text
    assert -1 <= box.y0 <= box.y1 <= figure.bbox.height + 1, text


def drawn_texts(figure: Figure) -> list[Text]:
    """Return the texts that show: not those of axes switched off, nor ticks out of the scale."""
    texts = [*figure.texts, *(text for key in figure.legends for text in key.get_texts())]
    for axes in figure.axes:
        texts += [*axes.texts, *(axes.findobj(Text, include_self=False) if axes.axison else [])]
        texts += [text for text in axes.findobj(Text) if text.get_text() == axes.get_title("left")]
    return [text for text in texts if text.get_visible() and text.get_text()]
