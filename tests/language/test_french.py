"""French says everything that English says."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from babel.messages.pofile import read_po

from sim.errors import LiptakoError
from sim.language import ENGLISH, language_of
from sim.language.french import Nom
from tests.language.messages import ROOT, everything

FILE = ROOT / "sim" / "language" / "fr.po"
PLACE = re.compile(r"\{(\w+)(?::[^}]*)?\}")


def catalogue() -> dict[str, str]:
    """Messages of the file."""
    read = read_po(BytesIO(Path(FILE).read_bytes()), "fr", abort_invalid=True)
    return {str(one.id): str(one.string) for one in read if one.id}


def test_every_message_has_its_french() -> None:
    """Broken if a French reader meets an English sentence."""
    missing = sorted(everything() - {own for own, said in catalogue().items() if said})
    assert [] == missing


def test_no_message_is_left_over() -> None:
    """Broken if the file keeps what nobody says any longer."""
    assert [] == sorted(set(catalogue()) - everything())


def test_places_are_those_of_the_english() -> None:
    """Broken if a French sentence forgets a number, or asks for one that is not given."""
    for english, french in catalogue().items():
        assert set(PLACE.findall(english)) == set(PLACE.findall(french)), english


def test_names_take_their_articles() -> None:
    """Broken if French says "de le Niger", or "en Niger"."""
    forms = {
        "le Niger": ("du Niger", "au Niger", "au Niger", "Niger"),
        "la France": ("de la France", "à la France", "en France", "France"),
        "l'Algérie": ("de l'Algérie", "à l'Algérie", "en Algérie", "Algérie"),
        "les États-Unis": ("des États-Unis", "aux États-Unis", "aux États-Unis", "États-Unis"),
        "le reste de l'Union": (
            "du reste de l'Union", "au reste de l'Union", "dans le reste de l'Union",
            "reste de l'Union",
        ),
        "Oman": ("d'Oman", "à Oman", "à Oman", "Oman"),
        "le Mali et la France": (
            "du Mali et de la France", "au Mali et à la France", "au Mali et en France",
            "Mali et France",
        ),
        "les chefs d'État et de gouvernement": (
            "des chefs d'État et de gouvernement", "aux chefs d'État et de gouvernement",
            "dans les chefs d'État et de gouvernement", "chefs d'État et de gouvernement",
        ),
    }  # fmt: skip
    for name, expected in forms.items():
        assert expected == tuple(format(Nom(name), form) for form in ("de", "à", "en", "nu"))


def test_numbers_and_dates_are_written_as_each_language_does() -> None:
    """Broken if a French page says 1,234.5, or a share of next to nothing rounds to none."""
    french = language_of("fr")
    assert "1 234 567,9" == french.number(1234567.89, 1).replace("\u202f", " ")
    assert "1,234,567.9" == ENGLISH.number(1234567.89, 1)
    assert ("0", "+2", "−2") == tuple(ENGLISH.signed(one) for one in (-0.4, 1.6, -1.6))
    shares = [ENGLISH.percent(one).replace("\xa0", " ") for one in (0, 0.0001, 0.123, 0.9999, 1)]
    assert ["0 %", "< 1 %", "12 %", "> 99 %", "100 %"] == shares
    assert "août 2023" == french.month(np.datetime64("2023-08-01", "ns"))
    assert "26 Jul 2023" == ENGLISH.day("2023-07-26")
    assert ("1er juil. 2019", "11 juil. 2019") == (
        french.day("2019-07-01"),
        french.day("2019-07-11"),
    )
    assert "Mali, Niger and Chad" == ENGLISH.listed(["Mali", "Niger", "Chad"])


def test_an_unknown_language_is_refused() -> None:
    """Broken if a slip of the pen ends in English without a word."""
    with pytest.raises(LiptakoError, match="lang: no 'fra' - did you mean 'fr'"):
        language_of("fra")
