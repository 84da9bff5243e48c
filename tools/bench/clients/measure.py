"""Times one client that nobody here wrote at several servers in turns, and prints the seconds of each question as JSON."""
import argparse
import json
import logging
import time

parser = argparse.ArgumentParser()
parser.add_argument("--client", choices=["obd", "uds"], required=True)
parser.add_argument("--at", action="append", required=True, help="HOST:PORT; may be given more than once")
parser.add_argument("--ecu", type=lambda text: int(text, 16), default=0, help="logical address, hexadecimal, of uds")
parser.add_argument("--warm-up", type=int, required=True, help="questions to each server before the first that counts")
parser.add_argument("--rounds", type=int, required=True)
parser.add_argument("--asks", type=int, required=True)
options = parser.parse_args()


def python_obd(host, port):
    import obd

    logging.getLogger("obd").setLevel(logging.ERROR)
    connection = obd.OBD(f"socket://{host}:{port}")

    def ask():
        if connection.query(obd.commands.RPM).is_null():
            raise RuntimeError("python-OBD got no answer")

    return ask


def udsoncan_over_doip(host, port):
    import udsoncan
    from doipclient import DoIPClient
    from doipclient.connectors import DoIPClientUDSConnector
    from udsoncan.client import Client

    config = dict(udsoncan.configs.default_client_config)
    config["data_identifiers"] = {0xF190: udsoncan.AsciiCodec(17)}
    config["use_server_timing"] = False
    config["request_timeout"] = 30
    config["p2_timeout"] = 30
    doip = DoIPClient(host, options.ecu, tcp_port=port, client_logical_address=0x0E00)
    client = Client(DoIPClientUDSConnector(doip), config=config)
    client.open()
    return lambda: client.read_data_by_identifier_first(0xF190)


def opened(address):
    host, port = address.rsplit(":", 1)
    return (python_obd if options.client == "obd" else udsoncan_over_doip)(host, int(port))


asks = [opened(address) for address in options.at]
seconds = [[] for _ in asks]
for ask in asks:
    for _ in range(options.warm_up):
        ask()
for _ in range(options.rounds):
    for place, ask in enumerate(asks):
        for _ in range(options.asks):
            begun = time.perf_counter()
            ask()
            seconds[place].append(time.perf_counter() - begun)
print(json.dumps(seconds))
