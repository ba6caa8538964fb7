"""numpy, which the engine's tests can do without: what asks for it is skipped, one by one.

Where numpy is missing, `numpy` is something that can be named while tests are
collected; the test in which it is used is skipped.
"""

import os

import pytest


class Missing:
    def use(self, *_):
        """Give itself where a table of cases is made; skip the test that runs."""
        if "PYTEST_CURRENT_TEST" in os.environ:
            pytest.skip("numpy is not installed")
        return self

    __call__ = __getattr__ = use


try:
    import numpy
except ImportError:
    numpy = Missing()
