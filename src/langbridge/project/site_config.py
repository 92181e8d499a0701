"""A site's own configuration, as far as languages depend on it: Hugo's, MkDocs', Jekyll's and Hexo's.

Hugo (https://gohugo.io/configuration/languages/) has its languages in `hugo.toml`, `hugo.yaml` or `hugo.json`, in `config.*` of older
sites, or in files of `config/_default`; letter case of keys does not count.  MkDocs has them in its plugin `i18n`
(https://ultrabug.github.io/mkdocs-static-i18n/).  Jekyll and Hexo publish one language; only where their posts are is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from langbridge.project.sources import display_path
from langbridge.values import LanguageTag, SettingsError, UsageError

_Table: TypeAlias = Mapping[str, object]

_HUGO_NAMES = tuple(f"hugo.{suffix}" for suffix in ("toml", "yaml", "yml", "json"))
_OLD_HUGO_NAMES = tuple(f"config.{suffix}" for suffix in ("toml", "yaml", "yml", "json"))
_HUGO_FOLDER = Path("config", "_default")
# A `config.toml` may be anybody's; with one of these keys it is Hugo's.  (Zola writes base_url.)
_HUGO_SIGNS = frozenset({"baseurl", "defaultcontentlanguage", "languagecode", "locale", "contentdir", "theme", "languages", "permalinks"})
DEPRECATED = {"languagename": "label", "languagecode": "locale"}
"""Hugo's keys of a language that are deprecated since 0.158, and what takes their place."""


class Generator(StrEnum):
    """What makes a site of articles."""

    HUGO = "Hugo"
    MKDOCS = "MkDocs"
    JEKYLL = "Jekyll"
    HEXO = "Hexo"


@dataclass(frozen=True, slots=True)
class SiteLanguage:
    """A language of a site: the key that file names and folders have, the tag that it stands for, and where its content is.

    The tag is None where neither key nor locale is one.
    """

    key: str
    tag: LanguageTag | None
    content: Path


@dataclass(frozen=True, slots=True)
class Site:
    """A site's languages and where its articles are, all paths absolute; `languages` is empty where the site has one and names none."""

    generator: Generator
    root: Path
    file: Path
    """The configuration, for messages: the file, or the folder of files."""
    content: Path
    languages: tuple[SiteLanguage, ...] = ()
    default: str = ""
    """The key of the language of files that name none; empty where the generator has no such thing."""
    default_tag: LanguageTag | None = None
    default_in_subfolder: bool = False
    """Whether the default language's pages have its key in their URLs too."""
    by_suffix: bool = True
    """Whether `post.KEY.md` is understood as a language version."""
    base_path: str = "/"
    permalinks: Mapping[str, str] | None = None
    """By section, the pattern of its pages' URLs."""
    ugly_urls: bool = False
    """Whether pages are `first.html`; `ugly_sections` are those where they are."""
    ugly_sections: frozenset[str] = frozenset()
    generated: frozenset[str] = frozenset()
    """What a URL has in it, below which the generator makes pages of its own: `tags`, `categories`, `page`."""
    opaque: bool = False
    """Whether the configuration takes pages from elsewhere, or gives them URLs in ways that are not read here."""
    deprecated: tuple[str, ...] = ()
    """Deprecated keys as they are written, dotted: `languages.zh.languageName`."""

    def language(self, key: str) -> SiteLanguage | None:
        """The language with a key, in any case."""
        return next((one for one in self.languages if one.key.lower() == key.lower()), None)

    @property
    def by_folder(self) -> bool:
        """Whether each language has a content folder of its own."""
        return len({one.content for one in self.languages}) == len(self.languages) > 1


def find_site(start: Path) -> Site | None:
    """The site that a file or folder belongs to: the nearest configuration in it or above; None where there is none.

    Raises SettingsError for a configuration of Hugo or MkDocs that cannot be read.
    """
    for folder in (start, *start.parents):
        if site := read_site(folder):
            return site
    return None


def read_site(root: Path) -> Site | None:
    """The site whose configuration stands in a folder, None where there is none.  Raises SettingsError as `find_site` does."""
    if (path := _first(root, _HUGO_NAMES)) is not None or (root / _HUGO_FOLDER).is_dir():
        return _hugo_site(root, path)
    if (path := _first(root, _OLD_HUGO_NAMES)) is not None:
        try:
            signs = {key.lower() for key in _read(path)}
        except SettingsError:
            signs = set()
        if signs & _HUGO_SIGNS and "base_url" not in signs:
            return _hugo_site(root, path)
    if (path := _first(root, ("mkdocs.yml", "mkdocs.yaml"))) is not None:
        return _mkdocs_site(root, path)
    if (path := _first(root, ("_config.yml", "_config.yaml"))) is not None:
        config = _read(path)
        if "source_dir" in config or "public_dir" in config or (root / "scaffolds").is_dir() or (root / "source" / "_posts").is_dir():
            return Site(Generator.HEXO, root, path, root / (_text(config, "source_dir") or "source"), by_suffix=False)
        return Site(Generator.JEKYLL, root, path, root / (_text(config, "source") or "."), by_suffix=False)
    return None


