"""The car by its web interface, with requests and with curl: codes, values, a routine, a lock, and what is refused."""
import argparse
import json
import shutil
import subprocess
import time

import requests

from checks import check, expect, expect_between, skip
from units import read_units

parser = argparse.ArgumentParser()
parser.add_argument("--sovd", required=True, help="HOST:PORT")
parser.add_argument("--vin", required=True)
parser.add_argument("--name", required=True, help="the car's name, for the lines of the report")
parser.add_argument("--units", type=read_units, required=True, help="as units.py reads them")
parser.add_argument("--datum", required=True, help="UNIT/DATUM:MIN:MAX; most is asked of that unit")
parser.add_argument("--routine", help="a word of one that it runs")
parser.add_argument("--locked", action="store_true", help="its actuators want a key")
parser.add_argument("--codes", required=True, help="all codes of the planted fault, as UNIT:CODE, comma between")
options = parser.parse_args()

ROOT = f"http://{options.sovd}/vehicle/v15"
WHERE, LOW, HIGH = options.datum.split(":")
UNIT, DATUM = WHERE.split("/")
AT = f"{ROOT}/components/{UNIT}"
ANSWER_S = 20
planted = {}
for unit, code in (pair.split(":") for pair in filter(None, options.codes.split(","))):
    planted.setdefault(unit, set()).add(code)


def ask(session, method, url, expected=200, **more):
    reply = session.request(method, url, timeout=ANSWER_S, **more)
    if reply.status_code != expected:
        raise AssertionError(f"{method} {url} is answered {reply.status_code}: {reply.text[:300]}")
    return reply.json() if reply.text else None


with requests.Session() as session:
    with check(f"{options.name}: requests walks from the entry to every control unit and what it offers"):
        expect(ask(session, "GET", f"http://{options.sovd}/version-info")["sovd_info"][0]["base_uri"], "/vehicle/v15", "the base")
        units = ask(session, "GET", f"{ROOT}/components")["items"]
        expect({unit["id"] for unit in units}, set(options.units), "the set of units")
        for unit in units:
            offers = ask(session, "GET", f"http://{options.sovd}{unit['href']}")
            for what in ("data", "faults", "operations"):
                ask(session, "GET", f"http://{options.sovd}{offers[what]}")

    with check(f"{options.name}: requests reads the number of the car, and a value with its unit and its schema"):
        data = ask(session, "GET", f"{AT}/data")["items"]
        identification = [one["id"] for one in data if one["category"] == "identData"]
        values = [ask(session, "GET", f"{AT}/data/{one}")["data"]["value"] for one in identification]
        expect(options.vin in values, True, "presence of the number")
        datum = ask(session, "GET", f"{AT}/data/{DATUM}", params={"include-schema": "true"})
        expect_between(datum["data"]["value"], float(LOW), float(HIGH), DATUM)
        expect("schema" in datum, True, "presence of the schema")

    with check(f"{options.name}: requests finds the planted fault: confirmed codes of every unit, and no others"):
        for unit in options.units:
            found = ask(session, "GET", f"{ROOT}/components/{unit}/faults", params={"status[confirmedDTC]": "1"})["items"]
            expect({one["display_code"] for one in found}, planted.get(unit, set()), f"the set of codes of {unit}")

    operations = [one["id"] for one in ask(session, "GET", f"{AT}/operations")["items"]]
    ask(session, "PUT", f"{AT}/modes/session", json={"value": "extended", "mode_expiration": 30})
    for name in (one for one in operations if options.routine and options.routine in one):
        with check(f"{options.name}: requests runs a routine in the extended session, and reads its result"):
            started = ask(session, "POST", f"{AT}/operations/{name}/executions", 202, json={})
            for _ in range(50):
                state = ask(session, "GET", f"{AT}/operations/{name}/executions/{started['id']}")
                if state["status"] != "running":
                    break
                time.sleep(0.1)
            expect(state["status"], "completed", "the state of the routine")

    if options.locked:
        with check(f"{options.name}: requests is told why an actuator that is locked cannot be moved: the unit's own refusal, 33"):
            controls = [one for one in operations if one.startswith("control-")]
            asked = {"parameters": {"state": "01"}}
            refused = ask(session, "POST", f"{AT}/operations/{controls[0]}/executions", 502, json=asked)
            expect((refused["error_code"], refused["parameters"]["nrc"]), ("error-response", 0x33), "the refusal")
    ask(session, "PUT", f"{AT}/modes/session", json={"value": "default"})

    with check(f"{options.name}: one client's lock keeps another client from changing what it locked, until it is given back"):
        mine, other = ({"authorization": f"Bearer {who}"} for who in ("mine", "other"))
        lock = ask(session, "POST", f"{AT}/locks", 201, headers=mine, json={"lock_expiration": 30})
        ask(session, "DELETE", f"{AT}/faults", 423, headers=other)
        ask(session, "DELETE", f"{AT}/locks/{lock['id']}", 204, headers=mine)
        ask(session, "GET", f"{AT}/faults", headers=other)

    with check(f"{options.name}: what does not exist is not found, what is no request is refused, and the door goes on"):
        ask(session, "GET", f"{ROOT}/components/nothing", 404)
        ask(session, "PUT", f"{AT}/modes/session", 400, data="{")
        ask(session, "PATCH", f"{AT}/data/{DATUM}", 405)
        ask(session, "GET", AT)

CURL = f"{options.name}: curl reads a code with what was noted when it came"
if planted and not shutil.which("curl"):
    skip(CURL, "this machine has no curl")
elif planted:
    with check(CURL):
        unit, code = options.codes.split(",")[0].split(":")
        url = f"{ROOT}/components/{unit}/faults/{code}"
        said = subprocess.run(["curl", "-sS", "-f", url], capture_output=True, text=True, timeout=ANSWER_S, check=True).stdout
        expect("snapshots" in json.loads(said)["environment_data"], True, "presence of a snapshot")
