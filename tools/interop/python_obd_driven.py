"""python-OBD at a warm car in READY: each value beside what the car really did in that moment; then its codes and test results."""
import argparse
import logging
import time
from types import SimpleNamespace

import obd
from obd import ECU, OBDCommand, OBDStatus, commands

from checks import check, expect, expect_between
from truth import Truth, expect_true

parser = argparse.ArgumentParser()
parser.add_argument("--port", required=True)
parser.add_argument("--truth", required=True, help="HOST:PORT")
parser.add_argument("--vin", required=True)
parser.add_argument("--name", required=True, help="the car's name, for the lines of the report")
parser.add_argument("--codes", default="", help="codes of the planted fault in units that answer OBD, comma between")
parser.add_argument("--engine-codes", default="", help="those of the engine unit among them")
parser.add_argument("--misfires", type=int, help="the cylinder that does not burn")
parser.add_argument("--revs", action="store_true", help="the pedal alone makes its engine run faster")
parser.add_argument("--calibration", required=True, help="identifier of the engine unit's calibration")
options = parser.parse_args()
engine_codes = set(filter(None, options.engine_codes.split(",")))
expected_codes = set(filter(None, options.codes.split(",")))
logging.getLogger("obd").setLevel(logging.ERROR)

# What is asked, in which unit it is taken, what it is in truth, and by how much both may differ: half a step of the wire's scale
# or a whole one where the car cuts off, and what the sensor adds. A unit has speed and air as means over a cycle of the engine:
# so truth is watched for so long before each question.
CYCLE_S = 0.2
VALUES = [
    (commands.RPM, "rpm", "rpm", 20),
    (commands.SPEED, "kph", "speedKmh", 0.5),
    (commands.COOLANT_TEMP, "degC", "coolantDegC", 1.5),
    (commands.OIL_TEMP, "degC", "oilDegC", 1.5),
    (commands.AMBIANT_AIR_TEMP, "degC", "ambientDegC", 1),
    (commands.INTAKE_PRESSURE, "kilopascal", "manifoldKpa", 1.5),
    (commands.BAROMETRIC_PRESSURE, "kilopascal", "baroKpa", 1),
    (commands.MAF, "gps", "airGps", 0.9),  # Half a per cent of its volts, lost on the wires, is three of the air.
    (commands.FUEL_PRESSURE, "kilopascal", "railKpa", 5),
    (commands.CONTROL_MODULE_VOLTAGE, "volt", "engineVolts", 0.1),
    (commands.TIMING_ADVANCE, "degree", "sparkDeg", 0.6),
    (commands.O2_B1S1, "volt", "lambdaUpVolts", 0.01),
    (commands.O2_B1S2, "volt", "lambdaDownVolts", 0.01),
    (commands.SHORT_FUEL_TRIM_1, "percent", "engine:2011", 0.9),
    (commands.LONG_FUEL_TRIM_1, "percent", "engine:2012", 0.9),
    (commands.EVAPORATIVE_PURGE, "percent", "engine:2017", 0.9),
    (commands.FUEL_LEVEL, "percent", "body:0205", 0.9),
    (commands.RUN_TIME, "second", "engine:201B", 1),
]

truth = Truth(options.truth)
connection = obd.OBD(options.port)
engine = f"python-OBD at the {options.name}"


def value_of(command):
    response = connection.query(command, force=True)
    if response.is_null():
        raise AssertionError(f"{command.name} has no answer")
    return response.value


def frozen(command):
    """The same in mode 02. python-OBD's own leave out the number of the frame, which CAN wants and sends back."""
    def decode(messages):
        return command.decode([SimpleNamespace(data=message.data[:2] + message.data[3:]) for message in messages])

    return OBDCommand(f"FROZEN_{command.name}", "", b"02" + command.command[2:] + b"00", 0, decode, ECU.ENGINE)


with check(f"{engine} connects"):
    expect(connection.status(), OBDStatus.CAR_CONNECTED, "the status")

for command, unit, name, tolerance in VALUES:
    with check(f"{engine} reads {command.name} as it truly is"):
        with truth.watch(*([name] if ":" in name else [])) as seen:
            time.sleep(CYCLE_S)
            read = value_of(command)
        magnitude = read.magnitude if unit == "percent" else read.to(unit).magnitude
        expect_true(magnitude, seen[name], tolerance, command.name)

with check(f"{engine} sees what the driver's dashboard shows"):
    view = truth.ask("view")["engine"]
    expect_between(value_of(commands.RPM).to("rpm").magnitude - view["rpm"], -40, 40, "the difference in speed")
    expect_between(value_of(commands.COOLANT_TEMP).to("degC").magnitude - view["coolantDegC"], -1, 1, "the difference")

if options.revs:
    with check(f"{engine} reads how fast it runs with some pedal"):
        truth.act(kind="pedal", accelerator=0.12, brake=0)
        time.sleep(3)
        with truth.watch() as seen:
            read = value_of(commands.RPM).to("rpm").magnitude
        truth.act(kind="pedal", accelerator=0, brake=0)
        expect_between(read, 1000, 7000, "the speed with some pedal")
        expect_true(read, seen["rpm"], 60, "the speed with some pedal")

with check(f"{engine} reads the identification and the calibration of the engine unit"):
    expect(bytes(value_of(commands.VIN)).decode(), options.vin, "the identification number")
    # It takes the characters of \\x00, \\x01 and \\x02 off both ends, the digits among them.
    read = bytes(value_of(commands.CALIBRATION_ID)).decode()
    expect(read, options.calibration.strip("\\x012"), "the calibration")

with check(f"{engine} finds the stored codes: {', '.join(sorted(expected_codes)) or 'none'}"):
    found = {code.upper() for code, _ in value_of(commands.GET_DTC)}
    expect(found, expected_codes, "the set of codes")
    status = value_of(commands.STATUS)
    expect((bool(status.MIL), status.DTC_count), (bool(engine_codes), len(engine_codes)), "the lamp and the count")
    expect(status.ignition_type, "spark", "the kind of engine")
    expect((status.MISFIRE_MONITORING.available, status.CATALYST_MONITORING.available), (True, True), "its monitors")

if engine_codes:
    with check(f"{engine} reads the freeze frame: the code it is of, and the engine as it ran then"):
        code, _ = value_of(frozen(commands.FREEZE_DTC))
        expect(code.upper() in engine_codes, True, f"{code} as one of the codes")
        expect_between(value_of(frozen(commands.RPM)).to("rpm").magnitude, 500, 1600, "the engine's speed then")
        expect_between(value_of(frozen(commands.COOLANT_TEMP)).to("degC").magnitude, 70, 110, "the coolant then")
        expect(value_of(frozen(commands.SPEED)).to("kph").magnitude, 0, "the car's speed then")

for cylinder in (1, 2, 3, 4):
    with check(f"{engine} reads mode 06: misfires of cylinder {cylinder}"):
        did = f"engine:{0x017F + cylinder:04X}"
        with truth.watch(did) as seen:
            results = value_of(getattr(commands, f"MONITOR_MISFIRE_CYLINDER_{cylinder}"))
        counts = [test.value.magnitude for test in results.tests if test.tid == 0x0C]
        expect(len(counts), 1, "the number of results of the last cycles")
        expect_true(counts[0], seen[did], 1, "the misfires")
        if cylinder == options.misfires:
            expect_between(counts[0], 40, 65535, "the misfires")
        else:
            expect_between(counts[0], 0, 5, "the misfires")

connection.close()
