"""python-can reads the exported traces, and cantools the frames in them by the car's DBC file."""
import argparse

import can
import cantools

from checks import check, expect, expect_between

parser = argparse.ArgumentParser()
parser.add_argument("--dbc", required=True)
parser.add_argument("--asc", required=True)
parser.add_argument("--candump", required=True)
parser.add_argument("--frames", type=int, required=True)
options = parser.parse_args()


def told(messages):
    return [(message.arbitration_id, message.is_extended_id, bytes(message.data)) for message in messages]


asc = list(can.ASCReader(options.asc))
with check(f"python-can reads the exported ASC: {options.frames} frames"):
    expect(len(asc), options.frames, "the number of frames")

with check("python-can reads the same frames from the exported candump log"):
    candump = list(can.CanutilsLogReader(options.candump))
    expect(told(candump), told(asc), "the list of frames")
    for one, other in zip(asc, candump):
        expect_between(one.timestamp - (other.timestamp - candump[0].timestamp), -1e-4, 1e-4, "the difference in time")

database = cantools.database.load_file(options.dbc)
own = [message for message in asc if message.arbitration_id < 0x700]
with check(f"cantools decodes each of the car's own frames by its DBC, and writes it again byte for byte ({len(own)})"):
    for message in own:
        values = database.decode_message(message.arbitration_id, message.data, decode_choices=False)
        again = database.encode_message(message.arbitration_id, values, strict=True)
        expect(again.hex(), bytes(message.data).hex(), f"{message.arbitration_id:X}, written again,")

with check("cantools finds every message of the DBC in the trace"):
    expect({message.arbitration_id for message in own}, {message.frame_id for message in database.messages}, "the set")

with check("cantools sees the car drive off: speed, selector, volts, amperes"):
    last = {}
    for message in own:
        last.update(database.decode_message(message.arbitration_id, message.data))
    expect(str(last["Selector"]), "D", "the selector")
    expect_between(last["SpeedKmh"], 5, 160, "the speed")
    expect_between(last["PackVolts"], 126 * 2.8, 126 * 3.65, "the pack's voltage")
    expect_between(last["PackAmperes"], 10, 500, "the pack's current")
