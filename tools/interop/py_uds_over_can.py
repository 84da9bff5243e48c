"""py-uds over python-can: a tester that looks at when each frame came, and takes no answer from before its question."""
import argparse
import warnings

import can
from uds.addressing import AddressingType
from uds.can import CanAddressingFormat, CanAddressingInformation, CanVersion, PyCanTransportInterface
from uds.client import Client
from uds.message import UdsMessage

from checks import check, expect

parser = argparse.ArgumentParser()
parser.add_argument("--socketcand", required=True, help="HOST:PORT")
parser.add_argument("--vin", required=True)
options = parser.parse_args()

warnings.simplefilter("ignore")  # It widens other times when one is widened, and says so.
host, port = options.socketcand.rsplit(":", 1)
ANSWER_MS = 5000
UNIT = CanAddressingInformation(
    addressing_format=CanAddressingFormat.NORMAL_ADDRESSING,
    tx_physical_params={"can_id": 0x7E7},
    rx_physical_params={"can_id": 0x7EF},
    tx_functional_params={"can_id": 0x7DF},
    rx_functional_params={"can_id": 0x7EE},  # Nobody's: py-uds wants one, and the units answer as when asked alone.
)

with can.Bus(interface="socketcand", channel="can0", host=host, port=int(port)) as bus:
    transport = PyCanTransportInterface(
        network_manager=bus, addressing_information=UNIT, can_version=CanVersion.CLASSIC_CAN
    )
    client = Client(transport_interface=transport)
    client.p2_client_timeout = ANSWER_MS

    def ask(request):
        message = UdsMessage(payload=list(bytes.fromhex(request)), addressing_type=AddressingType.PHYSICAL)
        return [bytes(record.payload).hex() for record in client.send_request_receive_responses(message)[1]]

    with check("py-uds reads the number of the car, an answer of several frames"):
        expect(ask("22F190"), ["62f190" + options.vin.encode().hex()], "the answer")

    with check("py-uds enters the extended session, is refused what is not there, and returns"):
        expect(ask("1003"), ["5003003201f4"], "the answer")
        expect(ask("221234"), ["7f2231"], "the refusal")
        expect(ask("1001"), ["5001003201f4"], "the answer")

    with check("py-uds asks a hundred times in a row and gets a hundred answers"):
        expect([ask("3E00") for _ in range(100)], [["7e00"]] * 100, "the answers")
