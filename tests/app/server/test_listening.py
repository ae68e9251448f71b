"""The socket that the server listens on."""

import socket

import pytest

from app.server.listening import listen


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_an_answers_body_does_not_wait_for_the_client_to_acknowledge_its_head(host: str) -> None:
    if ":" in host and not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    with listen(host, 0) as listening, socket.create_connection(listening.getsockname()[:2]):
        connection, _ = listening.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
