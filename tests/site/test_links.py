"""Links by URL, checked from the articles alone and by the pages that the real Hugo makes of them: what is told is dead indeed."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tests.site.conftest import LAYOUTS, Blog, Built

LANGUAGES = """[languages.zh-hans]
locale = "zh-Hans-CN"
weight = 1
[languages.zh-hant]
locale = "zh-Hant-TW"
weight = 2
"""
BASE = 'baseURL = "https://example.org/"\ntitle = "x"\ndefaultContentLanguage = "zh-hans"\n'

PAGES = {
    "_index.md": "---\ntitle: 首页\n---\n",
    "about.md": "---\ntitle: 关于\n---\n## 我们\n",
    "posts/_index.md": "---\ntitle: 文章\n---\n",
    "posts/second.md": "---\ntitle: 第二\ndate: 2026-01-02\ntags: [a]\naliases: [/posts/old/, elder]\n---\n## 网络\n",
    "posts/second.zh-hant.md": "---\ntitle: 第二\ndate: 2026-01-02\n---\n## 網路\n",
    "posts/Third Post.md": "---\ntitle: 第三\ndate: 2026-01-03\nslug: three\n---\n",
    "posts/moved.md": "---\ntitle: 别处\ndate: 2026-01-04\nurl: elsewhere/moved/\n---\n",
    "posts/bundle/index.md": "---\ntitle: 图\ndate: 2026-01-05\n---\n## 图\n",
    "posts/bundle/picture.png": "png",
    "docs/deep/_index.md": "---\ntitle: 深\n---\n## 列表\n",
    "docs/deep/page.md": "---\ntitle: 页\ndate: 2026-01-06\n---\n## 页\n",
    "文档/软件.md": "---\ntitle: 软件\ndate: 2026-01-07\n---\n## 软件\n",
}
FILES = {f"layouts/{name}": text for name, text in LAYOUTS.items()} | {
    "static/posts/static/index.html": "here",
    "static/robots.txt": "User-agent: *",
}
# Links of posts/probe.md.
WRITTEN = """
../second/ ../second/#网络 ../second/#無 ../second ../gone/ ../gone ../gone/#网络 second/ ./second/
/posts/second/ /posts/second/#网络 /posts/second/#%E7%BD%91%E7%BB%9C /posts/second/?a=b /posts/gone/ /posts/SECOND/ /posts/second/index.html
/posts/second.html ../second.html second.html gone.html /posts/gone.html
/posts/three/ ../three/ /posts/third-post/ /elsewhere/moved/ /posts/moved/ /posts/bundle/ /posts/bundle/#图 /posts/bundle/#書
../bundle/picture.png /posts/old/ /posts/elder/ /posts/ /posts /about/ /about/#我们 /gone/ / /tags/a/ /tags/ /tags/gone/ /posts/page/2/
/posts/index.xml /index.xml /docs/deep/ /docs/deep/page/ /docs/deep/gone/ ../../docs/deep/page/ ../../docs/deep/gone/
/docs/ /文档/软件/ /文档/软件/#软件 /文档/没有/
/zh-hant/posts/second/ /zh-hant/posts/second/#網路 /zh-hant/posts/second/#网络 /zh-hant/posts/gone/ /zh-hant/ /zh-hans/posts/second/
/2026/second/ /2026/three/ /2026/gone/ /2026/third-post/ /posts/static/ /files/a/ /posts/robots.txt /robots.txt
second gone third-post bundle ../posts/second/ ../posts/gone/ ../docs/deep/page/
"""


def config(*, top: str = "", more: str = "") -> str:
    return f"{BASE}{top}{more}{LANGUAGES}"


CONFIGS: dict[str, tuple[str, set[str]]] = {
    "pretty": (
        config(),
        {
            *("../second/#無", "../gone/", "../gone", "../gone/#网络", "/posts/gone/", "/posts/gone.html", "/posts/third-post/"),
            *("/posts/bundle/#書", "/docs/deep/gone/", "../../docs/deep/gone/", "/文档/没有/"),
            *("/zh-hant/posts/gone/", "/zh-hant/posts/second/#网络"),
        },
    ),
    "ugly": (
        config(top="uglyURLs = true\n"),
        {
            "../posts/gone/",
            "gone.html",
            "/posts/gone.html",
            "/posts/gone/",
            "/docs/deep/gone/",
            "/zh-hant/posts/gone/",
            "/posts/third-post/",
        },
    ),
    "ugly-section": (config(more="[uglyURLs]\nposts = true\n"), {"gone.html", "/posts/gone.html", "/posts/gone/", "/docs/deep/gone/"}),
    "permalinks": (
        config(more='[permalinks]\nposts = "/:year/:slugorfilename/"\n'),
        {"/2026/gone/", "/2026/third-post/", "/docs/deep/gone/"},
    ),
    "in-subfolder": (config(top="defaultContentLanguageInSubdir = true\n"), {"../gone/", "/zh-hant/posts/gone/", "../second/#無"}),
    "one-language": (f"{BASE}", {"../gone/", "/posts/gone/", "/posts/third-post/", "../second/#無"}),
    "below-a-path": (config().replace("example.org/", "example.org/blog/"), {"../gone/", "../second/#無"}),
    "module": (config(more='[[module.mounts]]\nsource = "content"\ntarget = "content"\n'), {"../second/#無"}),
}


def dead(built: Built, page: str, base: str) -> set[str]:
    """The links of a built page that lead nowhere; a path without its slash is served with it."""
    found = set()
    for link in built.pages[page].links:
        parts = urlsplit(urljoin(f"https://example.org{base}{page}", link))
        wanted = unquote(parts.path)
        wanted = wanted.removeprefix(base) if wanted.startswith(f"{base}/") else f"outside{wanted}"
        there = next((built.pages[way] for way in (wanted, f"{wanted}/", wanted.removesuffix("index.html")) if way in built.pages), None)
        if (there is None and not (built.folder / wanted.lstrip("/")).is_file()) or (
            there is not None and parts.fragment and unquote(parts.fragment) not in there.ids
        ):
            found.add(unquote(link))
    return found


@pytest.fixture(params=CONFIGS)
def checked(request: pytest.FixtureRequest, one_blog: Blog) -> tuple[set[str], set[str], set[str]]:
    """What is told of the links, what is dead, and what has to be told."""
    written, expected = CONFIGS[request.param]
    blog = one_blog
    blog.write("hugo.toml", f"{written}\n[markup.goldmark.renderer]\nunsafe = true\n")
    for name, text in (PAGES | FILES).items():
        blog.write(name if name.startswith(("layouts/", "static/")) else f"content/{name}", text)
    # As HTML, so that Hugo writes the links as they are.
    links = "".join(f'<a href="{link}">x</a>\n' for link in WRITTEN.split())
    blog.write("content/posts/probe.md", f"---\ntitle: 看\ndate: 2026-01-08\n---\n## 看\n\n{links}")
    built = blog.build()
    (page,) = (path for path in built.pages if "probe" in path and not path.startswith("/zh-hant"))
    called = blog.langbridge("check", "--links", "content/posts/probe.md", "--format", "json")
    lines = (blog.root / "content/posts/probe.md").read_text(encoding="utf-8").split("\n")
    told = {re.findall(r'"([^"]*)"', lines[one["line"] - 1])[0] for one in json.loads(called.stdout)}
    base = re.findall(r"example\.org(/\w+)?/", written)[0]
    return {unquote(link) for link in told}, dead(built, page, base), expected


@pytest.fixture
def one_blog(tmp_path: Path, run_langbridge: Callable[..., subprocess.CompletedProcess[str]]) -> Blog:
    return Blog(tmp_path, "suffix", run_langbridge)


def test_what_is_told_is_dead(checked: tuple[set[str], set[str], set[str]]) -> None:
    told, gone, expected = checked
    assert told - gone == set()
    assert expected - told == set()


UGLY = {
    "_index.md": "---\ntitle: 首页\n---\n",
    "posts/_index.md": "---\ntitle: 文章\n---\n",
    "posts/first.md": "---\ntitle: 第一\n---\n## 后面\n\n[同级](second.html#软件)、[全部](/posts/second.html#软件)、[文件](second.md)、"
    "[图](bundle.html)、[列表](/posts/index.html)、[还是列表](/posts/)、[首页](/index.html)\n",
    "posts/second.md": "---\ntitle: 第二\nslug: second\n---\n## 软件\n\n[回去](./first.html#后面)\n",
    "posts/bundle/index.md": "---\ntitle: 图\n---\n[回去](/posts/first.html)\n",
}


def test_links_keep_to_their_language_where_urls_are_ugly(blog: Blog) -> None:
    content = "content/zh-hans" if blog.layout == "content" else "content"
    for name, text in UGLY.items():
        blog.write(f"{content}/{name}", text)
    blog.configure("zh-hans", content)
    path = blog.root / "hugo.toml"
    path.write_text(f"uglyURLs = true\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    blog.publish()
    built = blog.build()
    assert list(built.dead_links()) == []
    links = [unquote(link) for link in built.pages["/zh-hant/posts/first.html"].links]
    assert {"/zh-hant/posts/second.html#軟體", "/zh-hant/posts/index.html", "/zh-hant/posts/"} <= set(links)
    for path_, page in built.pages.items():
        if path_.startswith("/zh-hant/") and "/posts/" in path_:
            assert not [link for link in page.links[len(page.languages) :] if link.startswith("/posts/")], path_
