"""The first langbridge.yaml of a project: what a folder shows of it, the file that fits, and glossaries to begin with."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from langbridge.article import read_article
from langbridge.project import (
    ARTICLE_SUFFIXES,
    SETTINGS_NAME,
    TARGETS,
    Generator,
    Layout,
    Site,
    SiteLayout,
    find_articles,
    match_languages,
    own_languages,
    read_site,
    write_atomically,
)
from langbridge.values import ENGLISH, HANS_CN, HANT, HANT_TW, SCRIPT_TARGETS, LangbridgeError, LanguageTag

GLOSSARIES = "glossaries"
"""The folder of a project that its glossaries are looked for and begun in."""
_LOOKED_AT = 50
"""How many articles are read to see which script they are in."""
_NO_ARTICLES = re.compile(
    r"(?:readme|license|licence|changelog|contributing|code_of_conduct|security|requirements|robots)\b.*", re.IGNORECASE
)
_NO_FOLDERS = frozenset({"node_modules", "output", "public", "themes", "vendor", "venv", "dist", "build", "site", "_site", "archetypes"})
_PLAIN = re.compile(r"[^\W_][\w./-]*")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a project's settings would be.

    `sources` are relative to the folder.  Where `sources` or `targets` are empty the folder does not show them, and a person has to say.
    `scripts` counts what the articles that were looked at are in.  `glossaries` are the folder's own, relative to it; `starters` are
    langbridge's, to be written where it has none, by the names of their files.
    """

    folder: Path
    site: Site | None
    layout: Layout
    sources: tuple[str, ...]
    targets: tuple[LanguageTag, ...]
    scripts: Counter[str]
    glossaries: tuple[str, ...] = ()
    starters: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def content(self) -> str:
        """The folder that `publish` is to write to, as it is named from the project's folder."""
        if self.site is None:
            return "site"
        content = Path(os.path.commonpath([self.site.content, *(one.content for one in self.site.languages)]))
        if self.layout is Layout.CONTENT:
            content = Path(os.path.commonpath([one.content for one in self.site.languages]))
        return _named(content, self.folder)


def propose_settings(folder: Path) -> Proposal:
    """What a folder shows of a project: its site, articles, languages and glossaries.

    Raises SettingsError where the site's configuration cannot be read.
    """
    folder = folder.absolute()
    site = read_site(folder) or _site_below(folder)
    layout = _layout(folder, site)
    versions = SiteLayout(layout, match_languages(TARGETS, site), own_languages({}, site), site)
    named = _site_sources(site, versions) if site is not None else _plain_sources(folder)
    sources = tuple(_named(path, folder) for path in named if _holds_article(path, versions))
    scripts = _scripts([folder / name for name in sources], versions)
    glossaries = tuple(_named(path, folder) for path in sorted(folder.glob(f"{GLOSSARIES}/*.yaml")))
    return Proposal(folder, site, layout, sources, _targets(site, scripts), scripts, glossaries)


def render_settings(proposal: Proposal) -> str:
    """The text of a langbridge.yaml, with comments for those who will change it."""
    site = proposal.site
    lines = ["# What langbridge does here when a command does not say otherwise. Every key: docs/commands.md, Settings.", ""]
    if site is not None:
        lines += [f"# {site.generator}, by {_named(site.file, proposal.folder)}"]
    lines += [f"sources: [{', '.join(map(_scalar, proposal.sources))}]" if proposal.sources else "# sources: [posts]"]
    lines += ["", "# With a region its words as well (zh-Hant-TW: 軟體), without one the characters alone (zh-Hant: 軟件)."]
    lines += [f"targets: [{', '.join(map(str, proposal.targets))}]" if proposal.targets else "# targets: [zh-Hant-TW]"]
    if ENGLISH in proposal.targets:
        lines += ["", "# langbridge translate asks this engine for English; its key comes from the environment. See docs/engines.md."]
        lines += ["# engine: { name: openai, model: … }"]
    lines += ["", "# Outputs and review records; langbridge publish brings what is reviewed into the site.", "output: output"]
    lines += ["", *_layout_lines(proposal)]
    if proposal.starters:
        lines += ["", "# They began as copies of langbridge's and are the team's from now on; add your own at the end."]
        lines += ["# A term is written as they have it, for every target, and a later file wins over an earlier one."]
        lines += ["glossaries:", *(f"  - {GLOSSARIES}/{name}" for name in proposal.starters)]
    elif proposal.glossaries:
        lines += ["", "# A later one wins over an earlier one.", "glossaries:", *(f"  - {_scalar(name)}" for name in proposal.glossaries)]
    else:
        lines += ["", "# The team's terms, which are final: langbridge glossary add begins one.", "# glossaries: [glossaries/ours.yaml]"]
    return "\n".join(lines) + "\n"


