import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** PEM texts: a certificate authority, and a server's certificate and key that it signed. */
export interface TestCertificates {
  authority: string;
  certificate: string;
  key: string;
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];

/** Makes an authority of its own and a certificate for the DNS names given (wildcards too), with the `openssl` command. */
export async function createCertificates(names: string[]): Promise<TestCertificates> {
  const folder = await mkdtemp(join(tmpdir(), 'certificates-'));
  const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: folder });
  const read = (file: string) => readFile(join(folder, file), 'utf8');
  try {
    const authority = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'];
    await openssl(
      ...['req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Test authority'],
      ...authority.flatMap((extension) => ['-addext', extension]),
    );
    await openssl('req', '-new', ...newKey, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=Test server');
    // Python checks strictly since 3.13: without the two key identifiers it trusts no certificate.
    const extensions = [
      `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`,
      'basicConstraints=critical,CA:FALSE',
      'keyUsage=critical,digitalSignature',
      'extendedKeyUsage=serverAuth',
      'subjectKeyIdentifier=hash',
      'authorityKeyIdentifier=keyid',
    ];
    await writeFile(join(folder, 'extensions.cnf'), extensions.join('\n'));
    await openssl(
      ...['x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
      ...['-days', '2', '-extfile', 'extensions.cnf', '-out', 'server.pem'],
    );
    return {
      authority: await read('ca.pem'),
      certificate: await read('server.pem'),
      key: await read('server.key'),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
