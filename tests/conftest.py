"""The fixtures and the servers of tests/harness."""

from __future__ import annotations

import pytest
from hypothesis import settings

pytest.register_assert_rewrite("tests.harness")

pytest_plugins = ["tests.harness.plugin", "tests.harness.fixtures", "tests.harness.browser"]

# How long an example takes says how busy the computer is, and nothing about the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
