"""A project with one article, converted and opened for review."""

from __future__ import annotations

from pathlib import Path

import pytest

from langbridge.pipeline import Conversion, Conversions, Reading, Written, convert_file
from langbridge.project import SourceFile
from langbridge.review import Review, find_reviews, open_review
from langbridge.values import HANT_TW

ARTICLE = """---
title: 软件的质量
---

## 软件的质量

后面的软件在里面，河道里面没有软件。[看](#软件的质量)

这行站了六次的软件。

第一段。

这行站了六次的软件。

第二段。

这行站了六次的软件。

```
软件
```

这行站了六次的软件。

第三段，这是云计算的云。

这行站了六次的软件。

第四段。

这行站了六次的软件。
"""


class Project:
    """A folder with `post.md`, which can be converted and opened."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.source = root / "post.md"
        self.output = root / "output" / "zh-Hant-TW" / "post.md"
        self.record = root / "output" / ".review" / "zh-Hant-TW" / "post.md.json"
        self.decisions = self.record.with_name("post.md.decisions.jsonl")
        self._conversions = Conversions()

    def write(self, text: str) -> None:
        self.source.write_bytes(text.encode())

    def convert(self) -> Written[Conversion]:
        source = SourceFile(self.source, Path("post.md"))
        return convert_file(source, HANT_TW, self._conversions, Reading(), root=self.root, output=self.root / "output")

    def open(self) -> Review:
        (ref,) = find_reviews(self.root / "output", self.root)
        return open_review(ref, self.root)

    def places(self, source: str) -> list[int]:
        """The numbers of the proposals about a text of the source."""
        review = self.open()
        return [state.number for state in review.states if review.proposals[state.number].source.text == source]

    def files(self) -> dict[str, bytes]:
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in self.root.rglob("*") if path.is_file()}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The article above, converted to Traditional Chinese for Taiwan without a glossary."""
    made = Project(tmp_path)
    made.write(ARTICLE)
    made.convert()
    return made
