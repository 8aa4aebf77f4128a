"""What goes to the log."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

LOGGER = "django.security.DisallowedHost"


def test_a_request_for_another_host_is_one_line(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger=LOGGER):
        assert client.get("/", headers={"host": "somebody-elses.example"}).status_code == 400
    (record,) = [record for record in caplog.records if record.name == LOGGER]
    assert "somebody-elses.example" in record.getMessage()
    assert record.exc_info is None
