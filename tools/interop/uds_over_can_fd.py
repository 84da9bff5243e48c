"""udsoncan over can-isotp over python-can in CAN FD frames, by the car's SLCAN door: every unit, one frame for what took three."""
import argparse

import can
import isotp
from udsoncan import AsciiCodec
from udsoncan.client import Client
from udsoncan.connections import PythonIsoTpConnection

from checks import check, expect
from units import read_units

parser = argparse.ArgumentParser()
parser.add_argument("--slcan", required=True, help="HOST:PORT")
parser.add_argument("--vin", required=True)
parser.add_argument("--name", required=True, help="the car's name, for the lines of the report")
parser.add_argument("--units", type=read_units, required=True, help="as units.py reads them")
parser.add_argument("--codes", required=True, help="all codes of the planted fault, as UNIT:CODE, comma between")
options = parser.parse_args()

OWNERS = [pair.split(":")[0] for pair in options.codes.split(",") if pair]
TIMING = can.BitTimingFd.from_sample_point(
    f_clock=80_000_000, nom_bitrate=500_000, nom_sample_point=80, data_bitrate=2_000_000, data_sample_point=80
)
FD = {"can_fd": True, "bitrate_switch": True, "tx_data_length": 64}
# udsoncan gives up after the unit's own 50 ms; the machine that both run on may be busy.
ANSWER_S = 10
CONFIG = {
    "request_timeout": ANSWER_S,
    "p2_timeout": ANSWER_S,
    "p2_star_timeout": ANSWER_S,
    "use_server_timing": False,
    "data_identifiers": {0xF190: AsciiCodec(17)},
}


class Kinds(can.Listener):
    """Of the frames that come from a unit's own identifier."""

    def __init__(self, identifier):
        self.identifier = identifier
        self.heard = []

    def on_message_received(self, msg):
        if msg.arbitration_id == self.identifier:
            self.heard.append((msg.is_fd, msg.dlc))


with can.Bus(interface="slcan", channel=f"socket://{options.slcan}", timing=TIMING, sleep_after_open=0.1) as bus:
    for unit, (tx, rx, _) in options.units.items():
        with check(f"{options.name}: udsoncan reads {unit} in CAN FD frames"):
            kinds = Kinds(rx)
            notifier = can.Notifier(bus, [kinds])
            address = isotp.Address(isotp.AddressingMode.Normal_11bits, txid=tx, rxid=rx)
            stack = isotp.NotifierBasedCanStack(bus=bus, notifier=notifier, address=address, params=FD)
            try:
                with Client(PythonIsoTpConnection(stack), config=CONFIG) as client:
                    read = client.read_data_by_identifier_first(0xF190)
                    expect(read, options.vin, "the identification number")
                    expect(kinds.heard, [(True, 24)], "the frames of the answer")
                    found = client.get_dtc_by_status_mask(0x08).service_data.dtcs
                    expect(len(found), OWNERS.count(unit), "the count of its codes")
            finally:
                notifier.stop()
