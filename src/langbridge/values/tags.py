"""Language tags: BCP 47, canonical inside, forgiving at the edge."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from langbridge.values.errors import UsageError

# Names that people, Hugo sites and other tools write for the tags that langbridge knows, folded to lower case with hyphens.
_ALIASES = {
    "zh-tw": "zh-Hant-TW",
    "zh-hk": "zh-Hant-HK",
    "zh-mo": "zh-Hant-MO",
    "zh-cn": "zh-Hans-CN",
    "zh-sg": "zh-Hans-SG",
    "zh-cht": "zh-Hant",
    "zh-chs": "zh-Hans",
    "cht": "zh-Hant",
    "chs": "zh-Hans",
    "hant": "zh-Hant",
    "hans": "zh-Hans",
    "tw": "zh-Hant-TW",
    "hk": "zh-Hant-HK",
    "cn": "zh-Hans-CN",
    "eng": "en",
}


@dataclass(frozen=True, slots=True)
class LanguageTag:
    """A BCP 47 tag of a language, a script (ISO 15924) and a region (ISO 3166); the last two may be empty."""

    language: str
    script: str = ""
    region: str = ""

    @classmethod
    def parse(cls, text: str) -> LanguageTag:
        """Read a tag as people write it: `zh-TW`, `zh_Hant`, `cht` all become canonical.

        Raises UsageError when the text is no language tag.
        """
        return _parse(text)

    @property
    def is_chinese(self) -> bool:
        return self.language == "zh"

    @property
    def without_region(self) -> LanguageTag:
        """The tag of the script alone: `zh-Hant-TW` gives `zh-Hant`."""
        return LanguageTag(self.language, self.script)

    def __str__(self) -> str:
        return "-".join(part for part in (self.language, self.script, self.region) if part)


@cache
def _parse(text: str) -> LanguageTag:
    folded = text.strip().replace("_", "-").lower()
    folded = _ALIASES.get(folded, folded)
    language, *rest = folded.split("-")
    script = region = ""
    known = language.isascii() and language.isalpha() and 2 <= len(language) <= 3
    for part in rest:
        if len(part) == 4 and part.isascii() and part.isalpha() and not script and not region:
            script = part.title()
        elif len(part) == 2 and part.isascii() and part.isalpha() and not region:
            region = part.upper()
        else:
            known = False
    if not known:
        raise UsageError(f"{text!r} is not a language tag", remedy="write one such as zh-Hant-TW, zh-Hans or en")
    return LanguageTag(language, script, region)


HANT = LanguageTag("zh", "Hant")
HANT_TW = LanguageTag("zh", "Hant", "TW")
HANT_HK = LanguageTag("zh", "Hant", "HK")
HANS = LanguageTag("zh", "Hans")
HANS_CN = LanguageTag("zh", "Hans", "CN")
ENGLISH = LanguageTag("en")

SCRIPT_TARGETS = (HANT, HANT_TW, HANT_HK, HANS, HANS_CN)
"""The tags that script conversion can produce, in the order in which they are told to people."""
