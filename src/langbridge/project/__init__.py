"""What a project wants, which files are its articles, and how its files are written.

Sites are only read where a layout asks for it, and XML where another tool's file is, so what reads them is imported late.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from langbridge.project.engine_settings import EngineSettings
from langbridge.project.files import write_atomically
from langbridge.project.settings import (
    KEYS,
    SETTINGS_NAME,
    TARGETS,
    Layout,
    Settings,
    Typography,
    Unreviewed,
    VariantStyle,
    find_settings,
    load_settings,
)
from langbridge.project.sources import (
    ARTICLE_SUFFIXES,
    REVIEW_FOLDER,
    SourceFile,
    decisions_path,
    display_path,
    find_articles,
    is_same_file,
    output_path,
    record_path,
)
from langbridge.project.suggestions import suggest

if TYPE_CHECKING:
    from langbridge.project.layouts import SiteLayout, match_languages, own_languages, site_layout, site_of
    from langbridge.project.site_config import DEPRECATED, Generator, Site, SiteLanguage, find_site, read_site, tag_of
    from langbridge.project.xml_elements import XML_LANG, XmlElement, escape_xml, read_xml

_LATE = {
    name: module
    for module, names in {
        "layouts": ("SiteLayout", "match_languages", "own_languages", "site_layout", "site_of"),
        "site_config": ("DEPRECATED", "Generator", "Site", "SiteLanguage", "find_site", "read_site", "tag_of"),
        "xml_elements": ("XML_LANG", "XmlElement", "escape_xml", "read_xml"),
    }.items()
    for name in names
}

__all__ = [
    "ARTICLE_SUFFIXES",
    "DEPRECATED",
    "KEYS",
    "REVIEW_FOLDER",
    "SETTINGS_NAME",
    "TARGETS",
    "XML_LANG",
    "EngineSettings",
    "Generator",
    "Layout",
    "Settings",
    "Site",
    "SiteLanguage",
    "SiteLayout",
    "SourceFile",
    "Typography",
    "Unreviewed",
    "VariantStyle",
    "XmlElement",
    "decisions_path",
    "display_path",
    "escape_xml",
    "find_articles",
    "find_settings",
    "find_site",
    "is_same_file",
    "load_settings",
    "match_languages",
    "output_path",
    "own_languages",
    "read_site",
    "read_xml",
    "record_path",
    "site_layout",
    "site_of",
    "suggest",
    "tag_of",
    "write_atomically",
]


def __getattr__(name: str) -> object:
    """Import what reads sites and XML when it is asked for."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
