"""The mcap package reads the evidence of a drive as it stands: schemas, counts, checksums, times; python-can has the same frames."""
import argparse
import json

import can
from mcap.reader import make_reader
from mcap.records import Schema
from mcap.stream_reader import StreamReader

from checks import check, expect

parser = argparse.ArgumentParser()
parser.add_argument("--mcap", required=True)
parser.add_argument("--asc", required=True, help="its frames, as exported")
parser.add_argument("counts", nargs="+", help="KIND:COUNT, as many records as it must hold")
options = parser.parse_args()
counts = {kind: int(count) for kind, count in (pair.split(":") for pair in options.counts)}

with check("mcap reads the evidence from its beginning, each record of the file and its checksums"):
    with open(options.mcap, "rb") as file:
        records = list(StreamReader(file, validate_crcs=True).records)
    expect(len([one for one in records if isinstance(one, Schema)]) >= len(counts), True, "presence of the schemas")

with open(options.mcap, "rb") as file:
    reader = make_reader(file, validate_crcs=True)
    with check("mcap finds the summary at its end: channels, schemas of JSON by their names, as many messages as recorded"):
        summary = reader.get_summary()
        for channel in summary.channels.values():
            schema = summary.schemas[channel.schema_id]
            expect((channel.topic, channel.message_encoding), ("/" + schema.name.split(".")[1], "json"), "the channel")
            expect((schema.name.split(".")[0], schema.encoding), ("luban", "jsonschema"), "its schema")
            expect(json.loads(schema.data)["type"], "object", "what its schema tells of")
        told = summary.statistics.channel_message_counts
        by_kind = {summary.channels[one].topic[1:]: count for one, count in told.items() if count > 0}
        expect(by_kind, counts, "the number of records by kind")
        expect(summary.statistics.message_count, sum(counts.values()), "the number of all")

    with check("mcap reads every message in its order: JSON with what its schema asks for, no time going back"):
        messages = list(reader.iter_messages(log_time_order=False))
        expect([message.sequence for _, _, message in messages], list(range(len(messages))), "the row of numbers")
        for schema, _, message in messages:
            missing = set(json.loads(schema.data).get("required", [])) - set(json.loads(message.data))
            expect(missing, set(), f"what is missing in a {schema.name}")
        times = [message.log_time for _, _, message in messages]
        expect(times, sorted(times), "the times")

    with check("mcap has the same frames as python-can in the exported trace"):
        frames = [json.loads(message.data) for _, channel, message in messages if channel.topic == "/frame"]
        told = [(one["id"], one["isExtended"], bytes.fromhex(one["data"])) for one in frames]
        asc = [(one.arbitration_id, one.is_extended_id, bytes(one.data)) for one in can.ASCReader(options.asc)]
        expect(told == asc, True, "sameness of the frames")
