"""odxtools opens the exported car, asks each running control unit every reading service by it, and decodes the answers."""
import argparse

import odxtools
from doipclient import DoIPClient
from odxtools.parameters.codedconstparameter import CodedConstParameter

from checks import check, expect
from units import read_units

parser = argparse.ArgumentParser()
parser.add_argument("--pdx", required=True)
parser.add_argument("--host", required=True)
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--name", required=True, help="the car's name, for the lines of the report")
parser.add_argument("--units", type=read_units, required=True, help="as units.py reads them")
parser.add_argument("--codes", required=True, help="all codes of the planted fault, as UNIT:CODE, comma between")
options = parser.parse_args()

planted = {}
for pair in filter(None, options.codes.split(",")):
    unit, code = pair.split(":")
    planted.setdefault(unit.capitalize(), set()).add(code + "-00")

with check(f"{options.name}: odxtools opens the exported car without a complaint"):
    database = odxtools.load_pdx_file(options.pdx)
    expect(sorted(ecu.short_name for ecu in database.ecus), sorted(name.capitalize() for name in options.units), "the control units")


def connect(ecu):
    address, tester = (get("UDS_on_IP") for get in (ecu.get_doip_logical_ecu_address, ecu.get_doip_logical_tester_address))
    return DoIPClient(options.host, address, tcp_port=options.port, client_logical_address=tester)


def exchange(client, request):
    client.send_diagnostic(bytearray(request))
    return bytes(client.receive_diagnostic(timeout=5))


def decode(ecu, request, answer):
    """One way to read the answer to this request, and no other."""
    messages = ecu.decode_response(answer, request)
    expect(len(messages), 1, f"the number of readings of {answer.hex()}")
    return messages[0].param_dict


def service_of(ecu, verb, number):
    """By what it does and to what: Adjust … 0110."""
    (found,) = [one for one in ecu.services if one.short_name.startswith(verb) and one.short_name.endswith(number)]
    return found


def ask(client, ecu, service, **values):
    request = bytes(service.encode_request(**values))
    return decode(ecu, request, exchange(client, request))


def key_of(seed):
    """The practice algorithm of the simulated car: turn each byte left by three, xor "Luba"."""
    return bytes((((byte << 3) | (byte >> 5)) & 0xFF) ^ mask for byte, mask in zip(seed, b"Luba"))


def assert_same(ecu, service, request, answer, values):
    """What was read, written again, is what came."""
    response = service.positive_responses[0]
    given = {name: value for name, value in values.items() if not isinstance(response.parameters[name], CodedConstParameter)}
    expect(bytes(response.encode(request, **given)).hex(), answer.hex(), f"{service.short_name}, written again,")


for ecu in database.ecus:
    name = ecu.short_name
    with connect(ecu) as client:
        reads = [service for service in ecu.services if service.short_name.startswith("Read_")]
        with check(f"{options.name}: odxtools reads all {len(reads)} identifiers of {name}, and writes each answer again byte for byte"):
            for service in reads:
                request = bytes(service.encode_request())
                answer = exchange(client, request)
                if answer[0] == 0x7F:
                    raise AssertionError(f"{service.short_name}: {answer.hex()}")
                assert_same(ecu, service, request, answer, decode(ecu, request, answer))

        with check(f"{options.name}: odxtools finds in {name} what is planted there: confirmed codes, by their status bits"):
            request = bytes(ecu.services.ReadDTCByStatusMask.encode_request(statusMask=0x08))
            answer = exchange(client, request)
            values = decode(ecu, request, answer)
            assert_same(ecu, ecu.services.ReadDTCByStatusMask, request, answer, values)
            found = {entry["code"].display_trouble_code for entry in values["codes"] if entry["confirmedDTC"] == 1}
            expect(found, planted.get(name, set()), "the set of codes")

        with check(f"{options.name}: odxtools knows every code that {name} can have"):
            request = bytes(ecu.services.ReadSupportedDTC.encode_request())
            answer = exchange(client, request)
            codes = {entry["code"].display_trouble_code for entry in decode(ecu, request, answer)["codes"]}
            expect(len(codes), (len(answer) - 3) // 4, "the number of codes")

        with check(f"{options.name}: odxtools changes the session of {name}, is refused and let in, and decodes it all"):
            session = ecu.services.DiagnosticSessionControl
            request = bytes(session.encode_request(session="extended"))
            values = decode(ecu, request, exchange(client, request))
            expect((values["session"], values["p2ServerMaxMs"]), ("extended", 50), "session and P2")
            request = bytes(ecu.services.SendKey_1.encode_request(key=b"\0\0\0\0"))
            values = decode(ecu, request, exchange(client, request))
            expect(values["code"], "requestSequenceError", "the refusal")
            request = bytes(session.encode_request(session="default"))
            expect(decode(ecu, request, exchange(client, request))["session"], "default", "the session")


def at_atto(bms, drive):
    """What this car alone has: a routine, and a pump that a tester may run."""
    with connect(bms) as client:
        ask(client, bms, bms.services.DiagnosticSessionControl, session="extended")

        with check(f"{options.name}: odxtools unlocks the battery management with a key to its seed"):
            seed = ask(client, bms, bms.services.RequestSeed_1)["seed"]
            expect(ask(client, bms, bms.services.SendKey_1, key=key_of(seed))["level"], 2, "the level of the answer")

        with check(f"{options.name}: odxtools writes the workshop's code into the unlocked unit and reads it back"):
            ask(client, bms, service_of(bms, "Write_", "F198"), value="LUBAN 0042")
            expect(ask(client, bms, service_of(bms, "Read_", "F198"))["value"], "LUBAN 0042", "the code")

        with check(f"{options.name}: odxtools runs the insulation test and reads its result: the same bytes"):
            started = ask(client, bms, service_of(bms, "Start_", "2008"))["status"]
            expect(len(started), 2, "the number of bytes")
            expect(ask(client, bms, service_of(bms, "Results_", "2008"))["status"], started, "the result")

        with check(f"{options.name}: odxtools reads the snapshot of each planted code"):
            for code in planted.get("Bms", ()):
                (dtc,) = [one for one in bms.diag_data_dictionary_spec.dtc_dops[0].dtcs if one.display_trouble_code == code]
                values = ask(client, bms, bms.services.ReadDTCSnapshot, code=dtc.trouble_code, record=0xFF)
                expect(values["code"].display_trouble_code, code, "the code")
                expect(len(values["records"]) > 0, True, "presence of a record")
        ask(client, bms, bms.services.DiagnosticSessionControl, session="default")

    with connect(drive) as client:
        with check(f"{options.name}: odxtools runs the coolant pump and gives it back"):
            ask(client, drive, drive.services.DiagnosticSessionControl, session="extended")
            expect(ask(client, drive, service_of(drive, "Adjust_", "0110"), state="on")["state"], "on", "the pump")
            ask(client, drive, service_of(drive, "Return_", "0110"))
            ask(client, drive, drive.services.DiagnosticSessionControl, session="default")


if {"bms", "drive"} <= set(options.units):
    at_atto(database.ecus.Bms, database.ecus.Drive)

gateway = database.ecus.Gateway
with connect(gateway) as client:
    with check(f"{options.name}: odxtools counts and clears the codes of the gateway"):
        ask(client, gateway, gateway.services.ClearDiagnosticInformation)
        count = ask(client, gateway, gateway.services.ReadNumberOfDTCByStatusMask, statusMask=0x08)["count"]
        expect(count, 0, "the number of codes")
