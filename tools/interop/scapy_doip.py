"""scapy's automotive layers over DoIP: discovery on UDP, then UDS on TCP; every answer is dissected by scapy."""
import argparse
import logging
import socket

logging.getLogger("scapy").setLevel(logging.ERROR)
from scapy.config import conf  # noqa: E402
from scapy.contrib.automotive.doip import DoIP, UDS_DoIPSocket  # noqa: E402
from scapy.contrib.automotive.uds import UDS, UDS_DSC, UDS_RDBI, UDS_RDTCI, UDS_TP  # noqa: E402
from scapy.data import MTU  # noqa: E402
from scapy.packet import Raw  # noqa: E402

from checks import check, expect  # noqa: E402
from units import read_units  # noqa: E402

parser = argparse.ArgumentParser()
parser.add_argument("--host", required=True)
parser.add_argument("--udp-port", type=int, required=True)
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--vin", required=True)
parser.add_argument("--name", required=True, help="the car's name, for the lines of the report")
parser.add_argument("--units", type=read_units, required=True, help="as units.py reads them")
parser.add_argument("--at", required=True, help="the unit that is asked what does not depend on the fault")
parser.add_argument("--codes", required=True, help="all codes of the planted fault, as UNIT:CODE, comma between")
options = parser.parse_args()
conf.verb = 0

FUNCTIONAL = 0xE400
UNITS = {name: unit.address for name, unit in options.units.items()}
GATEWAY, AT = UNITS["gateway"], UNITS[options.at]
WHO = f"scapy {conf.version} at the {options.name}"


def codes_of(unit):
    pairs = (pair.split(":") for pair in filter(None, options.codes.split(",")))
    return {code_bytes(code) for name, code in pairs if name == unit}


def code_bytes(code):
    number = ("PCBU".index(code[0]) << 22) | (int(code[1:], 16) << 8)
    return number.to_bytes(3, "big")


class MendedSocket(UDS_DoIPSocket):
    """
    scapy 2.5 takes all that one read brings for one message, so an acknowledgement swallows what comes right behind it
    (mended in later versions). Here a read ends where the header says that the message does.
    """

    def recv(self, x=MTU):
        header = self.ins.recv(8, socket.MSG_PEEK | socket.MSG_WAITALL)
        return super().recv(8 + int.from_bytes(header[4:8], "big"))


MessageSocket = MendedSocket if conf.version.startswith("2.5") else UDS_DoIPSocket


def ask(sock, request):
    answer = sock.sr1(request, timeout=5, verbose=False)
    if answer is None:
        raise AssertionError("there is no answer")
    return answer


class Wire:
    """A bare socket whose bytes are cut by the length in the header and dissected by scapy, so that all are seen."""

    def __init__(self, source):
        self.source, self.received = source, b""
        self.tcp = socket.create_connection((options.host, options.port), 5)
        self.send(DoIP(payload_type=0x0005, source_address=source))
        expect(self.next().routing_activation_response, 0x10, "the answer to routing activation")

    def send(self, packet):
        self.tcp.sendall(bytes(packet))

    def next(self):
        while len(self.received) < 8 or len(self.received) < self.length():
            piece = self.tcp.recv(4096)
            if not piece:
                raise AssertionError("the car has closed the socket")
            self.received += piece
        packet, self.received = DoIP(self.received[: self.length()]), self.received[self.length() :]
        return packet

    def length(self):
        return 8 + int.from_bytes(self.received[4:8], "big")

    def next_answer(self):
        """The next UDS message, acknowledgements passed over."""
        while True:
            packet = self.next()
            if packet.payload_type == 0x8001:
                return packet
            expect(packet.payload_type, 0x8002, "the payload type before an answer")

    def close(self):
        self.tcp.close()


with check(f"{WHO} discovers the car on UDP and dissects the whole answer"):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.settimeout(3)
        udp.sendto(bytes(DoIP(payload_type=0x0001)), (options.host, options.udp_port))
        answer = DoIP(udp.recv(2048))
        expect(answer.payload_type, 0x0004, "the payload type")
        expect(answer.vin.decode(), options.vin, "the identification number")
        expect(answer.logical_address, GATEWAY, "the gateway's address")
        expect(answer.vin_gid_status, 0, "the synchronisation status")

