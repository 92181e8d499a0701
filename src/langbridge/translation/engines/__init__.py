"""Translation services behind one door: `load_engine` gives the one that the settings name.

The services' own modules, with what they import, are loaded when they are named.
"""

from langbridge.translation.engines.engine import Engine, EngineLimits, MarkupForm, Query, TermLearner, choose_source_tag
from langbridge.translation.engines.errors import BadAnswer, Delayed, RateLimited, Refused, ShutOut, TooLong, Unavailable
from langbridge.translation.engines.registry import GROUP, MakeEngine, engine_names, load_engine, with_limits

__all__ = [
    "GROUP",
    "BadAnswer",
    "Delayed",
    "Engine",
    "EngineLimits",
    "MakeEngine",
    "MarkupForm",
    "Query",
    "RateLimited",
    "Refused",
    "ShutOut",
    "TermLearner",
    "TooLong",
    "Unavailable",
    "choose_source_tag",
    "engine_names",
    "load_engine",
    "with_limits",
]