def _layout_lines(proposal: Proposal) -> list[str]:
    told = {
        Layout.SUFFIX: "# Versions stand beside their article, with the language in the name: post.zh-hant.md.",
        Layout.CONTENT: "# Versions stand in the content folder of their language.",
        Layout.FOLDERS: "# Versions stand in a folder for each target: zh-Hant-TW/post.md.",
    }[proposal.layout]
    lines = [told, f"layout: {proposal.layout}"]
    if proposal.layout is not Layout.FOLDERS and proposal.site is not None:
        for tag, key in match_languages(proposal.targets, proposal.site).items():
            known = proposal.site.language(key) is not None
            lines.append(
                f"#   {tag} is {key} there" if known else f"#   {tag} would be {key}, which the site has to know: langbridge doctor"
            )
    return lines


def _site_below(folder: Path) -> Site | None:
    """The site in one of a folder's own folders, where there is just one."""
    found = [
        site
        for path in sorted(folder.iterdir())
        if path.is_dir() and not path.name.startswith(".") and path.name not in ("node_modules", "themes") and (site := read_site(path))
    ]
    return found[0] if len(found) == 1 else None


def _layout(folder: Path, site: Site | None) -> Layout:
    if site is None:
        usual = SiteLayout(Layout.SUFFIX, {})
        names = [path.name for path in folder.glob("*.md") if usual.original(PurePosixPath(path.name)).name != path.name]
        return Layout.SUFFIX if any((folder / usual.original(PurePosixPath(name)).name).is_file() for name in names) else Layout.FOLDERS
    if site.generator not in (Generator.HUGO, Generator.MKDOCS):
        return Layout.FOLDERS
    if site.by_folder:
        return Layout.CONTENT
    return Layout.SUFFIX if site.by_suffix else Layout.FOLDERS


def _site_sources(site: Site, layout: SiteLayout) -> list[Path]:
    if site.generator is Generator.JEKYLL:
        return [site.content / name for name in ("_posts", "_drafts")]
    if site.generator is Generator.HEXO:
        return [site.content / "_posts", site.content / "_drafts"]
    if layout.layout is Layout.CONTENT:
        return [one.content for one in site.languages if one.key.lower() in layout.own] or [site.content]
    return [site.content]


def _plain_sources(folder: Path) -> list[Path]:
    """The folders of a folder that hold articles; the folder itself where articles lie in it."""
    here = [path for path in folder.iterdir() if _is_article(path) and not _NO_ARTICLES.fullmatch(path.stem)]
    if here:
        return [folder]
    return [
        path for path in sorted(folder.iterdir()) if path.is_dir() and not path.name.startswith((".", "_")) and path.name not in _NO_FOLDERS
    ]


def _is_article(path: Path) -> bool:
    return path.name.lower().endswith(ARTICLE_SUFFIXES) and not path.name.startswith(".") and path.is_file()


def _holds_article(path: Path, layout: SiteLayout) -> bool:
    return path.is_dir() and bool(_articles(path, layout))


def _articles(path: Path, layout: SiteLayout) -> list[Path]:
    errors: list[LangbridgeError] = []
    return [one.path for one in find_articles([path], report=errors.append, is_version=layout.is_version)]