with check(f"{WHO} is refused with a generic negative acknowledgement for a wrong inverse version"):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.settimeout(3)
        udp.sendto(bytes(DoIP(payload_type=0x0001, inverse_version=0)), (options.host, options.udp_port))
        answer = DoIP(udp.recv(2048))
        expect((answer.payload_type, answer.nack), (0, 0), "type and code")

for unit, address in UNITS.items():
    with check(f"{WHO} finds what is wrong in the {unit}: confirmed codes"):
        sock = MessageSocket(options.host, options.port, target_address=address)
        expect(sock.target_address, address, "the target after routing activation")
        answer = ask(sock, UDS() / UDS_RDTCI(reportType=2, DTCStatusMask=0x08))
        expect(answer.service, 0x59, "the service of the answer")
        record = bytes(answer)[3:]
        found = {record[i : i + 3] for i in range(0, len(record), 4)}
        expect(found, codes_of(unit), "the set of codes")
        sock.close()

sock = MessageSocket(options.host, options.port, target_address=AT)

with check(f"{WHO} reads an identifier and sees its own answer"):
    answer = ask(sock, UDS() / UDS_RDBI(identifiers=[0xF190]))
    expect(bytes(answer)[3:].decode(), options.vin, "the identification number")

with check(f"{WHO}, as it comes, asks 22, 19 and 3E ten times each and gets thirty answers"):
    # 2.5 takes a read for a message: it hears no answer that comes with its acknowledgement.
    plain = UDS_DoIPSocket(options.host, options.port, source_address=0x0E83, target_address=AT)
    for _ in range(10):
        for request, service in (
            (UDS() / UDS_RDBI(identifiers=[0xF190]), 0x62),
            (UDS() / UDS_RDTCI(reportType=2, DTCStatusMask=0x08), 0x59),
            (UDS() / UDS_TP(), 0x7E),
        ):
            # A machine that sleeps longer than the gateway keeps an answer joins the two; scapy then asks again.
            answer = plain.sr1(request, timeout=1, retry=3, verbose=False)
            if answer is None:
                raise AssertionError(f"there is no answer to {bytes(request).hex()}")
            expect(answer.service, service, "the answer")
    plain.close()

with check(f"{WHO} changes the session and keeps it"):
    answer = ask(sock, UDS() / UDS_DSC(diagnosticSessionType=3))
    expect(answer.diagnosticSessionType, 3, "the session")
    expect(ask(sock, UDS() / UDS_TP()).service, 0x7E, "the answer to tester present")

with check(f"{WHO} dissects a negative response: 22 F188 is out of range"):
    answer = ask(sock, UDS() / UDS_RDBI(identifiers=[0xF188]))
    expect(answer.service, 0x7F, "the service of the answer")
    expect(answer.negativeResponseCode, 0x31, "the code")

with check(f"{WHO} sends two hundred requests in a row and dissects two hundred answers"):
    wire = Wire(0x0E82)
    for _ in range(200):
        wire.send(DoIP(payload_type=0x8001, source_address=0x0E82, target_address=AT) / UDS() / UDS_TP())
        expect(wire.next_answer()[UDS].service, 0x7E, "the answer")
    wire.close()

with check(f"{WHO} is told that nobody has the address: 8003 with code 03"):
    answer = ask(sock, DoIP(payload_type=0x8001, source_address=0x0E80, target_address=0x4242) / Raw(b"\x3e\x00"))
    while answer.payload_type != 0x8003:
        answer = sock.recv()
    expect(answer.nack_code, 3, "the code")

sock.close()

with check(f"{WHO} asks all units at once by the functional address"):
    wire = Wire(0x0E81)
    wire.send(DoIP(payload_type=0x8001, source_address=0x0E81, target_address=FUNCTIONAL) / UDS() / UDS_TP())
    sources = set()
    while not set(UNITS.values()) <= sources:
        answer = wire.next_answer()
        expect(answer[UDS].service, 0x7E, "the answer")
        sources.add(answer.source_address)
    wire.close()
