"""The --port option that python-OBD's end-to-end tests ask for; its published source leaves it out."""


def pytest_addoption(parser):
    parser.addoption("--port", action="store", default=None, help="where the adapter is")
