"""Checks that the ports are free before anything is started, and finds free ones for a stack of its own."""

import socket

from bot.errors import StartError
from bot.settings import Settings


def check_ports(settings: Settings) -> None:
    """Raise StartError naming the first port in use, and the setting that changes it."""
    for name, host in (("port", settings.host), ("actions_port", "127.0.0.1"), ("rasa_port", "127.0.0.1")):
        port: int = getattr(settings, name)
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise StartError(
                    f"Port {port} on {host} cannot be used ({error.strerror}). Stop what uses it, or choose another: "
                    f"AFTERCARE_{name.upper()}={port + 1} make run"
                ) from error


def on_free_ports(settings: Settings) -> Settings:
    """The same settings on three ports of loopback that are free just now."""
    probes = [socket.socket(socket.AF_INET, socket.SOCK_STREAM) for _ in range(3)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        free = [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()
    ports = dict(zip(("port", "actions_port", "rasa_port"), free, strict=True))
    return settings.model_copy(update={**ports, "host": "127.0.0.1"})
