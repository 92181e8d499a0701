"""Findings in the forms that continuous integration reads: GitHub's workflow commands, and SARIF 2.1.0.

GitHub: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands.  SARIF:
https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; the numbers below are its sections.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from langbridge.checks.rules import RULES, CheckRule, rule_of
from langbridge.values import Finding, LangbridgeError
from langbridge.version import VERSION

FINGERPRINT = "langbridge/v1"
"""The name of our fingerprints (3.27.17); a new way to make them gets a new number."""


def github_command(finding: Finding) -> str:
    """A line that GitHub Actions shows at its place in a pull request."""
    values = {"file": finding.path, "line": finding.line, "col": finding.column, "title": finding.rule}
    properties = ",".join(f"{name}={_escaped(str(value)).replace(':', '%3A').replace(',', '%2C')}" for name, value in values.items())
    return f"::{finding.severity} {properties}::{_escaped(finding.message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def sarif_log(findings: Sequence[Finding], errors: Sequence[LangbridgeError] = (), *, documents: str = "") -> dict[str, object]:
    """One run as a SARIF log.  `errors` are what could not be checked.

    `documents` is the address of the documents' folder; with it each rule has a `helpUri`, which must be absolute (3.49.12).
    """
    rules = list(dict.fromkeys((*RULES.values(), *(rule_of(one.rule) for one in findings))))
    numbers = {rule.id: number for number, rule in enumerate(rules)}
    driver: dict[str, object] = {
        "name": "langbridge",
        "version": VERSION,
        "semanticVersion": VERSION,
        "rules": [_rule_object(rule, documents) for rule in rules],
    }
    if documents:
        driver["informationUri"] = documents
    return {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "invocations": [_invocation(errors)],
                "results": [_result(one, numbers[one.rule]) for one in findings],
            }
        ],
    }


def _rule_object(rule: CheckRule, documents: str) -> dict[str, object]:
    """A rule (3.49).  Its help says what to do by itself, so that a reader needs no address of the documents."""
    summary = _sentence(rule.summary)
    full = f"{summary} {rule.reason}".rstrip()
    told = f"docs/{rule.document}"
    markdown = [full, f"**What to do.** {rule.remedy}" if rule.remedy else "", f"Described in `{told}`."]
    described: dict[str, object] = {
        "id": rule.id,
        "shortDescription": {"text": _plain(summary)},
        "fullDescription": {"text": _plain(full)},
        "help": {
            "text": _plain("\n".join(filter(None, (full, f"What to do: {rule.remedy}" if rule.remedy else "", f"See {told}")))),
            "markdown": "\n\n".join(filter(None, markdown)),
        },
        "defaultConfiguration": {"level": rule.level.value},
    }
    if documents:
        described["helpUri"] = f"{documents.rstrip('/')}/{rule.document}"
    return described


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _plain(text: str) -> str:
    """A text without the marks of Markdown."""
    return text.replace("`", "")


def _result(finding: Finding, number: int) -> dict[str, object]:
    place = {
        "artifactLocation": {"uri": _uri(finding.path)},
        "region": {"startLine": finding.line, "startColumn": finding.column},
    }
    return {
        "ruleId": finding.rule,
        "ruleIndex": number,
        "level": finding.severity.value,
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint} if finding.fingerprint else {},
    }


def _uri(path: str) -> str:
    """A path as a relative reference (3.4.3); one from the root as a file's URI."""
    written = quote(path.replace("\\", "/"))
    return f"file://{written}" if written.startswith("/") else written


def _invocation(errors: Sequence[LangbridgeError]) -> dict[str, object]:
    told = [{"level": "error", "message": {"text": str(error)}} for error in errors]
    return {"executionSuccessful": not told, "toolExecutionNotifications": told}
