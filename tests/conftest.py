"""The fixtures and the servers of tests/harness."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from stripe import HTTPClient

pytest.register_assert_rewrite("tests.harness")

pytest_plugins = ["tests.harness.plugin", "tests.harness.fixtures", "tests.harness.browser"]

# How long an example takes says how busy the computer is, and nothing about the code.
settings.register_profile("house", deadline=None)
# A mutant's process runs a test for the second time; the same examples each time say of each what they said before.
# Whether one fails is enough to know, so none is made smaller, and few do.
settings.register_profile(
    "mutants",
    deadline=None,
    derandomize=True,
    max_examples=30,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.differing_executors],
)
settings.load_profile("house")

# Stripe's library waits between two tries of a call; a test need not.
HTTPClient.INITIAL_DELAY = 0.01
