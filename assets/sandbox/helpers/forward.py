"""The setup container's way out: pipes each connection to a loopback port to the gateway's socket.

Setup has no network interface but loopback. What may leave is decided at the other end of the socket, so this program,
which the job could end or imitate, decides nothing.

Usage: forward.py PORT SOCKET   (prints `listening` when it takes connections)
"""

import socket
import sys
import threading
import time

CONNECTIONS = 128
CHUNK = 256 * 1024
GATEWAY_START_SECONDS = 60.0


def main() -> None:
    port, path = int(sys.argv[1]), sys.argv[2]
    server = socket.create_server(("127.0.0.1", port), backlog=1024)
    print("listening", flush=True)
    free = threading.Semaphore(CONNECTIONS)
    while True:
        # What is beyond the limit waits in the backlog.
        free.acquire()
        client, _ = server.accept()
        threading.Thread(target=serve, args=(client, path, free), daemon=True).start()


def serve(client: socket.socket, path: str, free: threading.Semaphore) -> None:
    try:
        with client, connect(path) as gateway:
            back = threading.Thread(target=pump, args=(gateway, client), daemon=True)
            back.start()
            pump(client, gateway)
            back.join()
    except OSError:
        # The client sees its connection closed.
        pass
    finally:
        free.release()


def connect(path: str) -> socket.socket:
    """The gateway starts at the same time as setup; a first connection may have to wait for it."""
    give_up = time.monotonic() + GATEWAY_START_SECONDS
    while True:
        gateway = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            gateway.connect(path)
            return gateway
        except (FileNotFoundError, ConnectionRefusedError):
            gateway.close()
            if time.monotonic() > give_up:
                raise
            time.sleep(0.02)


def pump(source: socket.socket, target: socket.socket) -> None:
    """Copies until the source ends, and hands its end on."""
    buffer = memoryview(bytearray(CHUNK))
    try:
        while count := source.recv_into(buffer):
            target.sendall(buffer[:count])
        target.shutdown(socket.SHUT_WR)
    except OSError:
        # One side is gone: the other must not wait for it.
        for side in (source, target):
            try:
                side.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


main()
