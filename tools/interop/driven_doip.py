"""udsoncan over DoIP at a warm car in READY: identifiers beside what the car really did, codes of the planted fault, new software."""
import argparse
import time
import zlib

import udsoncan
from doipclient import DoIPClient
from doipclient.connectors import DoIPClientUDSConnector
from udsoncan import DataFormatIdentifier, MemoryLocation
from udsoncan.client import Client
from udsoncan.exceptions import NegativeResponseException

from checks import check, expect, expect_between
from truth import Truth, expect_true

parser = argparse.ArgumentParser()
parser.add_argument("--host", required=True)
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--truth", required=True, help="HOST:PORT")
parser.add_argument("--vin", required=True)
parser.add_argument("--name", required=True, help="the car's name, for the lines of the report")
parser.add_argument("--model", required=True, help="haval-jolion or haval-h6-hev")
parser.add_argument("--codes", default="", help="all codes of the planted fault, as UNIT:CODE, comma between")
parser.add_argument("--reflash", action="store_true", help="bring new software to the engine unit at the end")
options = parser.parse_args()

JOLION = options.model == "haval-jolion"
UNITS = (
    {"engine": 0x1001, "transmission": 0x1002, "brakes": 0x1003, "body": 0x1004}
    if JOLION
    else {"engine": 0x1001, "hcu": 0x1002, "bms": 0x1005, "inverter": 0x1006, "brakes": 0x1003, "body": 0x1004}
)
CYCLE_S = 0.2

# Identifier, its scale and offset as the car's PDX file states them, bytes, the truth, by how much both may differ.
ENGINE = [
    (0x2001, 0.01, 0, 2, "engineVolts", 0.1),
    (0x2003, 1, 0, 2, "rpm", 20),
    (0x2004, 1, -40, 1, "coolantDegC", 1.5),
    (0x1602, 1, -40, 1, "oilDegC", 1.5),
    (0x010F, 0.1, 0, 2, "boostKpa", 0.5),
    (0x200B, 0.01, 0, 2, "airGps", 0.9),
    (0x200C, 1, 0, 2, "railKpa", 5),
    (0xFD19, 1, 0, 2, "oilKpa", 8),
]
BODY = [(0x0204, 1, -40, 1, "ambientDegC", 1)]
BMS = [
    (0x3102, 0.1, 0, 2, "packSocPercent", 3),
    (0x3103, 0.1, 0, 2, "packVolts", 1.5),
    (0x3104, 0.1, 0, 2, "packAmps", 1.5),
    (0x310B, 0.001, 0, 2, "cellVoltsMin", 0.006),
    (0x310C, 0.001, 0, 2, "cellVoltsMax", 0.006),
    (0x310D, 1, -40, 1, "packDegCMin", 1.5),
    (0x310E, 1, -40, 1, "packDegCMax", 1.5),
]
INVERTER = [(0x3204, 1, -40, 1, "inverterInDegC", 1.5)]
VALUES = {"engine": ENGINE, "body": BODY} | ({} if JOLION else {"bms": BMS, "inverter": INVERTER})
SIGNED = {0x3104}
# What stands in snapshots beside these.
SNAPSHOT_BYTES = {0x2002: 1, 0x2011: 2, 0x2012: 2, 0x3001: 2, 0x3002: 1, 0x3003: 1, 0x3009: 2, 0x3006: 2}

planted = {}
for pair in filter(None, options.codes.split(",")):
    unit, code = pair.split(":")
    planted.setdefault(unit, set()).add(code)


def code_number(code):
    return ("PCBU".index(code[0]) << 22) | (int(code[1:], 16) << 8)


class Raw(udsoncan.DidCodec):
    def __init__(self, length):
        self.length = length

    def encode(self, value):
        return bytes(value)

    def decode(self, payload):
        return payload

    def __len__(self):
        return self.length


def key_of(level, seed, params):
    """The practice algorithm: each byte turned left by three, xor "Luba"; for programming the other way round."""
    key = bytes((((byte << 3) | (byte >> 5)) & 0xFF) ^ mask for byte, mask in zip(seed, b"Luba"))
    return key[::-1] if level == 0x11 else key


def config():
    result = dict(udsoncan.configs.default_client_config)
    codecs = {did: Raw(length) for values in VALUES.values() for did, _, _, length, _, _ in values}
    codecs |= {did: Raw(length) for did, length in SNAPSHOT_BYTES.items()}
    result["data_identifiers"] = {0xF190: udsoncan.AsciiCodec(17), 0xF195: udsoncan.AsciiCodec(12)} | codecs
    result["security_algo"] = key_of
    result |= {"use_server_timing": False, "p2_timeout": 5, "request_timeout": 20, "p2_star_timeout": 10}
    return result


