from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import unquote

from tests.site.conftest import KEYS, Blog, Built

POSTS = {
    "_index.md": "---\ntitle: 首页\n---\n欢迎来到我们的软件博客，从[第一篇](posts/first.md)读起。\n",
    "about/index.md": "---\ntitle: 关于我们\nslug: about\nmenus: main\naliases: [/old-about/]\n---\n## 我们的团队\n\n![软件](team.png)\n",
    "about/team.png": "png",
    "posts/_index.md": "---\ntitle: 文章\n---\n",
    "posts/first.md": """---
title: 第一个软件
date: 2026-01-02
tags: [软件, 网络]
categories: [工程]
menus: main
aliases: [/posts/old/]
---
## 后面的内容

见[第二篇](second.md)、[同一篇](./second.md#网络的问题)、[网址](/posts/second/#网络的问题)、[相对](../second/)、
[引用]({{< relref "second.md#网络的问题" >}})、
[没有结尾](second)、[本页](#后面的内容)、[关于](/about/#我们的团队)、[另一处][two]、[外面](https://example.com/软件)。

{{< note title="注意软件" >}}这个软件的质量很高。{{< /note >}}

## 后面的内容

重复的标题。

[two]: second.md#网络的问题 "网络"
""",
    "posts/second.md": """+++
title = "网络的信息"
date = 2026-01-03
tags = ["网络"]
+++
## 网络的问题

回到[第一篇](first.md#后面的内容-1)，或者{{< figure src="/images/cover.png" alt="软件的封面" title="封面" >}}。
""",
    "posts/bundle/index.md": "---\ntitle: 图片与软件\nslug: pictures\n---\n## 图片\n\n![软件的图](picture.png)\n\n[回去](../first.md)\n",
    "posts/bundle/picture.png": "png",
}


def write_posts(blog: Blog, folder: str) -> None:
    for name, text in POSTS.items():
        blog.write(f"{folder}/{name}", text)


def check(built: Built) -> None:
    """What a site in three languages has to be."""
    assert built.messages == []
    assert list(built.dead_links()) == []
    counts = {key: built.count(key) for key in KEYS}
    assert len(set(counts.values())) == 1, counts
    assert counts["en"] >= 8
    for path, page in built.pages.items():
        # Tags are words, so that one in another language is another page.
        if page.is_alias or "/tags/" in path or "/categories/" in path:
            continue
        assert set(page.languages) == set(KEYS), path
        for key, link in page.languages.items():
            there = built.pages[unquote(link)]
            assert there.language.lower().startswith(key), (path, link)


def test_articles_in_the_site(blog: Blog) -> None:
    content = "content/zh-hans" if blog.layout == "content" else "content"
    write_posts(blog, content)
    blog.configure("zh-hans", content)
    before = blog.build()
    assert before.messages == []
    blog.publish()
    built = blog.build()
    check(built)
    assert before.count("zh-hans") == built.count("zh-hans")
    assert "後面的內容" in built.pages["/zh-hant/posts/first/"].ids
    assert {"/posts/old/", "/zh-hant/posts/old/", "/old-about/", "/zh-hant/old-about/"} <= set(built.pages)
    # A second run takes none of the versions for an article, and changes nothing.
    files = {path: path.read_bytes() for path in (blog.root / "content").rglob("*") if path.is_file()}
    blog.publish()
    assert files == {path: path.read_bytes() for path in (blog.root / "content").rglob("*") if path.is_file()}


def test_links_to_what_is_not_there_in_the_language_lead_to_the_original(blog: Blog) -> None:
    content = "content/zh-hans" if blog.layout == "content" else "content"
    write_posts(blog, content)
    blog.configure("zh-hans", content)
    for arguments in (["convert"], ["publish", "content", f"{content}/posts/first.md", "--to", "zh-Hant-TW"]):
        ended = blog.langbridge(*arguments)
        assert ended.returncode == 0, ended.stderr
    built = blog.build()
    assert built.messages == []
    dead = list(built.dead_links())
    assert dead == []
    links = [unquote(link) for link in built.pages["/zh-hant/posts/first/"].links]
    assert {"/posts/second/#网络的问题", "/posts/second/", "/about/#我们的团队"} <= set(links)


def test_articles_in_either_script_outside_the_site(blog: Blog, repository: Path) -> None:
    write_posts(blog, "articles")
    for path in (repository / "seeds").glob("*.md"):
        shutil.copy(path, blog.root / "articles" / "posts")
    blog.configure("zh-hant", "articles")
    blog.publish()
    _copy_pictures(blog)
    check(blog.build())


def test_the_real_articles(blog: Blog, shared: Path) -> None:
    write_posts(blog, "articles")
    for path in (shared / "seeds").glob("*.md"):
        shutil.copy(path, blog.root / "articles" / "posts")
    blog.configure("zh-hans", "articles")
    blog.publish()
    _copy_pictures(blog)
    check(blog.build())


def _copy_pictures(blog: Blog) -> None:
    """What is no article a team puts into the site itself, once."""
    folder = blog.root / "content" / ("zh-hant" if blog.layout == "content" else "")
    for name in ("about/team.png", "posts/bundle/picture.png"):
        shutil.copy(blog.root / "articles" / name, folder / name)
