"""One line per check on standard output, "ok NAME", or "not ok" or "skipped NAME <tab> WHY": what interop.ts reads and counts."""
import traceback
from contextlib import contextmanager


@contextmanager
def check(name):
    try:
        yield
    except BaseException as error:  # A client's own exception is a failed check, never the end of the script.
        if isinstance(error, KeyboardInterrupt):
            raise
        place = traceback.extract_tb(error.__traceback__)[1 if error.__traceback__.tb_next else 0]
        why = f"{type(error).__name__}: {error} (line {place.lineno}: {place.line})".replace("\n", " ")
        print(f"not ok {name}\t{why}", flush=True)
    else:
        print(f"ok {name}", flush=True)


def skip(name, why):
    print(f"skipped {name}\t{why}", flush=True)


def expect(actual, expected, what):
    if actual != expected:
        raise AssertionError(f"{what} is {actual!r}, not {expected!r}")


def expect_between(value, low, high, what):
    if not low <= value <= high:
        raise AssertionError(f"{what} is {value!r}, not between {low} and {high}")