def tag_of(key: str) -> LanguageTag | None:
    """The language tag that a site's key or locale is; None where it is none, such as `chinese`."""
    try:
        return LanguageTag.parse(key)
    except UsageError:
        return None


def _first(root: Path, names: tuple[str, ...]) -> Path | None:
    return next((root / name for name in names if (root / name).is_file()), None)


def _hugo_site(root: Path, path: Path | None) -> Site:
    config: dict[str, object] = {}
    for file in _hugo_files(root, path):
        read: _Table = _read(file)
        name, _, key = file.stem.partition(".")
        if file.parent != root and name not in ("hugo", "config"):
            # config/_default/menus.toml holds what else stands under `menus`; languages.en.toml what stands under `languages.en`.
            if not key or name in ("menu", "menus", "params"):
                read = {name: read}
            if key:
                read = {"languages": {key: read}}
        _merge(config, read)
    deprecated: list[str] = []
    content = root / (_text(config, "contentdir") or "content")
    mounted = dict(_mounts(config, root))
    languages: list[tuple[float, SiteLanguage]] = []
    for key, value in _table(config, "languages").items():
        said = value if isinstance(value, dict) else {}
        language = _folded(said)
        deprecated += (f"languages.{key}.{written}" for written in map(str, said) if written.lower() in DEPRECATED)
        if language.get("disabled") is True:
            continue
        weight = language.get("weight")
        folder = _text(language, "contentdir")
        tag = tag_of(_text(language, "locale") or _text(language, "languagecode")) or tag_of(key)
        languages.append(
            (
                weight if isinstance(weight, int | float) and weight else 1e9,
                SiteLanguage(key.lower(), tag, root / folder if folder else mounted.get(key.lower(), content)),
            )
        )
    deprecated += (written for written in config if written.lower() in DEPRECATED)
    settings = _folded(config)
    default = (_text(settings, "defaultcontentlanguage") or "en").lower()
    stated = tag_of(_text(settings, "locale") or _text(settings, "languagecode"))
    found = next((one.tag for _, one in languages if one.key == default), None)
    return Site(
        Generator.HUGO,
        root,
        path or root / _HUGO_FOLDER,
        content,
        tuple(one for _, one in sorted(languages, key=lambda pair: pair[0])),
        default,
        found or stated or (tag_of(default) if languages or "defaultcontentlanguage" in settings else None),
        settings.get("defaultcontentlanguageinsubdir") is True,
        base_path=urlsplit(_text(settings, "baseurl")).path or "/",
        permalinks=_permalinks(settings),
        ugly_urls=settings.get("uglyurls") is True,
        ugly_sections=frozenset(key for key, value in _table(settings, "uglyurls").items() if value is True),
        generated=_generated(settings),
        opaque=_is_opaque(settings, root),
        deprecated=tuple(deprecated),
    )


def _hugo_files(root: Path, path: Path | None) -> Iterator[Path]:
    """All files of a Hugo configuration, those that overrule last."""
    folder = root / _HUGO_FOLDER
    if folder.is_dir():
        yield from sorted(one for one in folder.iterdir() if one.suffix in (".toml", ".yaml", ".yml", ".json") and one.is_file())
    if path is not None:
        yield path


def _mounts(config: _Table, root: Path) -> Iterator[tuple[str, Path]]:
    """Content folders that are given to a language as mounts of a module."""
    module = _folded(_folded(config).get("module"))
    mounts = module.get("mounts")
    for mount in mounts if isinstance(mounts, list) else ():
        said = _folded(mount)
        if _text(said, "target").strip("/") == "content" and _text(said, "lang"):
            yield _text(said, "lang").lower(), root / _text(said, "source")


def _permalinks(settings: _Table) -> Mapping[str, str] | None:
    permalinks = _folded(settings.get("permalinks"))
    pages = permalinks.get("page")
    flat = {key: value for key, value in permalinks.items() if isinstance(value, str)}
    flat |= {key: value for key, value in _folded(pages).items() if isinstance(value, str)} if isinstance(pages, dict) else {}
    return flat or None


def _generated(settings: _Table) -> frozenset[str]:
    taxonomies = [value for value in _table(settings, "taxonomies").values() if isinstance(value, str)]
    page = _text(_table(settings, "pagination"), "path") or _text(settings, "paginatepath") or "page"
    return frozenset(name.lower() for name in (*(taxonomies or ("tags", "categories")), page))


# What moves pages or makes more of them, in ways that are not read here: for the site, or for one language.
_OPAQUE = frozenset({"cascade", "removepathaccents", "themesdir"})
_OPAQUE_OF_LANGUAGE = _OPAQUE | {"baseurl", "module", "pagination", "paginatepath", "permalinks", "taxonomies", "uglyurls"}
# What a host is told of redirects, in files that say other things too, or that say nothing else.
_OF_HOSTS = ("netlify.toml", "vercel.json", "firebase.json", "staticwebapp.config.json", "static/.htaccess", "static/web.config")
_REDIRECTS = ("_redirects", "static/_redirects")
_REDIRECTING = re.compile(rb"redirect|rewrite|\"routes\"", re.IGNORECASE)


