"""What all tests share.

Property tests look at the same few examples on every run, or with HYPOTHESIS_PROFILE=deep at ever new ones for minutes.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

_SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)

# A failure is shown as it was found: to make it smaller can take minutes, and is the other profile's work.
_FOUND = (Phase.explicit, Phase.generate)
settings.register_profile(
    "quick", max_examples=60, derandomize=True, deadline=None, database=None, suppress_health_check=_SLOW, phases=_FOUND
)
settings.register_profile("deep", max_examples=3000, deadline=None, database=None, suppress_health_check=_SLOW, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

REPOSITORY = Path(__file__).parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="write expected outputs anew, and the help texts in docs/; never in CI")


def pytest_configure(config: pytest.Config) -> None:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell starts what runs in the background deaf to Ctrl-C, and every child inherits that: there would be nothing to test.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if config.getoption("--update-goldens") and os.environ.get("CI"):
        raise pytest.UsageError("--update-goldens is refused where CI is set: goldens change on a desk, and are looked at before a commit")


@pytest.fixture(scope="session")
def update_goldens(pytestconfig: pytest.Config) -> bool:
    """Whether expected outputs are to be written instead of compared."""
    return bool(pytestconfig.getoption("--update-goldens"))


@pytest.fixture(scope="session")
def repository() -> Path:
    """This repository's root."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of articles and sets that are not in this repository; tests that need it are skipped, saying so, where it is not there."""
    named = os.environ.get("LANGBRIDGE_SHARED", "")
    if not named:
        pytest.skip("LANGBRIDGE_SHARED IS NOT SET: the real articles are not tested")
    folder = Path(named)
    assert folder.is_dir(), f"LANGBRIDGE_SHARED names {folder}, which is no folder"
    return folder
