"""The string values of JSON front matter, in place: Python's own parser checks it, a scan finds the strings."""

from __future__ import annotations

import json
import re
from pathlib import Path

from langbridge.article.escapes import Style
from langbridge.article.front_matter_values import DEEPEST, Contents, Value, broken

_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\],:]')


def json_contents(text: str, start: int, path: Path | None) -> tuple[Contents, int]:
    """The strings of the JSON object that begins at `start`, and the offset behind its closing brace.

    Raises FrontMatterError where the JSON is broken.
    """
    try:
        # Numbers are only checked: Python would refuse to make one of more than 4,300 digits.
        _, end = json.JSONDecoder(parse_int=str, parse_float=str).raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise broken(text, error.pos, "JSON", error.msg, path) from None
    except RecursionError:
        raise broken(text, start, "JSON", f"it nests deeper than {DEEPEST} levels", path) from None
    values: list[Value] = []
    levels: list[str] = []
    keys: list[str] = []
    awaits_key = False
    for token in _TOKEN.finditer(text, start, end):
        match token[0][0]:
            case "{" | "[" as bracket:
                if len(levels) == DEEPEST:
                    raise broken(text, token.start(), "JSON", f"it nests deeper than {DEEPEST} levels", path)
                levels.append(bracket)
                awaits_key = bracket == "{"
            case "}" | "]":
                if levels.pop() == "{" and not awaits_key:
                    keys.pop()
                awaits_key = False
            case ",":
                if levels[-1] == "{":
                    keys.pop()
                    awaits_key = True
            case ":":
                pass
            case _ if awaits_key:
                keys.append(json.loads(token[0]))
                awaits_key = False
            case _:
                values.append(Value(token.start(), token.end(), Style.JSON, tuple(keys)))
    return Contents(values), end
