"""The flag that rewrites goldens."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_goldens_are_not_rewritten_in_ci() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "--update-goldens", "--collect-only", "-q", str(Path(__file__).parent)],
        cwd=Path(__file__).parents[2],
        env=os.environ | {"CI": "true"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.returncode == 4, ended.stdout
    assert "--update-goldens is refused where CI is set" in ended.stderr
