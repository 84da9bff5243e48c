"""python-OBD as a mechanic's program uses it: connect, read values, find the planted fault by its codes."""
import argparse
import logging

import obd
from obd import OBDStatus, commands

from checks import check, expect, expect_between

parser = argparse.ArgumentParser()
parser.add_argument("--port", required=True)
parser.add_argument("--vin", required=True)
parser.add_argument("--codes", required=True, help="codes of the planted fault, comma between; empty: none")
parser.add_argument("--drive-codes", type=int, required=True, help="how many of them the drive unit has")
options = parser.parse_args()
expected_codes = set(filter(None, options.codes.split(",")))
logging.getLogger("obd").setLevel(logging.ERROR)


def codes_in(tool):
    return {code.upper() for code, _ in tool.query(commands.GET_DTC).value}  # It writes hexadecimal letters small.


connection = obd.OBD(options.port)

with check("python-OBD connects to the car"):
    expect(connection.status(), OBDStatus.CAR_CONNECTED, "the status")
    expect(connection.protocol_id(), "6", "the protocol")

with check("python-OBD finds speed, motor speed, state of charge and 12 V among the supported commands"):
    for command in [commands.RPM, commands.SPEED, commands.CONTROL_MODULE_VOLTAGE, commands.HYBRID_BATTERY_REMAINING]:
        if not connection.supports(command):
            raise AssertionError(f"{command.name} is not supported")

with check("python-OBD reads the motor's speed"):
    expect_between(connection.query(commands.RPM).value.to("rpm").magnitude, 0, 1, "the motor of a parked car")

with check("python-OBD reads the car's speed"):
    expect(connection.query(commands.SPEED).value.to("kph").magnitude, 0, "the speed of a parked car")

with check("python-OBD reads the state of charge"):
    expect_between(connection.query(commands.HYBRID_BATTERY_REMAINING).value.magnitude, 20, 100, "the charge")

with check("python-OBD reads the same 12 V from the control unit and from the adapter"):
    unit = connection.query(commands.CONTROL_MODULE_VOLTAGE).value.to("volt").magnitude
    adapter = connection.query(commands.ELM_VOLTAGE).value.to("volt").magnitude
    expect_between(unit, 10, 15, "the supply of the control unit")
    expect_between(abs(unit - adapter), 0, 0.5, "the difference between both")

with check("python-OBD reads the identification number, an answer of several frames"):
    expect(bytes(connection.query(commands.VIN).value).decode(), options.vin, "the identification number")

with check("python-OBD finds the planted fault: stored codes"):
    expect(codes_in(connection), expected_codes, "the set of codes")

with check("python-OBD reads the status of the drive unit: warning lamp and number of codes"):
    status = connection.query(commands.STATUS).value
    expect(status.DTC_count, options.drive_codes, "the number of codes")
    expect(bool(status.MIL), options.drive_codes > 0, "the warning lamp")

with check("python-OBD asks two hundred times in a row and gets two hundred answers"):
    answers = [connection.query(commands.SPEED) for _ in range(200)]
    expect(sum(1 for answer in answers if not answer.is_null()), 200, "the number of answers")

with check("python-OBD gets nothing, and no crash, for what the car does not have"):
    expect(connection.query(commands.FUEL_LEVEL, force=True).is_null(), True, "emptiness of a fuel level")
    expect(connection.query(commands.SPEED).is_null(), False, "emptiness of the next answer")

with check("a second python-OBD at the same car is not disturbed by the first, and they agree"):
    second = obd.OBD(options.port)
    try:
        expect(second.status(), OBDStatus.CAR_CONNECTED, "the status of the second")
        expect(codes_in(second), expected_codes, "the codes of the second")
        expect(connection.query(commands.SPEED).is_null(), False, "emptiness of the first one's next answer")
    finally:
        second.close()

connection.close()
