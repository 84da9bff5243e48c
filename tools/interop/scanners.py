"""Scanners that know nothing of the car: gallia over DoIP, CaringCaribou on the CAN bus. What they find is what is there."""
import argparse
import json
import os
import re
import subprocess

from checks import check, expect
from units import read_units

parser = argparse.ArgumentParser()
parser.add_argument("--host", required=True)
parser.add_argument("--port", type=int, required=True, help="of the DoIP door")
parser.add_argument("--socketcand", required=True, help="HOST:PORT")
parser.add_argument("--vin", required=True)
parser.add_argument("--name", required=True, help="the car's name, for the lines of the report")
parser.add_argument("--units", type=read_units, required=True, help="as units.py reads them")
parser.add_argument("--scanned", required=True, help="units that are scanned one by one, with what more services they have: engine:31")
parser.add_argument("--gallia", required=True, help="its program")
parser.add_argument("--caring-caribou", help="its program, where it is installed")
options = parser.parse_args()

TESTER = 0x0E20
SCAN_S = 100
# ISO 14229-1: without any of these a unit of ours would not do its work.
ALWAYS = {0x10, 0x11, 0x14, 0x19, 0x22, 0x3E}
IN_EXTENDED_SESSION = ALWAYS | {0x27, 0x28, 0x2F, 0x85}
VIN = options.vin.encode().hex()
SCANNED = {
    name: IN_EXTENDED_SESSION | {int(service, 16) for service in more}
    for name, *more in (one.split(":") for one in options.scanned.split(","))
}


def run(program, *words, **more):
    done = subprocess.run([program, *words], capture_output=True, text=True, timeout=SCAN_S, **more)
    said = done.stdout + done.stderr
    if done.returncode != 0:
        raise AssertionError(f"it ended with {done.returncode}: {said[-800:]}")
    return said


def scan(unit, kind, *words):
    places = f"protocol_version=2&activation_type=0x00&src_addr={TESTER:#06x}&target_addr={options.units[unit].address:#06x}"
    target = f"doip://{options.host}:{options.port}?{places}"
    said = run(options.gallia, "scan", "uds", kind, "--target", target, "--no-dumpcap", "--timeout", "5", *words)
    return [line.split("[result]: ", 1)[1] for line in said.splitlines() if "[result]: " in line]


def numbers(pattern, lines):
    return {int(found[1], 16) for found in (re.search(pattern, line) for line in lines) if found}


for unit, in_extended_session in SCANNED.items():
    where = f"{unit} of the {options.name}"

    with check(f"gallia finds the sessions of the {where}"):
        found = scan(unit, "sessions")
        expect(numbers(r"^\* Session 0x([0-9a-f]+)", found) >= {1, 3}, True, f"presence of 01 and 03 in {found}")

    with check(f"gallia finds the services of the {where}, and no request is left without an answer"):
        found = scan(unit, "services")
        expect(ALWAYS - numbers(r"\[0x([0-9a-f]+)\]", found), set(), "the set of services that are missing")
        expect([line for line in found if "imeout" in line], [], "the list of timeouts")

    with check(f"gallia finds more services in the extended session of the {where}, and sees by F186 that it is still in it"):
        found = scan(unit, "services", "--sessions", "3", "--check-session")
        missing = in_extended_session - numbers(r"\[0x([0-9a-f]+)\]", found)
        expect(missing, set(), "the set of services that are missing")

    with check(f"gallia finds the identifiers that the {where} must have, every one of 256 being answered"):
        found = scan(unit, "identifiers", "--start", "0xf100", "--end", "0xf1ff")
        expect(any("0xf190: " in line and VIN[:16] in line for line in found), True, "presence of the number of the car")
        expect(any("0xf186: " in line for line in found), True, "presence of the active session")
        expect([line for line in found if re.match(r"(Abnormal replies|Timeouts): [^0]", line)], [], "the list of complaints")


def caribou(*words):
    host, port = options.socketcand.rsplit(":", 1)
    bus = {"interface": "socketcand", "host": host, "port": int(port), "channel": "can0"}
    return run(options.caring_caribou, "uds", *words, env={**os.environ, "CAN_CONFIG": json.dumps(bus)})


if options.caring_caribou:
    requests = [unit.request for unit in options.units.values()]
    with check(f"CaringCaribou discovers all units of the {options.name}, each with the identifier of its answers"):
        said = caribou("discovery", "-min", hex(min(requests)), "-max", hex(max(requests) + 1), "-d", "0.05")
        pairs = {(int(ask, 16), int(answer, 16)) for ask, answer in re.findall(r"\| 0x(\w+) \| 0x(\w+) \|", said)}
        missing = {(unit.request, unit.answer) for unit in options.units.values()} - pairs
        expect(missing, set(), "the set of units that are missing")

    for name in SCANNED:
        where, at = f"{name} of the {options.name}", [hex(number) for number in options.units[name][:2]]

        with check(f"CaringCaribou finds the services of the {where}"):
            said = caribou("services", *at, "-t", "2")
            missing = ALWAYS - numbers(r"Supported service 0x(\w+)", said.splitlines())
            expect(missing, set(), "the set of services that are missing")

        with check(f"CaringCaribou dumps the identifiers of the {where}"):
            said = caribou("dump_dids", *at, "-t", "2", "--min_did", "0xf180", "--max_did", "0xf1a0")
            expect(re.search(rf"0xf190\s+{VIN}", said) is not None, True, "presence of the number of the car")

        with check(f"CaringCaribou is given a new seed by the {where} each time it asks for one"):
            said = caribou("security_seed", "3", "1", *at, "-n", "5", "-r", "1")
            seeds = re.findall(r"^([0-9a-f]{8})$", said, re.MULTILINE)
            expect((len(seeds), len(set(seeds))), (5, 5), "the number of seeds, and of different ones")
