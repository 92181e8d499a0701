"""What OpenCC does to a text: which dictionaries it runs through, in which order, and which layer each of them is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import chain

from langbridge.dictionaries import DictionaryNode, config_names, read_config
from langbridge.values import Layer, UsageError

_LAYERS = {
    "CJK_Compatibility_Ideographs": Layer.CHARACTER,
    "STCharacters": Layer.CHARACTER,
    "TSCharacters": Layer.CHARACTER,
    "TSCharactersExt": Layer.CHARACTER,
    "JPShinjitaiCharacters": Layer.CHARACTER,
    "JPShinjitaiCharactersRev": Layer.CHARACTER,
    "STPhrases": Layer.PHRASE,
    "STPhrases_GeneratedFromRegionalPhrases": Layer.PHRASE,
    "TSPhrases": Layer.PHRASE,
    "JPShinjitaiPhrases": Layer.PHRASE,
    "TWPhrases": Layer.REGION,
    "TWPhrasesRev": Layer.REGION,
    "HKPhrases": Layer.REGION,
    "HKPhrasesRev": Layer.REGION,
    "TWVariants": Layer.VARIANT,
    "TWVariantsPhrases": Layer.VARIANT,
    "TWVariantsRev": Layer.VARIANT,
    "TWVariantsRevPhrases": Layer.VARIANT,
    "HKVariants": Layer.VARIANT,
    "HKVariantsPhrases": Layer.VARIANT,
    "HKVariantsRev": Layer.VARIANT,
    "HKVariantsRevPhrases": Layer.VARIANT,
}

NORMALIZATION = "CJK_Compatibility_Ideographs"
"""The dictionary that every OpenCC configuration applies to its input first: one code point to one."""


def layer_of(dictionary: str) -> Layer:
    """The layer that changes made by an OpenCC dictionary belong to."""
    return _LAYERS[dictionary]


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a conversion: groups of dictionaries.

    Within a group the longest match wins and, among equals, the earlier dictionary; an earlier group wins over a later one whatever the
    length (OpenCC's `short_circuit`).
    """

    groups: tuple[tuple[str, ...], ...]

    @property
    def dictionaries(self) -> tuple[str, ...]:
        return tuple(chain.from_iterable(self.groups))


@dataclass(frozen=True, slots=True)
class Plan:
    """What OpenCC does to a text: cut it into segments by a dictionary (or not), then run each through the stages."""

    name: str
    segmentation: tuple[str, ...]
    stages: tuple[Stage, ...]

    @property
    def from_simplified(self) -> bool:
        return "STCharacters" in self.stages[0].dictionaries

    @property
    def changes_script(self) -> bool:
        """Whether the plan leads from one script to the other, rather than from region to region."""
        return self.from_simplified or "TSCharacters" in self.stages[-1].dictionaries

    def guards(self, dictionary: str) -> bool:
        """Whether matches of a dictionary are held to word boundaries.

        From Traditional, phrases and variants only spell out what single characters say already, and most are words that a Simplified
        segmenter does not know: only the region's words can be wrong there.
        """
        return self.from_simplified or layer_of(dictionary) is Layer.REGION


@cache
def read_plan(config: str) -> Plan:
    """The plan of one of OpenCC's configurations.  Raises UsageError for a name that OpenCC does not have."""
    if config not in config_names():
        raise UsageError(f"OpenCC has no configuration {config!r}", remedy=f"one of {', '.join(config_names())}")
    read = read_config(config)
    segmentation = _names(read["segmentation"]) if read["segmentation"] else ()
    return Plan(config, segmentation, tuple(map(_stage, read["stages"])))


def wordless_plan(plan: Plan) -> Plan | None:
    """The plan that changes the script as this one does and leaves the region's words alone; None between regions, which share a script."""
    return None if "+" in plan.name else read_plan(plan.name.removesuffix("p") if plan.name.endswith(("twp", "hkp", "sp")) else plan.name)


def composed_plan(first: str, second: str) -> Plan:
    """From one Traditional region to another, where OpenCC has no configuration: the words of one region undone, those of the other put on.

    `first` undoes (its first stage is taken: tw2sp), `second` puts on (its last stage: s2hkp).  Both work on Traditional text.
    """
    return Plan(f"{first}+{second}", (), (read_plan(first).stages[0], read_plan(second).stages[-1]))


def _names(node: DictionaryNode) -> tuple[str, ...]:
    if node["type"] == "group":
        return tuple(chain.from_iterable(_names(child) for child in node["dicts"]))
    return (node["file"].rsplit(".", 1)[0],)


def _stage(node: DictionaryNode) -> Stage:
    if node["type"] == "group" and node.get("match_policy", "short_circuit") == "short_circuit":
        return Stage(tuple(_names(child) for child in node["dicts"]))
    return Stage((_names(node),))
