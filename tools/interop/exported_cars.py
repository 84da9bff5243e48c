"""odxtools and cantools open the exported files of every car: its control units and services, and the frames on its bus."""
import argparse
from pathlib import Path

import cantools
import odxtools

from checks import check, expect

parser = argparse.ArgumentParser()
parser.add_argument("--folder", type=Path, required=True)
parser.add_argument("cars", nargs="+", help="CAR:UNITS:FRAMES, as many as its files must tell")
options = parser.parse_args()


def assert_apart(message):
    """Each signal, written alone with all of its bits set, is read as that, and every other as nothing."""
    plain = {"scaling": False, "decode_choices": False}
    for one in message.signals:
        values = {signal.name: 0 for signal in message.signals}
        values[one.name] = -1 if one.is_signed else (1 << one.length) - 1
        data = message.encode(values, scaling=False, strict=False)
        expect(message.decode(data, **plain), values, f"{message.name} with {one.name} alone")


for car in options.cars:
    name, units, frames = car.split(":")

    with check(f"odxtools opens {name}: {units} control units, each with services to read and to clear"):
        database = odxtools.load_pdx_file(options.folder / f"{name}.pdx")
        expect(len(database.ecus), int(units), "the number of control units")
        for ecu in database.ecus:
            services = [service.short_name for service in ecu.services]
            expect(any(service.startswith("Read_") for service in services), True, f"{ecu.short_name} to read")
            expect("ClearDiagnosticInformation" in services, True, f"{ecu.short_name} to clear")

    with check(f"cantools opens {name}: {frames} frames, each sent by a unit and at a period"):
        bus = cantools.database.load_file(options.folder / f"{name}.dbc")
        expect(len(bus.messages), int(frames), "the number of frames")
        for message in bus.messages:
            expect(len(message.senders) == 1 and message.cycle_time > 0, True, f"{message.name} with sender and period")
            if not message.is_multiplexed():
                assert_apart(message)
