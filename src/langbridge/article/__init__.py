"""Articles: bytes to text, text to protected and convertible parts, and edits written back the way each place needs."""

from langbridge.article.anchors import followed_links
from langbridge.article.destinations import Destination, link_destinations, may_link
from langbridge.article.escapes import escape
from langbridge.article.following import follow_headings
from langbridge.article.front_matter import StatedText, front_matter_texts
from langbridge.article.front_matter_keys import DEFAULT_FRONT_MATTER_KEYS, FrontMatterKeys
from langbridge.article.model import Article, Escaped, FragmentLink, Heading, Markup, Part, PartKind, Scalar
from langbridge.article.moving import moved_article
from langbridge.article.page_urls import Stated, language_prefix, made_path, page_path, shares_url, stated
from langbridge.article.plain_in_markdown import read_plain, write_plain
from langbridge.article.reader import article_text, parse_article, read_article, reread_article
from langbridge.article.requoting import Fitting, fit_front_matter
from langbridge.article.shortcodes import DEFAULT_SHORTCODE_PARAMETERS

__all__ = [
    "DEFAULT_FRONT_MATTER_KEYS",
    "DEFAULT_SHORTCODE_PARAMETERS",
    "Article",
    "Destination",
    "Escaped",
    "Fitting",
    "FragmentLink",
    "FrontMatterKeys",
    "Heading",
    "Markup",
    "Part",
    "PartKind",
    "Scalar",
    "Stated",
    "StatedText",
    "article_text",
    "escape",
    "fit_front_matter",
    "follow_headings",
    "followed_links",
    "front_matter_texts",
    "language_prefix",
    "link_destinations",
    "made_path",
    "may_link",
    "moved_article",
    "page_path",
    "parse_article",
    "read_article",
    "read_plain",
    "reread_article",
    "shares_url",
    "stated",
    "write_plain",
]
