"""The control units of the car under test, as interop.ts names them: NAME:REQUEST:ANSWER:ADDRESS, comma between; hexadecimal."""
from collections import namedtuple

Unit = namedtuple("Unit", "request answer address")


def read_units(text):
    """By name: the CAN identifiers of requests and answers, and the logical address behind the DoIP gateway."""
    units = {}
    for one in text.split(","):
        name, *numbers = one.split(":")
        units[name] = Unit(*(int(number, 16) for number in numbers))
    return units
