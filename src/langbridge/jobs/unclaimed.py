"""Outputs that neither the articles of a project nor its manifest lead to."""

from __future__ import annotations

from pathlib import Path

from langbridge.jobs.planning import Plan
from langbridge.project import REVIEW_FOLDER, Settings
from langbridge.review import find_reviews, read_record
from langbridge.values import LangbridgeError


def unclaimed_outputs(settings: Settings, output: Path, plan: Plan) -> list[tuple[Path, str]]:
    """Outputs with a record that neither plan nor manifest knows and whose source is gone, each with the path of that source."""
    if not (output / REVIEW_FOLDER).is_dir():
        return []
    known = {(str(one.job.target), one.job.source.relative) for one in plan.planned}
    known |= {(one.entry.target, Path(one.entry.relative)) for one in plan.orphans}
    found: list[tuple[Path, str]] = []
    for ref in find_reviews(output, settings.root):
        if (str(ref.target), ref.relative) in known or not ref.output_path.exists():
            continue
        try:
            source = read_record(ref.record_path).source.path
        except LangbridgeError:
            continue  # `langbridge review` tells of it
        if not (settings.root / source).exists():
            found.append((ref.output_path, source))
    return found
