"""udsoncan over doipclient through TLS, in the version of 2019, and over IPv6: the same car by other ways."""
import argparse
import ssl

import udsoncan
from doipclient import DoIPClient
from doipclient.connectors import DoIPClientUDSConnector
from udsoncan.client import Client

from checks import check, expect
from units import read_units

parser = argparse.ArgumentParser()
parser.add_argument("--name", required=True, help="the car's name, for the lines of the report")
parser.add_argument("--host", required=True)
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--tls-port", type=int, required=True)
parser.add_argument("--certificate", required=True, help="in PEM, what the car signed for itself")
parser.add_argument("--vin", required=True)
parser.add_argument("--units", type=read_units, required=True, help="as units.py reads them")
parser.add_argument("--at", required=True, help="the unit that is asked")
parser.add_argument("--codes", required=True, help="all codes of the planted fault, as UNIT:CODE, comma between")
parser.add_argument("--requires-tls", action="store_true", help="the car was told to route through TLS alone")
options = parser.parse_args()

GATEWAY, UNIT = (options.units[name].address for name in ("gateway", options.at))
planted = {code for unit, code in (pair.split(":") for pair in filter(None, options.codes.split(","))) if unit == options.at}


def code_number(code):
    return ("PCBU".index(code[0]) << 22) | (int(code[1:], 16) << 8)


def context(certificate=None):
    made = ssl.create_default_context(cadata=certificate)
    made.check_hostname = False  # doipclient names no host; the certificate itself is still verified.
    return made


def config():
    result = dict(udsoncan.configs.default_client_config)
    result["data_identifiers"] = {0xF190: udsoncan.AsciiCodec(17)}
    result["use_server_timing"] = False
    result["p2_timeout"] = 5
    result["request_timeout"] = 10
    return result


def open_doip(**more):
    return DoIPClient(
        options.host, UNIT, udp_port=options.port, client_logical_address=0x0E10, protocol_version=3, **more
    )


def secure(certificate=None):
    return open_doip(tcp_port=options.tls_port, use_secure=context(certificate))


with check(f"{options.name}: doipclient finds the car at {options.host} by UDP, in the version of 2019"):
    with secure(options.certificate) as doip:
        expect(doip.request_vehicle_identification().vin, options.vin, "the identification number")
        expect(doip.request_entity_status().node_type, 0, "the node type")

if options.requires_tls:
    with check(f"{options.name}: doipclient without TLS is refused by a car that demands it, with code 07, at {options.host}"):
        try:
            open_doip(tcp_port=options.port).close()
        except ConnectionRefusedError as error:
            expect(str(error).split()[-1], "7", "the refusal's code")
        else:
            raise AssertionError("routing was activated without TLS")
else:
    with check(f"{options.name}: udsoncan reads the car's number without TLS at {options.host}"):
        with open_doip(tcp_port=options.port) as doip, Client(DoIPClientUDSConnector(doip), config=config()) as unit:
            expect(unit.read_data_by_identifier_first(0xF190), options.vin, "the identification number")

with check(f"{options.name}: doipclient that pins the car's certificate activates routing through TLS at {options.host}"):
    with secure(options.certificate) as doip:
        expect(doip._tcp_sock.version() in ("TLSv1.2", "TLSv1.3"), True, "the version of TLS")
        expect(doip.request_alive_check().source_address, GATEWAY, "the address that lives")

with check(f"{options.name}: udsoncan finds the planted fault through TLS at {options.host}"):
    with secure(options.certificate) as doip, Client(DoIPClientUDSConnector(doip), config=config()) as unit:
        expect(unit.read_data_by_identifier_first(0xF190), options.vin, "the identification number")
        found = {dtc.id for dtc in unit.get_dtc_by_status_mask(0x08).service_data.dtcs}
        expect(found, {code_number(code) for code in planted}, "the set of codes")

with check(f"{options.name}: a tester that trusts other authorities only is told that it cannot be sure, at {options.host}"):
    try:
        secure().close()
    except ssl.SSLCertVerificationError:
        pass
    else:
        raise AssertionError("a certificate that nobody vouches for was taken")
