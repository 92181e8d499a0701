"""How a region writes what is not a word: quotation marks, punctuation, large numbers, and the spaces between Han and Latin.

Pure functions on texts: `block_changes` for the texts of one paragraph, `number_changes` for a text of the source, `spaces_latin` and
`spaced_term` for glossary terms.
"""

from langbridge.typography.blocks import block_changes
from langbridge.typography.numbers import number_changes
from langbridge.typography.spacing import spaced_term, spaces_latin

__all__ = ["block_changes", "number_changes", "spaced_term", "spaces_latin"]
