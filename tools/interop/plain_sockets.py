"""
The car's bus through cannelloni, over TCP and UDP, and through GVRET: plain sockets and struct, by doc/tcp_protocol.md and
doc/udp_format.md of the tunnel and byte for byte as SavvyCAN asks, since python-can has no such interfaces. What comes is
compared with what python-can hears by socketcand.
"""
import argparse
import socket
import struct
import time
from concurrent.futures import ThreadPoolExecutor

import can

from checks import check, expect, expect_between

parser = argparse.ArgumentParser()
parser.add_argument("--cannelloni", required=True, help="HOST:PORT")
parser.add_argument("--gvret", required=True, help="HOST:PORT")
parser.add_argument("--socketcand", required=True, help="HOST:PORT")
parser.add_argument("--vin", required=True)
parser.add_argument("--name", required=True, help="the car's name, for the lines of the report")
options = parser.parse_args()

REQUEST, ANSWER = 0x7E0, 0x7E8
GREETING = b"CANNELLONIv1"
VERSION, DATA = 2, 0
TIMEOUT_S = 10
LISTEN_S = 2
SAME = 20  # So many frames in a row do not come twice.


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
    name = "cannelloni over TCP"

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
    name = "cannelloni over UDP"

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


class Gvret:
    name = "GVRET"
    # Bytes of each answer behind its code; of a frame, before its data.
    ANSWERS = {0x00: 9, 0x01: 4, 0x06: 10, 0x07: 6, 0x09: 2, 0x0C: 1}

    def __init__(self):
        self.socket = socket.create_connection(address(options.gvret), timeout=TIMEOUT_S)
        self.rest = b""
        self.told = {}
        self.socket.sendall(bytes.fromhex("E7E7 F10C F106 F107 F101 F109"))

    def send(self, identifier, data):
        self.socket.sendall(b"\xf1\0" + struct.pack("<IBB", identifier, 0, len(data)) + data + b"\0")

    def receive(self):
        self.rest += self.socket.recv(4096)
        frames = []
        while len(self.rest) >= 2:
            expect(self.rest[0], 0xF1, "the mark of an answer")
            code = self.rest[1]
            end = 2 + self.ANSWERS[code]
            if len(self.rest) < end:
                break
            answer = self.rest[2:end]
            if code == 0x00:
                end += (answer[8] & 0x0F) + 1
                if len(self.rest) < end:
                    break
                expect(answer[8] >> 4, 0, "the bus")
                frames.append((struct.unpack_from("<I", answer, 4)[0], self.rest[11 : end - 1]))
                expect(self.rest[end - 1], 0, "the checksum that nobody minds")
            else:
                self.told[code] = answer
            self.rest = self.rest[end:]
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


def heard_by_python_can():
    host, port = address(options.socketcand)
    with can.Bus(interface="socketcand", channel="can0", host=host, port=port) as bus:
        end = time.monotonic() + LISTEN_S
        heard = []
        while time.monotonic() < end:
            message = bus.recv(0.1)
            if message is not None:
                heard.append((message.arbitration_id, bytes(message.data)))
    return heard


def overlap(one, other):
    """What both heard of one bus, whoever began first: from the first frames of the later one on."""
    for first, second in ((one, other), (other, one)):
        for at in range(len(first) - SAME):
            if first[at : at + SAME] == second[:SAME]:
                both = min(len(first) - at, len(second))
                return first[at : at + both], second[:both]
    raise AssertionError("nothing that both have heard")


for tunnel_type in (Tcp, Udp, Gvret):
    way = f"plain sockets at the {options.name} by {tunnel_type.name}"
    with check(f"{way}: the identification number, an answer of several frames"):
        tunnel = tunnel_type()
        expect(ask(tunnel, bytes.fromhex("22F190")), bytes.fromhex("62F190") + options.vin.encode(), "the answer")
        expect(ask(tunnel, bytes.fromhex("3E00")), bytes.fromhex("7E00"), "the answer to TesterPresent")

    with check(f"{way}: the same frames in the same order as python-can hears by socketcand"):
        with ThreadPoolExecutor(1) as pool:
            other = pool.submit(heard_by_python_can)
            end = time.monotonic() + LISTEN_S + 0.5
            heard = []
            while time.monotonic() < end:
                heard += tunnel.receive()
            mine, others = overlap(heard, other.result())
        expect_between(len(mine), 100, 100_000, "the number of frames that both heard")
        expect(mine == others, True, "sameness of what both heard")

    if tunnel_type is Udp:
        with check(f"{way}: packets are numbered one after the other"):
            steps = {(after - before) & 0xFF for before, after in zip(tunnel.numbers, tunnel.numbers[1:])}
            expect(steps, {1}, "the set of steps")

    if tunnel_type is Gvret:
        with check(f"{way}: how many buses, at which rates, alive, and its clock"):
            expect(tunnel.told[0x0C], b"\x01", "the number of buses")
            expect(struct.unpack("<BIBI", tunnel.told[0x06]), (1, 500_000, 0, 0), "the buses")
            expect(tunnel.told[0x09], b"\xde\xad", "the sign of life")
            expect((len(tunnel.told[0x01]), len(tunnel.told[0x07])), (4, 6), "the bytes of clock and device")
