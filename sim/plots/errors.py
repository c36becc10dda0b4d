"""The error of data that a figure cannot be drawn of."""

__all__ = ["FigureError"]


class FigureError(ValueError):
    """Data that a figure cannot be drawn of; its text says what would be right."""
