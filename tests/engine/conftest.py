"""The engine's tests, with or without the packages that the engine asks for on request."""

from importlib.util import find_spec

import pytest

from tests.shared.guests import Missing

# Where they are installed nothing is skipped, whatever a test pretends.
MISSING = {name for name in ("numpy", "tqdm") if not find_spec(name)}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Skip a case that is made of what is missing."""
    case = item.callspec.params.values() if hasattr(item, "callspec") else ()
    if any(isinstance(one, Missing) for one in case):
        pytest.skip("numpy is not installed")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call():
    """Skip a test in which the engine asks for what is missing."""
    try:
        return (yield)
    except ModuleNotFoundError as error:
        if error.name in MISSING:
            pytest.skip(f"{error.name} is not installed")
        raise
