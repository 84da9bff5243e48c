"""What the car really did while a client asked it: the line of driven-car.ts."""
import json
import socket
from contextlib import contextmanager


class Truth:
    def __init__(self, at):
        host, port = at.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), timeout=60)
        self.lines = self.socket.makefile("r")

    def ask(self, line):
        self.socket.sendall(f"{line}\n".encode())
        return json.loads(self.lines.readline())

    def act(self, **deed):
        outcome = self.ask(f"act {json.dumps(deed)}")
        if outcome["kind"] != "done":
            raise AssertionError(f"{deed} is {outcome}")

    @contextmanager
    def watch(self, *units):
        """The least and the greatest that each quantity was within the block, and each UNIT:DID at its ends."""
        seen = {}
        self.ask(f"begin {' '.join(units)}")
        yield seen
        seen.update(self.ask("end"))


def expect_true(value, span, tolerance, what):
    """`value` is as the car was, give or take its resolution and what its sensor adds."""
    least, greatest = span
    if not least - tolerance <= value <= greatest + tolerance:
        raise AssertionError(f"{what} is {value!r}; in truth it was {least!r} to {greatest!r}, give or take {tolerance}")
