"""Articles: bytes to text, text to protected and convertible parts, and edits written back the way each place needs."""

from langbridge.article.escapes import escape
from langbridge.article.following import follow_headings
from langbridge.article.front_matter_keys import DEFAULT_FRONT_MATTER_KEYS, FrontMatterKeys
from langbridge.article.model import Article, Escaped, FragmentLink, Heading, Markup, Part, PartKind, Scalar
from langbridge.article.reader import article_text, parse_article, read_article, reread_article
from langbridge.article.requoting import Fitting, fit_front_matter
from langbridge.article.shortcodes import DEFAULT_SHORTCODE_PARAMETERS

__all__ = [
    "DEFAULT_FRONT_MATTER_KEYS",
    "DEFAULT_SHORTCODE_PARAMETERS",
    "Article",
    "Escaped",
    "Fitting",
    "FragmentLink",
    "FrontMatterKeys",
    "Heading",
    "Markup",
    "Part",
    "PartKind",
    "Scalar",
    "article_text",
    "escape",
    "fit_front_matter",
    "follow_headings",
    "parse_article",
    "read_article",
    "reread_article",
]
