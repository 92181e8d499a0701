"""Which script a text is in, and from one to the other: OpenCC, guarded at word boundaries, with the glossary's terms, every change
explained."""

from langbridge.script.converter import Converted, Converter
from langbridge.script.detection import (
    ArticleDetection,
    Detection,
    Paragraph,
    detect_article,
    detect_blocks,
    detect_paragraphs,
    detect_text,
)
from langbridge.script.explaining import Column
from langbridge.script.plans import Plan, read_plan
from langbridge.script.routes import route, target_of_config
from langbridge.script.variants import house_style

__all__ = [
    "ArticleDetection",
    "Column",
    "Converted",
    "Converter",
    "Detection",
    "Paragraph",
    "Plan",
    "detect_article",
    "detect_blocks",
    "detect_paragraphs",
    "detect_text",
    "house_style",
    "read_plan",
    "route",
    "target_of_config",
]