def open_unit(unit):
    doip = DoIPClient(options.host, UNITS[unit], tcp_port=options.port, client_logical_address=0x0E00)
    return Client(DoIPClientUDSConnector(doip, close_connection=True), config=config())


truth = Truth(options.truth)
who = f"udsoncan at the {options.name}"

for unit, values in VALUES.items():
    with open_unit(unit) as client:
        for did, scale, offset, _, name, tolerance in values:
            with check(f"{who} reads {unit} {did:04X} as it truly is: {name}"):
                with truth.watch() as seen:
                    time.sleep(CYCLE_S)
                    raw = client.read_data_by_identifier_first(did)
                value = int.from_bytes(raw, "big", signed=did in SIGNED) * scale + offset
                expect_true(value, seen[name], tolerance, name)

with check(f"{who} finds the planted fault: confirmed codes of all units, and no others"):
    for unit in UNITS:
        with open_unit(unit) as client:
            found = {dtc.id for dtc in client.get_dtc_by_status_mask(0x08).service_data.dtcs}
            expect(found, {code_number(code) for code in planted.get(unit, ())}, f"the set of codes of {unit}")

for unit, codes in planted.items():
    with open_unit(unit) as client:
        for code in sorted(codes):
            with check(f"{who} reads the snapshot of {code} in the {unit}"):
                (dtc,) = client.get_dtc_snapshot_by_dtc_number(code_number(code), 0xFF).service_data.dtcs
                volts = [data.data for data in dtc.snapshots if data.did in (0x2001, 0x3001)]
                expect(len(volts) > 0, True, "presence of a snapshot")
                expect_between(int.from_bytes(volts[0], "big") / 100, 9, 15, "the unit's supply in it")


def image_of(part, software, calibration, content):
    """As the README of the cars describes it: numbers high byte first, the checksum over all but its own bytes."""
    head = b"LBFI\x01\0\0\0" + len(content).to_bytes(4, "big")
    head += part.ljust(16).encode() + software.ljust(12).encode() + calibration.ljust(16).encode() + bytes(4)
    return head + zlib.crc32(head + content).to_bytes(4, "big") + content


FLASH_AT, FLASH_BYTES, BLOCK_BYTES = 0x80000, 0x10000, 2048


def reflash():
    part, software = ("LB-JL-ECM-15T", "ECM 9.99.01") if JOLION else ("LB-H6-ECM-15H", "ECM 9.99.01")
    image = image_of(part, software, "LB-TEST-C999", bytes((i * 31 + 7) & 0xFF for i in range(9000)))
    with check(f"{who} is refused programming while the engine runs: 83"), open_unit("engine") as client:
        try:
            client.change_session(2)
        except NegativeResponseException as error:
            expect(error.response.code, 0x83, "the refusal")
        else:
            raise AssertionError("the session was entered")

    with check(f"{who} brings new software to the engine unit: 10 02, 27, 31, 34, 36, 37, 31, 31, 11"):
        truth.act(kind="power", to="off")
        truth.ask("run 20")
        truth.act(kind="power", to="on")
        truth.ask("run 3")
        with open_unit("engine") as client:
            expect(client.read_data_by_identifier_first(0xF195).strip()[:4], "ECM ", "the software before")
            client.change_session(2)
            client.unlock_security_access(0x11)
            memory = b"\x44" + FLASH_AT.to_bytes(4, "big") + FLASH_BYTES.to_bytes(4, "big")
            erased = client.start_routine(0xFF00, memory).service_data.routine_status_record
            expect(erased, b"\0", "the result of erasing")
            place = MemoryLocation(FLASH_AT, len(image), address_format=32, memorysize_format=32)
            longest = client.request_download(place, dfi=DataFormatIdentifier()).service_data.max_length
            expect(longest, BLOCK_BYTES + 2, "the longest block")
            for number, at in enumerate(range(0, len(image), BLOCK_BYTES), start=1):
                client.transfer_data(number & 0xFF, image[at : at + BLOCK_BYTES])
            client.request_transfer_exit()
            expect(client.start_routine(0x0202).service_data.routine_status_record, b"\0", "the check of the memory")
            expect(client.start_routine(0xFF01).service_data.routine_status_record, b"\0", "the check of what it fits")
            client.ecu_reset(1)

    with check(f"{who} reads the new software, and the engine starts with it"):
        truth.ask("run 5")
        with open_unit("engine") as client:
            expect(client.read_data_by_identifier_first(0xF195).strip(), software, "the software")
        truth.act(kind="power", to="off")
        truth.ask("run 5")
        truth.act(kind="power", to="on")
        truth.ask("run 2")
        truth.act(kind="start")
        truth.ask("run 6")
        expect(truth.ask("view")["isReady"], True, "readiness to drive")


if options.reflash:
    reflash()
