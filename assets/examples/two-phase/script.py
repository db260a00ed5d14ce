"""Uses a package that setup installed, and shows that there is no network any more."""

import json
import socket
import sys
import time
from pathlib import Path

import example_greetings
from example_greetings import greetings


def network() -> str:
    """What stands between this script and the rest of the world."""
    try:
        # An address that is reserved for documentation: nobody is there.
        socket.create_connection(("192.0.2.1", 443), timeout=2).close()
    except OSError as error:
        return f"closed ({error.strerror or error})"
    return "open"


def main() -> None:
    print(f"Imported example_greetings {example_greetings.__version__} from {example_greetings.__file__}", flush=True)
    said = []
    for greeting in greetings("seller"):
        time.sleep(0.5)
        print(greeting, flush=True)
        said.append(greeting)
    interfaces = sorted(name for _, name in socket.if_nameindex())
    print(f"Network interfaces: {', '.join(interfaces)}", flush=True)
    state = network()
    print(f"The network is {state}.", file=sys.stderr, flush=True)
    result = {"greetings": said, "interfaces": interfaces, "network": state}
    Path("/outputs/result.json").write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n")
    print("Wrote /outputs/result.json.", flush=True)


main()
