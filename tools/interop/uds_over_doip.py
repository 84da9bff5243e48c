"""udsoncan over doipclient: discovery, sessions, identifiers, codes, security, routine, actuator test, refusals."""
import argparse
import struct
import time
from concurrent.futures import ThreadPoolExecutor

import udsoncan
from doipclient import DoIPClient
from doipclient.connectors import DoIPClientUDSConnector
from udsoncan.client import Client
from udsoncan.exceptions import NegativeResponseException
from udsoncan.Response import Response

from checks import check, expect, expect_between

parser = argparse.ArgumentParser()
parser.add_argument("--host", required=True)
parser.add_argument("--udp-port", type=int, required=True)
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--vin", required=True)
parser.add_argument("--codes", required=True, help="all codes of the planted fault, as UNIT:CODE, comma between")
parser.add_argument("--proofs", default="", help="what the car has measured: UNIT:DID:MIN:MAX, hexadecimal DID, comma between")
options = parser.parse_args()

GATEWAY, DRIVE, BODY, BMS = 0x1000, 0x1001, 0x1002, 0x1007
UNITS = {"drive": DRIVE, "body": BODY, "bms": BMS}
proofs = [proof.split(":") for proof in filter(None, options.proofs.split(","))]
planted = {}
for pair in filter(None, options.codes.split(",")):
    unit, code = pair.split(":")
    planted.setdefault(unit, set()).add(code)


def code_number(code):
    """P0C78 as the 24 bits that UDS carries: two bits of letter, fourteen of number, failure type 00."""
    return ("PCBU".index(code[0]) << 22) | (int(code[1:], 16) << 8)


class Number(udsoncan.DidCodec):
    def __init__(self, length):
        self.length = length

    def encode(self, value):
        return int(value).to_bytes(self.length, "big")

    def decode(self, payload):
        return int.from_bytes(payload, "big")

    def __len__(self):
        return self.length


def key_of(level, seed, params):
    """The practice algorithm of the simulated car: turn each byte left by three, xor "Luba"."""
    return bytes((((byte << 3) | (byte >> 5)) & 0xFF) ^ mask for byte, mask in zip(seed, b"Luba"))


def config():
    result = dict(udsoncan.configs.default_client_config)
    one_byte, two_bytes = [0x0005, 0x0110, 0x010A, 0x2005, 0xF188], [0x0008, 0x0009, 0x000A, 0x002B, 0x002D]
    two_bytes += [0x0101, 0x0103, 0x0108, 0x0109, 0x010C, 0x010D, 0x2003, 0x2006]
    result["data_identifiers"] = {0xF190: udsoncan.AsciiCodec(17)}
    result["data_identifiers"].update({did: Number(1) for did in one_byte} | {did: Number(2) for did in two_bytes})
    result["input_output"] = {0x2010: Number(1), 0x0110: Number(1)}
    result["security_algo"] = key_of
    # The unit's own 50 ms are checked as it says them; a machine that runs much else may not give us the processor in time.
    result["use_server_timing"] = False
    result["p2_timeout"] = 5
    result["request_timeout"] = 10
    result["p2_star_timeout"] = 5
    return result


def refusal(work):
    try:
        work()
    except NegativeResponseException as error:
        return error.response.code
    return None


def settled(client, did, expected):
    """A relay takes a moment: reads until it is as expected, for a second at most."""
    for _ in range(20):
        value = client.read_data_by_identifier_first(did)
        if value == expected:
            break
        time.sleep(0.05)
    return value


def check_evidence(client, unit):
    """The numbers that prove the planted fault, and the snapshot that was taken when its code was set."""
    for _, did, low, high in (proof for proof in proofs if proof[0] == unit):
        with check(f"udsoncan proves it in the {unit}: identifier {did} is between {low} and {high}"):
            value = client.read_data_by_identifier_first(int(did, 16))
            expect_between(value, int(low), int(high), f"identifier {did}")
    for code in sorted(planted.get(unit, ())):
        with check(f"udsoncan reads the snapshot of {code} in the {unit}"):
            (dtc,) = client.get_dtc_snapshot_by_dtc_number(code_number(code), 0xFF).service_data.dtcs
            expect(dtc.id, code_number(code), "the code")
            expect(len(dtc.snapshots) > 0, True, "presence of a snapshot")


def open_doip(address, **more):
    return DoIPClient(
        options.host, address, tcp_port=options.port, udp_port=options.udp_port, client_logical_address=0x0E00, **more
    )


