"""What is wrong with a translation, segment by segment and over an article: rules that need no engine and no model."""

from langbridge.translation.checks.fault import Fault
from langbridge.translation.checks.pair import check_pair
from langbridge.translation.checks.terms import check_consistency

__all__ = ["Fault", "check_consistency", "check_pair"]
