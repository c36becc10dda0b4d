"""What people read, in English or French: messages, numbers, dates, names, lists.

Code says everything in English, through a `Language`; a language's own file of messages
(`fr.po`) says it in that language, and what the file does not have stays English.
"""

from sim.language.language import ENGLISH, LANGUAGES, Language, language_of

__all__ = ["ENGLISH", "LANGUAGES", "Language", "language_of"]
