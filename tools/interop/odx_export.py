"""odxtools opens the exported car, asks each running control unit every reading service by it, and decodes the answers."""
import argparse

import odxtools
from doipclient import DoIPClient
from odxtools.parameters.codedconstparameter import CodedConstParameter

from checks import check, expect

parser = argparse.ArgumentParser()
parser.add_argument("--pdx", required=True)
parser.add_argument("--host", required=True)
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--codes", required=True, help="all codes of the planted fault, as UNIT:CODE, comma between")
options = parser.parse_args()

planted = {}
for pair in filter(None, options.codes.split(",")):
    unit, code = pair.split(":")
    planted.setdefault(unit.capitalize(), set()).add(code + "-00")

with check("odxtools opens the exported car without a complaint"):
    database = odxtools.load_pdx_file(options.pdx)
    expect(sorted(ecu.short_name for ecu in database.ecus), ["Bms", "Body", "Drive", "Gateway"], "the control units")


def exchange(client, request):
    client.send_diagnostic(bytearray(request))
    return bytes(client.receive_diagnostic(timeout=5))


def decode(ecu, request, answer):
    """One way to read the answer to this request, and no other."""
    messages = ecu.decode_response(answer, request)
    expect(len(messages), 1, f"the number of readings of {answer.hex()}")
    return messages[0].param_dict


def assert_same(ecu, service, request, answer, values):
    """What was read, written again, is what came."""
    response = service.positive_responses[0]
    given = {name: value for name, value in values.items() if not isinstance(response.parameters[name], CodedConstParameter)}
    expect(bytes(response.encode(request, **given)).hex(), answer.hex(), f"{service.short_name}, written again,")


for ecu in database.ecus:
    name = ecu.short_name
    address = ecu.get_doip_logical_ecu_address("UDS_on_IP")
    tester = ecu.get_doip_logical_tester_address("UDS_on_IP")
    with DoIPClient(options.host, address, tcp_port=options.port, client_logical_address=tester) as client:
        reads = [service for service in ecu.services if service.short_name.startswith("Read_")]
        with check(f"odxtools reads all {len(reads)} identifiers of {name}, and writes each answer again byte for byte"):
            for service in reads:
                request = bytes(service.encode_request())
                answer = exchange(client, request)
                if answer[0] == 0x7F:
                    raise AssertionError(f"{service.short_name}: {answer.hex()}")
                assert_same(ecu, service, request, answer, decode(ecu, request, answer))

        with check(f"odxtools finds in {name} what is planted there: confirmed codes, by their status bits"):
            request = bytes(ecu.services.ReadDTCByStatusMask.encode_request(statusMask=0x08))
            answer = exchange(client, request)
            values = decode(ecu, request, answer)
            assert_same(ecu, ecu.services.ReadDTCByStatusMask, request, answer, values)
            found = {entry["code"].display_trouble_code for entry in values["codes"] if entry["confirmedDTC"] == 1}
            expect(found, planted.get(name, set()), "the set of codes")

        with check(f"odxtools knows every code that {name} can have"):
            request = bytes(ecu.services.ReadSupportedDTC.encode_request())
            answer = exchange(client, request)
            codes = {entry["code"].display_trouble_code for entry in decode(ecu, request, answer)["codes"]}
            expect(len(codes), (len(answer) - 3) // 4, "the number of codes")

        with check(f"odxtools changes the session of {name}, is refused and let in, and decodes it all"):
            session = ecu.services.DiagnosticSessionControl
            request = bytes(session.encode_request(session="extended"))
            values = decode(ecu, request, exchange(client, request))
            expect((values["session"], values["p2ServerMaxMs"]), ("extended", 50), "session and P2")
            request = bytes(ecu.services.SendKey_1.encode_request(key=b"\0\0\0\0"))
            values = decode(ecu, request, exchange(client, request))
            expect(values["code"], "requestSequenceError", "the refusal")
            request = bytes(session.encode_request(session="default"))
            expect(decode(ecu, request, exchange(client, request))["session"], "default", "the session")
