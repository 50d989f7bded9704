"""The fixtures and the servers of tests/harness."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.harness")

pytest_plugins = ["tests.harness.plugin", "tests.harness.fixtures", "tests.harness.browser"]
