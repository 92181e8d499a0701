"""Which of OpenCC's plans leads from one language tag to another."""

from __future__ import annotations

from langbridge.script.plans import Plan, composed_plan, read_plan
from langbridge.values import HANS, HANS_CN, HANT, HANT_HK, HANT_TW, SCRIPT_TARGETS, LanguageTag, UsageError

_FROM_HANS = {HANT: "s2tw", HANT_TW: "s2twp", HANT_HK: "s2hkp"}
_FROM_HANT = {HANS: "tw2s", HANS_CN: "tw2sp"}
_FROM_HK = {HANS: "hk2s", HANS_CN: "hk2sp"}


def route(source: LanguageTag | None, target: LanguageTag) -> Plan | None:
    """The plan from a Chinese source to a target, or None where the text is to stay as it is.

    Traditional text of no known region is read as Taiwan's.  Between Taiwan and Hong Kong both regions must be known: a guess would
    change words that are right.  Raises UsageError for a target that script conversion cannot produce.
    """
    if target not in SCRIPT_TARGETS:
        tags = ", ".join(str(tag) for tag in SCRIPT_TARGETS)
        raise UsageError(f"{target} is not a target of script conversion", remedy=f"one of {tags}")
    if source is None or not source.is_chinese:
        return None
    if source.script == "Hans":
        return read_plan(_FROM_HANS[target]) if target in _FROM_HANS else None
    if source.script == "Hant":
        if target.script == "Hans":
            return read_plan((_FROM_HK if source.region == "HK" else _FROM_HANT)[target])
        if (source, target) == (HANT_TW, HANT_HK):
            return composed_plan("tw2sp", "s2hkp")
        if (source, target) == (HANT_HK, HANT_TW):
            return composed_plan("hk2sp", "s2twp")
    return None


_ENDS = {"t": HANT, "tw": HANT, "twp": HANT_TW, "hk": HANT_HK, "hkp": HANT_HK, "s": HANS, "sp": HANS_CN, "jp": LanguageTag("ja")}


def target_of_config(config: str) -> LanguageTag:
    """The tag nearest to what one of OpenCC's configurations writes.  Raises UsageError for a name that OpenCC does not have."""
    return _ENDS[read_plan(config).name.split("2")[1]]
