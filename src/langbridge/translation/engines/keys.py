"""Keys: from the environment alone, and shown to nobody."""

from __future__ import annotations

from collections.abc import Mapping

from langbridge.values import UsageError


class Key(str):
    """A key: text, except that what shows values (debuggers, tracebacks with variables) does not show this one."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<key>"


def read_key(environ: Mapping[str, str], *names: str) -> Key:
    """The key in the first of these variables that is set, empty where none is.

    Raises UsageError for one that cannot be sent: with a space or line break inside, or letters beyond ASCII.
    """
    for name in names:
        if key := environ.get(name, "").strip():
            if not (key.isascii() and key.isprintable() and " " not in key):
                raise UsageError(f"what {name} holds cannot be a key", remedy="it has a space or another odd character in it")
            return Key(key)
    return Key()


def require_key(engine: str, environ: Mapping[str, str], *names: str) -> Key:
    """The same, where there is no working without one.  Raises UsageError."""
    key = read_key(environ, *names)
    if not key:
        raise UsageError(f"the engine {engine} needs a key", remedy=f"set {names[0]} in the environment: see docs/engines.md")
    return key
