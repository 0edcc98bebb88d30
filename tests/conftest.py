"""What holds for all tests."""

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in a browser come last: its event loop stays in this thread, where no other can run from then on."""
    items.sort(key=lambda item: "playwright" in getattr(item, "fixturenames", ()))
