"""What a language model is told, and how its answer is read.

One text is sent as it is and answered as it is: every model can do that.  Several are sent and answered as one JSON object whose keys
number them.  A list would hide a text that was left out and another that was split in two, and numbered lines break on a line break in a
text; keys do neither, and JSON quotes what a text could smuggle in.  Weak models fail at it now and then; the caller then halves the
request, down to the single text, where there is no JSON to fail at.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template

from langbridge.translation.engines.engine import Query
from langbridge.translation.engines.errors import BadAnswer
from langbridge.values import UsageError

SHIPPED = "english-1"
"""The prompt that comes with langbridge.  Another wording gets another number: the number is kept with each translation."""

_LONGEST_CONTEXT = 1500
_MOST_EXAMPLES = 5

_ONE = "Answer with the translation alone: no introduction, no quotes around it, no notes, no tags."
_SEVERAL = (
    "The <$tag> element holds a JSON object whose values are the texts. Answer with a JSON object alone that has exactly the same keys, "
    "each with the translation of its text as a string. Translate each text for itself: never join, split, move or skip texts."
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """The instructions for a model: text in which `$tag` and `$answer` are filled in, and the name that records know it by."""

    text: str
    version: str


def load_prompt(path: Path | None) -> Prompt:
    """The prompt in a file, else the one that comes with langbridge.

    A file's version is a hash of its text.  Raises UsageError for one that cannot be read or lacks `$answer`.
    """
    if path is None:
        return Prompt((files(__package__) / "prompts" / f"{SHIPPED}.txt").read_text("utf-8"), SHIPPED)
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("the prompt cannot be read", path=path, remedy="save it as UTF-8") from error
    if not re.search(r"\$(answer|\{answer\})", text):
        raise UsageError("the prompt has no place for the form of the answer", path=path, remedy="write $answer on a line of its own")
    return Prompt(text, hashlib.sha256(text.encode()).hexdigest()[:8])


def write_messages(prompt: Prompt, queries: Sequence[Query]) -> list[dict[str, str]]:
    """A chat of two messages: the instructions, and the texts with what helps with them."""
    tag = _free_name(queries)
    answer = Template(_ONE if len(queries) == 1 else _SEVERAL).substitute(tag=tag)
    instructions = Template(prompt.text).safe_substitute(tag=tag, answer=answer)
    return [{"role": "system", "content": instructions.strip()}, {"role": "user", "content": _write_texts(queries, tag)}]


def _write_texts(queries: Sequence[Query], tag: str) -> str:
    parts: list[str] = []

    def add(title: str, name: str, text: str) -> None:
        if text:
            parts.append(f"{title}\n<{tag}-{name}>\n{text}\n</{tag}-{name}>")

    terms = dict(term for query in queries for term in query.terms)
    add("Terms and their English forms:", "terms", "\n".join(f"{form} = {wanted}" for form, wanted in terms.items()))
    examples = list(dict.fromkeys(example for query in queries for example in query.examples))[:_MOST_EXAMPLES]
    add("Approved translations of similar texts:", "examples", "\n\n".join(f"{source}\n{target}" for source, target in examples))
    add("The paragraph before, for context only:", "before", queries[0].before[-_LONGEST_CONTEXT:])
    add("The paragraph after, for context only:", "after", queries[-1].after[:_LONGEST_CONTEXT])
    if len(queries) == 1:
        add("An earlier translation was refused for this reason; avoid that fault:", "reason", queries[0].reason)
        text = queries[0].text
    else:
        reasons = (f"{number}: {query.reason}" for number, query in enumerate(queries, 1) if query.reason)
        add("Earlier translations of some were refused for these reasons; avoid those faults:", "reason", "\n".join(reasons))
        text = json.dumps({str(number): query.text for number, query in enumerate(queries, 1)}, ensure_ascii=False, indent=0)
    parts.append(f"Translate into English:\n<{tag}>\n{text}\n</{tag}>")
    return "\n\n".join(parts)


def _free_name(queries: Sequence[Query]) -> str:
    """A name for the element that the texts stand in: one that occurs in none of them, so that none can end it."""
    held = "\n".join(_texts(queries)).casefold()
    name, number = "source", 1
    while name in held:
        number += 1
        name = f"source{number}"
    return name


def _texts(queries: Sequence[Query]) -> Iterable[str]:
    for query in queries:
        yield from (query.text, query.before, query.after, query.reason)
        for pair in (*query.terms, *query.examples):
            yield from pair


# The answer ------------------------------------------------------------------------------------------------------------------------------

_THOUGHTS = re.compile(r"\A\s*<(think|thinking|thought)>.*?</\1>", re.DOTALL)
_FENCE = re.compile(r"\A```[a-zA-Z]*\n(.*?)\n?```\Z", re.DOTALL)
_ELEMENT = re.compile(r"\A<(source\d*|translation)>\s*(.*?)\s*</\1>\Z", re.DOTALL)


def read_answer(name: str, content: str, queries: Sequence[Query]) -> list[str]:
    """The translations in a model's answer, one a query.  Raises BadAnswer where they are not exactly that."""
    content = _unwrap(content)
    if len(queries) == 1:
        if not content and queries[0].text.strip():
            raise BadAnswer(f"{name} answered nothing")
        return [content]
    try:
        # Among equal keys the last would win unseen.
        found = json.loads(content, object_pairs_hook=list)
    except (ValueError, RecursionError):
        found = None
    wanted = [str(number) for number in range(1, len(queries) + 1)]
    pairs = [pair for pair in found if isinstance(pair, tuple) and len(pair) == 2] if isinstance(found, list) else []
    if not pairs or len(pairs) != len(found):
        raise BadAnswer(f"{name} did not answer with a JSON object, or it was cut off")
    if sorted(key for key, _ in pairs) != sorted(wanted):
        raise BadAnswer(f"{name} answered {len(pairs)} texts for {len(wanted)}, or under other numbers")
    if not all(isinstance(value, str) and value.strip() for _, value in pairs):
        raise BadAnswer(f"{name} answered something else than text")
    answers = dict(pairs)
    return [answers[key].strip() for key in wanted]


def _unwrap(content: str) -> str:
    """An answer without what models like to put around it: thoughts, a code fence, the element of the source."""
    content = _THOUGHTS.sub("", content, count=1).strip()
    if found := _FENCE.search(content):
        content = found[1].strip()
    if found := _ELEMENT.search(content):
        content = found[2]
    return content
