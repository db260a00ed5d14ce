import { z } from 'zod';
import { forwarderPort, mirrorPaths } from '../shared/egress.ts';

/** Where setup leaves what its reader found, for the script to show. */
const found = '/environment/found.json';

/** A plain client, the same on both sides: it asks for a file and drops what it gets, 1 MiB at a time. */
const reader = `
import json, socket, time, urllib.request
from urllib.parse import urljoin, urlsplit
def read(url):
    place = urlsplit(url)
    head = f"GET {place.path} HTTP/1.1\\r\\nHost: {place.netloc}\\r\\nConnection: close\\r\\n\\r\\n"
    buffer = memoryview(bytearray(1024 * 1024))
    total = 0
    started = time.monotonic()
    with socket.create_connection((place.hostname, place.port)) as connection:
        connection.sendall(head.encode())
        while count := connection.recv_into(buffer):
            total += count
    return {"bytes": total, "seconds": time.monotonic() - started}
`;

/** Python that reads a file by its URL and prints what `readingSchema` says. */
export function readOverBridge(url: string): string {
  return `${reader}print(json.dumps(read(${JSON.stringify(url)})))\n`;
}

/** Python that reads the one file of a project through the mirror; runs in setup. */
export function readThroughMirror(project: string): string {
  const page = `http://127.0.0.1:${forwarderPort}${mirrorPaths.index}${project}/`;
  return `${reader}
page = urllib.request.Request(${JSON.stringify(page)}, headers={"Accept": "application/vnd.pypi.simple.v1+json"})
[file] = json.load(urllib.request.urlopen(page))["files"]
json.dump(read(urljoin(page.full_url, file["url"])), open("${found}", "w"))
`;
}

/** A script that prints what the reader in its job's setup found. */
export const showReading = `print(open("${found}").read())\n`;

const readingSchema = z.object({ bytes: z.number(), seconds: z.number() });

/**
 * MB/s of a reading, as printed.
 * @param bytes size of the file; the reader counts the answer's head as well.
 * @throws Error where the file did not come whole.
 */
export function throughput(printed: string, bytes: number): number {
  const reading = readingSchema.parse(JSON.parse(printed));
  if (reading.bytes < bytes) throw new Error(`Only ${reading.bytes} of a file’s ${bytes} bytes came.`);
  return bytes / 1e6 / reading.seconds;
}
