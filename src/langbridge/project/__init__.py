"""What a project wants, which files are its articles, and how its files are written."""

from langbridge.project.engine_settings import EngineSettings
from langbridge.project.files import write_atomically
from langbridge.project.settings import KEYS, TARGETS, Layout, Settings, Typography, Unreviewed, VariantStyle, find_settings, load_settings
from langbridge.project.sources import (
    ARTICLE_SUFFIXES,
    REVIEW_FOLDER,
    SourceFile,
    decisions_path,
    display_path,
    find_articles,
    output_path,
    record_path,
)
from langbridge.project.suggestions import suggest
from langbridge.project.xml_elements import XML_LANG, XmlElement, escape_xml, read_xml

__all__ = [
    "ARTICLE_SUFFIXES",
    "KEYS",
    "REVIEW_FOLDER",
    "TARGETS",
    "XML_LANG",
    "EngineSettings",
    "Layout",
    "Settings",
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
    "load_settings",
    "output_path",
    "read_xml",
    "record_path",
    "suggest",
    "write_atomically",
]
