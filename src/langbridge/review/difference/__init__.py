"""What differs between two texts: lines that belong together, and within them characters of Chinese and words in letters."""

from langbridge.review.difference.articles import ComparedArticle, ComparedArticles, compare_articles, compare_files
from langbridge.review.difference.as_html import to_html
from langbridge.review.difference.as_json import to_object
from langbridge.review.difference.as_text import COLOURED, PLAIN, Marks, stat_lines, to_text
from langbridge.review.difference.comparison import changed_spans, compare
from langbridge.review.difference.model import CONTEXT, Difference, Hunk, Piece, Row, Stat
from langbridge.review.difference.recorded import compare_by_changes

__all__ = [
    "COLOURED",
    "CONTEXT",
    "PLAIN",
    "ComparedArticle",
    "ComparedArticles",
    "Difference",
    "Hunk",
    "Marks",
    "Piece",
    "Row",
    "Stat",
    "changed_spans",
    "compare",
    "compare_articles",
    "compare_by_changes",
    "compare_files",
    "stat_lines",
    "to_html",
    "to_object",
    "to_text",
]
