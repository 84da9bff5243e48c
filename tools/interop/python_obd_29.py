"""python-OBD at a car whose legislated diagnostics have 29 bits: by the adapter's own search, and by protocol 7 at once."""
import argparse
import logging

import obd
from obd import OBDStatus, commands

from checks import check, expect, expect_between

parser = argparse.ArgumentParser()
parser.add_argument("--port", required=True)
parser.add_argument("--vin", required=True)
parser.add_argument("--codes", required=True, help="codes of the planted fault, comma between")
options = parser.parse_args()
logging.getLogger("obd").setLevel(logging.ERROR)


def read(connection):
    expect(connection.status(), OBDStatus.CAR_CONNECTED, "the status")
    expect(connection.protocol_id(), "7", "the protocol")
    expect(bytes(connection.query(commands.VIN).value).decode(), options.vin, "the identification number")
    expect_between(connection.query(commands.CONTROL_MODULE_VOLTAGE).value.to("volt").magnitude, 10, 15, "the supply")
    codes = {code.upper() for code, _ in connection.query(commands.GET_DTC).value}
    expect(codes, set(options.codes.split(",")), "the set of codes")


for how, protocol in (("a search", None), ("protocol 7 chosen", "7")):
    with check(f"python-OBD reads the car with 29 bits, by {how}"):
        tool = obd.OBD(options.port, protocol=protocol)
        try:
            read(tool)
        finally:
            tool.close()