with open_doip(BMS) as doip:
    with check("doipclient discovers the car by UDP: with nothing, with EID, with VIN"):
        answer = doip.request_vehicle_identification()
        expect(answer.vin, options.vin, "the identification number")
        expect(answer.logical_address, GATEWAY, "the gateway's address")
        expect(doip.request_vehicle_identification(eid=answer.eid).vin, options.vin, "the number found by EID")
        expect(doip.request_vehicle_identification(vin=options.vin).vin, options.vin, "the number found by VIN")

    with check("doipclient reads entity status and power mode"):
        status = doip.request_entity_status()
        expect(status.node_type, 0, "the node type")
        expect_between(status.currently_open_sockets, 1, 255, "the number of open sockets")
        power = doip.request_diagnostic_power_mode()
        expect(power.diagnostic_power_mode.name, "Ready", "the power mode")

    with check("doipclient gets an answer to its alive check"):
        expect(doip.request_alive_check().source_address, GATEWAY, "the address that lives")

    with Client(DoIPClientUDSConnector(doip), config=config()) as bms:
        bms.change_session(1)  # Another tester's session lasts five seconds longer than its connection.
        with check("udsoncan reads identifiers: one, and several in one request"):
            expect(bms.read_data_by_identifier_first(0xF190), options.vin, "the identification number")
            values = bms.read_data_by_identifier([0x0005, 0x0008, 0x002B, 0x002D]).service_data.values
            expect_between(values[0x0005], 20, 100, "the state of charge")
            expect_between(values[0x0008], 126 * 2.8, 126 * 3.65, "the pack's voltage")
            expect_between(values[0x002B], 2800, values[0x002D], "the weakest cell")

        with check("udsoncan finds the planted fault in the battery management: confirmed codes"):
            found = bms.get_dtc_by_status_mask(0x08).service_data.dtcs
            expect({dtc.id for dtc in found}, {code_number(code) for code in planted.get("bms", ())}, "the set of codes")
            expect(all(dtc.status.confirmed for dtc in found), True, "confirmation of all")
            count = bms.get_number_of_dtc_by_status_mask(0x08).service_data.dtc_count
            expect(count, len(found), "the number of codes")

        with check("udsoncan lists what codes the battery management can have, the planted ones among them"):
            supported = {dtc.id for dtc in bms.get_supported_dtc().service_data.dtcs}
            missing = {code_number(code) for code in planted.get("bms", ())} - supported
            expect(missing, set(), "the set of planted codes that are not supported")

        check_evidence(bms, "bms")

        with check("udsoncan is refused what the default session does not allow: 7F for a service, 31 for a routine"):
            expect(refusal(lambda: bms.start_routine(0x2008)), Response.Code.RequestOutOfRange, "31")
            io_control = refusal(lambda: bms.io_control(0x2010, 3, values=[1]))
            expect(io_control, Response.Code.ServiceNotSupportedInActiveSession, "2F")
            expect(refusal(lambda: bms.request_seed(1)), Response.Code.ServiceNotSupportedInActiveSession, "27")

        with check("udsoncan is refused a session that the unit does not have: 12"):
            expect(refusal(lambda: bms.change_session(0x7E)), Response.Code.SubFunctionNotSupported, "10 7E")

        with check("udsoncan enters the extended session and learns the timing"):
            answer = bms.change_session(3).service_data
            expect(answer.p2_server_max, 0.05, "P2")
            expect(answer.p2_star_server_max, 5.0, "P2*")

        with check("udsoncan is refused an actuator test before it has the key: 33"):
            refused = refusal(lambda: bms.io_control(0x2010, 3, values=[1]))
            expect(refused, Response.Code.SecurityAccessDenied, "2F 2010")

        with check("udsoncan is refused with a wrong key: 35, then unlocked with the right one"):
            bms.request_seed(1)
            expect(refusal(lambda: bms.send_key(1, b"\0\0\0\0")), Response.Code.InvalidKey, "27 02")
            bms.unlock_security_access(1)
            expect(set(bms.request_seed(1).service_data.seed), {0}, "the seed when unlocked")

        with check("udsoncan runs the insulation test and reads its result"):
            started = bms.start_routine(0x2008).service_data.routine_status_record
            results = bms.get_routine_result(0x2008).service_data.routine_status_record
            expect(results, started, "the result")
            expect_between(struct.unpack(">H", results)[0], 100, 65535, "the insulation in kilohms")

        with check("udsoncan is refused what does not exist: 31 for F188, 11 for an unknown service"):
            expect(refusal(lambda: bms.read_data_by_identifier(0xF188)), Response.Code.RequestOutOfRange, "22 F188")
            expect(refusal(lambda: bms.transfer_data(1, b"\0")), Response.Code.ServiceNotSupported, "36")

        with check("udsoncan stops and restarts the setting of codes, and keeps the session alive"):
            bms.control_dtc_setting(2)
            bms.control_dtc_setting(1)
            bms.tester_present()
            with bms.suppress_positive_response:
                bms.tester_present()
            bms.change_session(1)

with open_doip(DRIVE) as doip, Client(DoIPClientUDSConnector(doip), config=config()) as drive:
    with check("udsoncan finds the planted fault in the drive unit, through the same gateway"):
        found = {dtc.id for dtc in drive.get_dtc_by_status_mask(0x08).service_data.dtcs}
        expect(found, {code_number(code) for code in planted.get("drive", ())}, "the set of codes")

    check_evidence(drive, "drive")

    with check("udsoncan tests an actuator: the coolant pump runs, and returns to the unit's control"):
        drive.change_session(3)
        drive.io_control(0x0110, 3, values=[1])
        expect(settled(drive, 0x0110, 1), 1, "the state of the pump")
        drive.io_control(0x0110, 3, values=[0])
        expect(settled(drive, 0x0110, 0), 0, "the state of the pump")
        drive.io_control(0x0110, 0)
        drive.change_session(1)

with check("doipclient is refused a second socket of the same address while the first one lives: code 03"):
    with open_doip(BMS) as first, ThreadPoolExecutor(1) as pool:
        second = pool.submit(open_doip, BMS)
        time.sleep(0.2)
        first.request_alive_check()  # Reading, it answers the gateway's own question whether it lives.
        expect(str(second.exception(5)).split()[-1], "3", "the refusal's code")

with check("doipclient gets the place of a socket that died without a word, 500 ms later"):
    dead = open_doip(BMS)
    with open_doip(BMS) as heir:
        expect(heir.request_alive_check().source_address, GATEWAY, "the address that lives")
    dead.close()

with check("udsoncan clears the codes; what is still there comes back only when the car looks again"):
    with open_doip(BMS) as doip, Client(DoIPClientUDSConnector(doip), config=config()) as bms:
        bms.clear_dtc(0xFFFFFF)
        found = bms.get_dtc_by_status_mask(0x08).service_data.dtcs
        expect([dtc.id for dtc in found], [], "the list of confirmed codes")
