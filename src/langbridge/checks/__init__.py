"""What is wrong with a finished article: findings with their places, for people and for continuous integration."""

from langbridge.checks.script_checks import check_script

__all__ = ["check_script"]
