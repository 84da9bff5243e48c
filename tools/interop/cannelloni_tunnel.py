"""
The car's bus through cannelloni, over TCP and UDP: plain sockets and struct, by doc/tcp_protocol.md and doc/udp_format.md of the
tunnel, since python-can has no such interface. What comes is compared with what python-can hears by socketcand.
"""
import argparse
import socket
import struct
import time

import can

from checks import check, expect, expect_between

parser = argparse.ArgumentParser()
parser.add_argument("--cannelloni", required=True, help="HOST:PORT")
parser.add_argument("--socketcand", required=True, help="HOST:PORT")
parser.add_argument("--vin", required=True)
parser.add_argument("--name", required=True, help="the car's name, for the lines of the report")
options = parser.parse_args()

REQUEST, ANSWER = 0x7E0, 0x7E8
GREETING = b"CANNELLONIv1"
VERSION, DATA = 2, 0
TIMEOUT_S = 10
LISTEN_S = 2


def address(text):
    host, port = text.rsplit(":", 1)
    return host, int(port)


def encode(identifier, data):
    return struct.pack(">IB", identifier, len(data)) + data


def decode(stream):
    """The frames that are whole, and the rest."""
    frames = []
    while len(stream) >= 5 and len(stream) >= 5 + (stream[4] & 0x7F):
        identifier, length = struct.unpack_from(">IB", stream)
        frames.append((identifier, stream[5 : 5 + length]))
        stream = stream[5 + length :]
    return frames, stream


class Tcp:
    def __init__(self):
        self.socket = socket.create_connection(address(options.cannelloni), timeout=TIMEOUT_S)
        self.socket.sendall(GREETING)
        self.rest = b""
        while len(self.rest) < len(GREETING):
            self.rest += self.socket.recv(4096)
        expect(self.rest[: len(GREETING)], GREETING, "the greeting")
        self.rest = self.rest[len(GREETING) :]

    def send(self, identifier, data):
        self.socket.sendall(encode(identifier, data))

    def receive(self):
        frames, self.rest = decode(self.rest + self.socket.recv(4096))
        return frames


class Udp:
    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.settimeout(TIMEOUT_S)
        self.socket.connect(address(options.cannelloni))
        self.sent = 0
        self.numbers = []
        self.socket.send(struct.pack(">BBBH", VERSION, DATA, self.sent, 0))  # Who is silent is not known.

    def send(self, identifier, data):
        self.sent = (self.sent + 1) & 0xFF
        self.socket.send(struct.pack(">BBBH", VERSION, DATA, self.sent, 1) + encode(identifier, data))

    def receive(self):
        packet = self.socket.recv(65536)
        version, operation, number, count = struct.unpack_from(">BBBH", packet)
        expect((version, operation), (VERSION, DATA), "version and operation")
        self.numbers.append(number)
        frames, rest = decode(packet[5:])
        expect((len(frames), rest), (count, b""), "the number of frames, and what is behind them")
        return frames


def frames_of(tunnel, identifier):
    end = time.monotonic() + TIMEOUT_S
    while time.monotonic() < end:
        for heard, data in tunnel.receive():
            if heard == identifier:
                yield data
    raise AssertionError(f"{identifier:X} was not heard")


def ask(tunnel, request):
    """One exchange of ISO 15765-2 by hand: a single frame there; a single one, or a first one and all others, back."""
    tunnel.send(REQUEST, (bytes([len(request)]) + request).ljust(8, b"\xaa"))
    answers = frames_of(tunnel, ANSWER)
    first = next(answers)
    if first[0] >> 4 == 0:
        return first[1 : 1 + first[0]]
    length = (first[0] & 0x0F) << 8 | first[1]
    message = first[2:]
    tunnel.send(REQUEST, b"\x30\0\0".ljust(8, b"\xaa"))
    number = 1
    while len(message) < length:
        data = next(answers)
        expect(data[0], 0x20 | number & 0x0F, "the number of the frame")
        message += data[1:]
        number += 1
    return message[:length]


def own_per_second(frames):
    """How often each of the car's own frames came in a second."""
    counts = {}
    for identifier in frames:
        if identifier < 0x700:
            counts[identifier] = counts.get(identifier, 0) + 1
    return {identifier: count / LISTEN_S for identifier, count in counts.items()}


def heard_by_python_can():
    host, port = address(options.socketcand)
    with can.Bus(interface="socketcand", channel="can0", host=host, port=port) as bus:
        end = time.monotonic() + LISTEN_S
        heard = []
        while time.monotonic() < end:
            message = bus.recv(0.1)
            if message is not None:
                heard.append(message.arbitration_id)
    return own_per_second(heard)


rates = heard_by_python_can()
for tunnel_type in (Tcp, Udp):
    way = f"plain sockets at the {options.name} by cannelloni over {tunnel_type.__name__.upper()}"
    with check(f"{way}: the identification number, an answer of several frames"):
        tunnel = tunnel_type()
        expect(ask(tunnel, bytes.fromhex("22F190")), bytes.fromhex("62F190") + options.vin.encode(), "the answer")
        expect(ask(tunnel, bytes.fromhex("3E00")), bytes.fromhex("7E00"), "the answer to TesterPresent")

    with check(f"{way}: the car's own frames, as often as python-can hears them by socketcand"):
        end = time.monotonic() + LISTEN_S
        heard = []
        while time.monotonic() < end:
            heard += [identifier for identifier, _ in tunnel.receive()]
        told = own_per_second(heard)
        expect(set(told), set(rates), "the set of identifiers")
        for identifier, rate in rates.items():
            expect_between(told[identifier] - rate, -0.1 * rate - 2, 0.1 * rate + 2, f"the difference of {identifier:X}")

    if tunnel_type is Udp:
        with check(f"{way}: packets are numbered one after the other"):
            steps = {(after - before) & 0xFF for before, after in zip(tunnel.numbers, tunnel.numbers[1:])}
            expect(steps, {1}, "the set of steps")