def _scripts(sources: Iterable[Path], layout: SiteLayout) -> Counter[str]:
    """What the first articles are in: Hans, Hant, or something else."""
    from langbridge.script import detect_article

    found: Counter[str] = Counter()
    articles = [path for source in sources for path in _articles(source, layout)]
    for path in articles[:: max(1, len(articles) // _LOOKED_AT)]:
        try:
            tag = detect_article(read_article(path.read_bytes(), path=path)).tag
        except (LangbridgeError, OSError):
            continue
        found[tag.script if tag is not None and tag.is_chinese else ""] += 1
    return found


def _targets(site: Site | None, scripts: Counter[str]) -> tuple[LanguageTag, ...]:
    """The languages that a site has besides its articles' own; without such a site the other script of the articles."""
    if site is not None and len(site.languages) > 1:
        own = own_languages({}, site)
        if _both(scripts):
            own = frozenset()
        elif len(own) > 1:  # the default language is none of them
            script = "Hans" if scripts["Hans"] else "Hant"
            own = frozenset(one.key.lower() for one in site.languages if one.tag is not None and one.tag.script == script)
        wanted = [_target(one.tag) for one in site.languages if one.key.lower() not in own]
        if targets := tuple(dict.fromkeys(tag for tag in wanted if tag is not None)):
            return targets
    if _both(scripts):
        return HANT_TW, HANS_CN
    if scripts["Hans"]:
        return (HANT_TW,)
    return (HANS_CN,) if scripts["Hant"] else ()


def _both(scripts: Counter[str]) -> bool:
    return bool(scripts["Hans"] and scripts["Hant"])


def _target(tag: LanguageTag | None) -> LanguageTag | None:
    """The target for a site's language: its own tag, with the usual region where it names a script alone."""
    if tag is None:
        return None
    if tag.language == "en":
        return ENGLISH
    if not tag.is_chinese:
        return None
    if tag == HANT:
        return HANT_TW
    if tag.script != "Hant" and tag.region in ("", "CN"):
        return HANS_CN
    return tag if tag in SCRIPT_TARGETS else tag.without_region


def _named(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path, folder)).as_posix()


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) or text == "." else json.dumps(text, ensure_ascii=False)


def with_answers(proposal: Proposal, *, sources: Sequence[str] = (), targets: Sequence[LanguageTag] = ()) -> Proposal:
    """A proposal with what a person said where the folder did not show it."""
    return replace(proposal, sources=tuple(sources) or proposal.sources, targets=tuple(targets) or proposal.targets)


def with_starters(proposal: Proposal) -> Proposal:
    """A proposal that begins with langbridge's own glossaries where they fit, otherwise as it is.

    They fit a project that has no glossaries, unless all its targets name a script alone: there the characters are wanted and no words.
    A folder of glossaries in which anything lies, be it a table for another tool, is left to its owner.

    Raises GlossaryError where they cannot be read.
    """
    from langbridge.glossary import read_starters

    wanted = not proposal.targets or any(tag.region or tag == ENGLISH for tag in proposal.targets)
    if not wanted or proposal.glossaries or not _is_free(proposal.folder / GLOSSARIES):
        return proposal
    return replace(proposal, starters=read_starters())


def _is_free(folder: Path) -> bool:
    """Whether there is no such folder, or nothing in it but what is hidden (.gitkeep)."""
    if not os.path.lexists(folder):
        return True
    return folder.is_dir() and all(path.name.startswith(".") for path in folder.glob("*"))


def write_project(proposal: Proposal) -> None:
    """Write the langbridge.yaml of a proposal and the glossaries it begins with, in a folder that has neither: all of it or nothing.

    Raises OutputError, with the folder as it was.
    """
    place = proposal.folder / GLOSSARIES
    files = {place / name: data for name, data in proposal.starters.items()}
    files[proposal.folder / SETTINGS_NAME] = render_settings(proposal).encode()  # last: with it there is a project
    was_there = place.exists()
    written: list[Path] = []
    try:
        for path, data in files.items():
            written.append(path)
            write_atomically(path, data)
    except BaseException:  # Ctrl-C too
        for path in written:
            with contextlib.suppress(OSError):
                path.unlink()
        if not was_there:
            with contextlib.suppress(OSError):
                place.rmdir()
        raise
