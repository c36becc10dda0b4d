"""French names with their articles: « le Niger », « du Niger », « au Niger », « en France ».

The catalogue gives names with their article; a message asks for a form of it in the place where
the name stands: ``{country}`` « le Niger », ``{country:de}`` « du Niger », ``{country:à}`` « au
Niger », ``{country:en}`` « au Niger » but « en France », ``{country:nu}`` « Niger ». Of a list
each name takes the form.
"""

from __future__ import annotations

import re

ARTICLE = re.compile(r"(le |la |les |l['’])(?=\S)")
JOINT = re.compile(r"(, | et )(?!d['’]|de |du |des )")
VOWELS = "aeiouhâàéèêëîïôùûAEIOUHÂÀÉÈÊËÎÏÔÙÛ"
CONTRACTED = {("de", "le"): "du ", ("de", "les"): "des ", ("à", "le"): "au ", ("à", "les"): "aux "}


class Nom(str):
    """A name, or a list of names, that declines where a message asks for it."""

    __slots__ = ()

    @property
    def bare(self) -> str:
        """Without articles."""
        return format(self, "nu")

    def __format__(self, form: str) -> str:
        if form not in ("de", "à", "en", "nu"):
            return super().__format__(form)
        parts = JOINT.split(self)
        return "".join(
            part if place % 2 else _declined(part, form) for place, part in enumerate(parts)
        )


def _declined(name: str, form: str) -> str:
    found = ARTICLE.match(name)
    article = found.group(1) if found else ""
    bare = name[len(article) :]
    if form == "nu":
        return bare
    if form == "en":
        if bare[:1].islower():  # no proper name: « le reste de la CEDEAO »
            return f"dans {name}"
        # feminine countries, and those before a vowel, go without their article
        return f"en {bare}" if article.strip() in ("la", "l'", "l’") else _declined(name, "à")
    if not article:
        elided = form == "de" and bare[:1] in VOWELS
        return f"d'{bare}" if elided else f"{form} {bare}"
    return CONTRACTED.get((form, article.strip()), f"{form} {article}") + bare