def _is_opaque(settings: _Table, root: Path) -> bool:
    """Whether Hugo's pages cannot be known from the files of the site's content and their front matter."""
    module = _table(settings, "module")
    themes = settings.get("theme")
    named = themes if isinstance(themes, list) else [themes]
    of_pages = _table(settings, "permalinks").keys() & {"section", "taxonomy", "term"}
    languages = [_folded(value) for value in _table(settings, "languages").values()]
    return bool(
        module.get("imports")
        or module.get("mounts")
        or of_pages
        or settings.keys() & _OPAQUE
        or any(one.keys() & _OPAQUE_OF_LANGUAGE for one in languages)
        or any(_dates_otherwise(one) or any(key.startswith("staticdir") for key in one) for one in (settings, *languages))
        or any((root / "themes" / str(name) / "content").is_dir() for name in named if name)
        or any(one.is_dir() and one.name != _HUGO_FOLDER.name for one in _entries(root / "config"))
        or _has_redirects(root)
    )


def _dates_otherwise(settings: _Table) -> bool:
    """Whether Hugo takes the date of a page from elsewhere than from its `date`: from a file's name it takes the slug as well."""
    dates = _folded(settings.get("frontmatter"))
    return "date" in dates or ":filename" in str(dates).lower()


def _has_redirects(root: Path) -> bool:
    """Whether the site's host is told of addresses that lead elsewhere."""
    if any((root / name).exists() for name in _REDIRECTS):
        return True
    for name in _OF_HOSTS:
        try:
            if _REDIRECTING.search((root / name).read_bytes()):
                return True
        except FileNotFoundError:
            continue
        except OSError:
            return True  # it is there, and nobody can tell
    return False


def _entries(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _mkdocs_site(root: Path, path: Path) -> Site:
    config = _read(path)
    content = root / (_text(config, "docs_dir") or "docs")
    plugins = config.get("plugins")
    listed = plugins if isinstance(plugins, list) else [plugins] if isinstance(plugins, dict) else []
    plugin: _Table = next((_table(one, "i18n") for one in listed if isinstance(one, dict) and "i18n" in one), {})
    by_suffix = _text(plugin, "docs_structure") != "folder"
    languages: list[SiteLanguage] = []
    default = ""
    named = plugin.get("languages")
    for language in named if isinstance(named, list) else ():
        if not isinstance(language, dict) or not (key := _text(language, "locale")):
            continue
        if language.get("default") is True:
            default = key
        if language.get("build") is not False:
            languages.append(SiteLanguage(key, tag_of(key), content if by_suffix else content / key))
    return Site(
        Generator.MKDOCS,
        root,
        path,
        content,
        tuple(languages),
        default,
        tag_of(default) if default else None,
        by_suffix=by_suffix and bool(languages),
    )


def _read(path: Path) -> dict[str, object]:
    """A configuration file's contents.  Raises SettingsError where they cannot be read."""
    import json
    import tomllib

    try:
        data = path.read_bytes().decode("utf-8-sig")
        if path.suffix == ".toml":
            return dict(tomllib.loads(data))
        if path.suffix == ".json":
            loaded: object = json.loads(data)
        else:
            loaded = _load_yaml(data)
    except OSError as error:
        raise SettingsError(f"the site's configuration cannot be read: {error.strerror}", path=display_path(path)) from error
    except (ValueError, RecursionError) as error:  # of TOML, JSON, YAML and UTF-8 alike
        raise SettingsError(f"the site's configuration cannot be read: {error}", path=display_path(path)) from error
    return {str(key): value for key, value in loaded.items()} if isinstance(loaded, dict) else {}


def _load_yaml(text: str) -> object:
    import yaml

    class Loader(yaml.SafeLoader):
        """Passes over tags that it does not know: MkDocs' names of Python functions, say."""

    Loader.add_multi_constructor("", lambda *_: None)
    try:
        loaded: object = yaml.load(text, Loader=Loader)
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from error
    return loaded


def _merge(into: dict[str, object], more: _Table) -> None:
    for key, value in more.items():
        there = next((known for known in into if known.lower() == key.lower()), key)
        old = into.get(there)
        if isinstance(old, dict) and isinstance(value, dict):
            merged = dict(old)
            _merge(merged, value)
            into[there] = merged
        else:
            into[there] = value


def _table(config: object, name: str) -> dict[str, object]:
    value = _folded(config).get(name)
    return {str(key): one for key, one in value.items()} if isinstance(value, dict) else {}


def _folded(config: object) -> dict[str, object]:
    """A table with its keys in lower case; empty for what is none."""
    return {str(key).lower(): value for key, value in config.items()} if isinstance(config, dict) else {}


def _text(config: _Table, name: str) -> str:
    value = _folded(config).get(name)
    return value if isinstance(value, str) else ""
