"""udsoncan over can-isotp over python-can, by the car's socketcand and SLCAN doors: identification, codes, data, other tools."""
import argparse
from contextlib import contextmanager

import can
import isotp
from can.interfaces.socketcand import detect_beacon
from udsoncan import AsciiCodec, DidCodec
from udsoncan.client import Client
from udsoncan.connections import PythonIsoTpConnection

from checks import check, expect, expect_between
from units import read_units

parser = argparse.ArgumentParser()
parser.add_argument("--socketcand", required=True, help="HOST:PORT")
parser.add_argument("--slcan", required=True, help="HOST:PORT")
parser.add_argument("--vin", required=True)
parser.add_argument("--name", required=True, help="the car's name, for the lines of the report")
parser.add_argument("--units", type=read_units, required=True, help="as units.py reads them")
parser.add_argument("--buses", required=True, help="comma between")
parser.add_argument("--value", required=True, help="UNIT:DID:MIN:MAX, of one byte, as on the wire")
parser.add_argument("--codes", required=True, help="all codes of the planted fault, as UNIT:CODE, comma between")
options = parser.parse_args()

UNIT, VALUE, *SPAN = options.value.split(":")
DID, LOW, HIGH = int(VALUE, 16), int(SPAN[0]), int(SPAN[1])
# udsoncan gives up after the unit's own 50 ms; the machine that both run on may be busy.
ANSWER_S = 10


def open_bus(interface):
    host, port = getattr(options, interface).rsplit(":", 1)
    if interface == "socketcand":
        return can.Bus(interface="socketcand", channel="can0", host=host, port=int(port))
    return can.Bus(interface="slcan", channel=f"socket://{host}:{port}", bitrate=500000, sleep_after_open=0.1)


class Byte(DidCodec):
    def encode(self, value):
        return bytes([value])

    def decode(self, payload):
        return payload[0]

    def __len__(self):
        return 1


CONFIG = {
    "request_timeout": ANSWER_S,
    "p2_timeout": ANSWER_S,
    "p2_star_timeout": ANSWER_S,
    "use_server_timing": False,
    "data_identifiers": {0xF190: AsciiCodec(17), DID: Byte()},
}


@contextmanager
def open_client(bus, unit):
    tx, rx, _ = options.units[unit]
    stack = isotp.CanStack(bus, address=isotp.Address(isotp.AddressingMode.Normal_11bits, txid=tx, rxid=rx))
    with Client(PythonIsoTpConnection(stack), config=CONFIG) as client:
        yield client


def planted_codes(unit):
    """As udsoncan counts them: the code of three bytes, the last of which is 00 here."""
    letters = {"P": 0, "C": 1, "B": 2, "U": 3}
    pairs = [pair.split(":") for pair in options.codes.split(",") if pair]
    codes = [code for owner, code in pairs if owner == unit]
    return {(letters[code[0]] << 14 | int(code[1], 16) << 12 | int(code[2:], 16)) << 8 for code in codes}


with check(f"{options.name}: python-can finds the car's socketcand door by its beacon, with all of its buses"):
    host, port = options.socketcand.rsplit(":", 1)
    for _ in range(10):  # It tells of the first that it hears: there may be other cars on this machine.
        found = [one for one in detect_beacon() if (one["host"], one["port"]) == (host, int(port))]
        if found:
            break
    expect([one["channel"] for one in found], options.buses.split(","), "the list of buses")

for interface in ("socketcand", "slcan"):
    with check(f"{options.name}: python-can opens the car's {interface} door, and hears it broadcast"):
        bus = open_bus(interface)
        frame = bus.recv(10)
        expect(frame is not None, True, "a frame was heard")
        expect_between(frame.dlc, 0, 8, "its length")
        bus.shutdown()

    with check(f"{options.name}: udsoncan reads the identification number over can-isotp by {interface}"):
        with open_bus(interface) as bus, open_client(bus, UNIT) as client:
            read = client.read_data_by_identifier_first(0xF190)
            expect(read, options.vin, "the identification number")

    with check(f"{options.name}: udsoncan finds the planted fault by {interface}: confirmed codes of all units, and no others"):
        with open_bus(interface) as bus:
            for unit in options.units:
                with open_client(bus, unit) as client:
                    found = client.get_dtc_by_status_mask(0x08).service_data.dtcs
                    expect({dtc.id for dtc in found}, planted_codes(unit), f"the set of codes of {unit}")

    with check(f"{options.name}: udsoncan reads {UNIT} {VALUE} a hundred times by {interface}, from one session"):
        with open_bus(interface) as bus, open_client(bus, UNIT) as client:
            for _ in range(100):
                expect_between(client.read_data_by_identifier_first(DID), LOW, HIGH, VALUE)

with check(f"{options.name}: a frame sent by SLCAN is heard by socketcand, whole and with its identifier of 29 bits"):
    with open_bus("socketcand") as listener, open_bus("slcan") as sender:
        sent = can.Message(arbitration_id=0x18DA5AF1, is_extended_id=True, data=bytes(range(8)))
        sender.send(sent)
        heard = listener.recv(10)
        while heard is not None and heard.arbitration_id != sent.arbitration_id:
            heard = listener.recv(10)
        expect(heard is not None and (heard.is_extended_id, bytes(heard.data)), (True, bytes(sent.data)), "the frame")
