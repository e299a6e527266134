"""What many tests share: the default protocol, and a fixed present."""

from datetime import UTC, datetime

import pytest

from bot.protocol import Protocol, load_protocol
from bot.settings import PROJECT


@pytest.fixture(scope="session")
def protocol() -> Protocol:
    """The default protocol with the example clinic, which is in New York."""
    return load_protocol(PROJECT / "data" / "protocol", clinic_file=PROJECT / "data" / "clinic.yml")


@pytest.fixture
def now() -> datetime:
    """Friday 20 November 2026, noon in New York."""
    return datetime(2026, 11, 20, 17, tzinfo=UTC)
