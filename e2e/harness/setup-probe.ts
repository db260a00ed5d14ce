import { type Trial, type TrialResult, tryJob } from '../../electron/testing/executor-fixture.ts';
import type { EgressPolicy } from '../../shared/egress.ts';
import type { InWorld } from './in-world.ts';

let published = 0;

export interface Probed extends TrialResult {
  /** What the code left in `found`, as JSON. */
  found: unknown;
}

/**
 * Runs Python code of the test's choosing where a hostile buyer's runs: in the build of a package from the index, in the
 * setup container, with the gateway in reach. What it leaves in the dict `found` comes back; `ask(bytes)` sends bytes to
 * the forwarder and returns what is answered until the connection is closed; `connect(authority)` does a CONNECT and returns
 * the socket and the head of the answer; `direct()` connects to the gateway's socket itself; `fetch(path)` asks a mirror and
 * returns the status, the headers, and the bytes as far as they came; `page(project)` is a project's page.
 * `trial.requirements` are installed besides.
 */
export async function probeSetup(
  { world, engine }: InWorld,
  instance: string,
  code: string,
  trial: Partial<Trial> & { policy?: Partial<EgressPolicy> } = {},
): Promise<Probed> {
  published += 1;
  const name = `probe-${process.pid}-${published}`;
  await world.publishPackage({ name, files: [{ kind: 'sdist', duringBuild: `${helpers}\n${code}\n${keep}` }] });
  const { policy: parts, limits, requirements = [], ...rest } = trial;
  const { policy, certificates } = world.policy(parts);
  const result = await tryJob(engine, instance, {
    requirements: [name, ...requirements],
    script: 'print(open("/environment/found.json").read())',
    certificates,
    ...rest,
    limits: { egress: policy, ...limits },
  });
  const succeeded = result.outcome.kind === 'succeeded' && rest.script === undefined;
  return { ...result, found: succeeded ? JSON.parse(result.stdout) : undefined };
}

const helpers = `
import hashlib, http.client, json, os, socket, ssl, struct, subprocess, sys, threading, time
found = {}
def ask(data, timeout=30):
    with socket.create_connection(("127.0.0.1", 3128), timeout) as s:
        s.sendall(data)
        answer = b""
        try:
            while chunk := s.recv(65536):
                answer += chunk
        except OSError as error:
            answer += repr(error).encode()
        return answer.decode(errors="replace")
def connect(authority, timeout=30):
    s = socket.create_connection(("127.0.0.1", 3128), timeout)
    s.sendall(f"CONNECT {authority} HTTP/1.1\\r\\nHost: {authority}\\r\\n\\r\\n".encode())
    head = b""
    while b"\\r\\n\\r\\n" not in head:
        chunk = s.recv(1)
        if not chunk:
            break
        head += chunk
    return s, head.decode(errors="replace")
def direct():
    s = socket.socket(socket.AF_UNIX)
    # Waits where many are about to connect; with a time-out it would be refused.
    s.connect("/run/gateway/gateway.sock")
    s.settimeout(30)
    return s
def fetch(path, headers={}):
    connection = http.client.HTTPConnection("127.0.0.1", 3128, timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    try:
        return answer.status, dict(answer.headers), answer.read()
    except http.client.IncompleteRead as cut:
        return answer.status, dict(answer.headers), cut.partial
    finally:
        connection.close()
def page(project):
    return json.loads(fetch(f"/simple/{project}/", {"Accept": "application/vnd.pypi.simple.v1+json"})[2])
def tls(s, name):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(s, server_hostname=name)
def fails(action):
    try:
        action()
        return "done"
    except OSError as error:
        return f"{type(error).__name__} {error.errno}"
`;

const keep = `
json.dump(found, open("/environment/found.json", "w"))
`;
