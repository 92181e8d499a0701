"""How hard the property tests look: the same few examples on every run, or with HYPOTHESIS_PROFILE=deep ever new ones for minutes."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

_SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)

# A failure is shown as it was found: to make it smaller can take minutes, and is the other profile's work.
_FOUND = (Phase.explicit, Phase.generate)
settings.register_profile(
    "quick", max_examples=60, derandomize=True, deadline=None, database=None, suppress_health_check=_SLOW, phases=_FOUND
)
settings.register_profile("deep", max_examples=3000, deadline=None, database=None, suppress_health_check=_SLOW, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
