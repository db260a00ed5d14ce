import { describe, expect, it } from 'vitest';
import { clientHello } from '../testing/raw-client.ts';
import { type ClientHello, createClientHelloReader } from './client-hello.ts';

function read(bytes: Buffer, chunkLength = bytes.length): ClientHello {
  const reader = createClientHelloReader();
  let result: ClientHello = { kind: 'incomplete' };
  for (let at = 0; at < bytes.length && result.kind === 'incomplete'; at += chunkLength) {
    result = reader.push(bytes.subarray(at, at + chunkLength));
  }
  return result;
}

const sized = (lengthBytes: number, content: Buffer) => {
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntBE(content.length, 0, lengthBytes);
  return Buffer.concat([length, content]);
};
const extension = (type: number, content: Buffer) =>
  Buffer.concat([Buffer.from([type >> 8, type & 255]), sized(2, content)]);
const hostName = (name: string, type = 0) =>
  Buffer.concat([Buffer.from([type]), sized(2, Buffer.from(name, 'latin1'))]);
const serverName = (...names: Buffer[]) => extension(0, sized(2, Buffer.concat(names)));
const message = (extensions: Buffer | null) =>
  Buffer.concat([
    Buffer.from([1]),
    sized(
      3,
      Buffer.concat([
        Buffer.from([3, 3]),
        Buffer.alloc(32),
        Buffer.from([0, 0, 2, 0x13, 1, 1, 0]),
        ...(extensions ? [sized(2, extensions)] : []),
      ]),
    ),
  ]);
const record = (content: Buffer, type = 22) => Buffer.concat([Buffer.from([type, 3, 1]), sized(2, content)]);
const records = (content: Buffer, length: number) => {
  const parts: Buffer[] = [];
  for (let at = 0; at < content.length; at += length) parts.push(record(content.subarray(at, at + length)));
  return Buffer.concat(parts);
};
const good = message(serverName(hostName('pypi.org')));

describe('ClientHello', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('is read from a real client of %s', async (maxVersion) => {
    const bytes = await clientHello({ servername: 'PyPI.org', maxVersion, minVersion: 'TLSv1.2' });
    expect(read(bytes)).toEqual({ kind: 'hello', serverName: 'PyPI.org', isEncrypted: false });
    expect(read(bytes, 1)).toEqual({ kind: 'hello', serverName: 'PyPI.org', isEncrypted: false });
    expect(read(bytes.subarray(0, -1))).toEqual({ kind: 'incomplete' });
  });

  it('is read whatever records it is cut into', () => {
    for (const length of [1, 2, 3, 4, 5, 40, 1_000]) {
      for (const chunk of [1, 7, 10_000]) {
        expect(read(records(good, length), chunk)).toEqual({
          kind: 'hello',
          serverName: 'pypi.org',
          isEncrypted: false,
        });
      }
    }
  });

  it('is read when early data follows it in records of its own', () => {
    const bytes = Buffer.concat([record(good), record(Buffer.alloc(1), 20), record(Buffer.alloc(16_000), 23)]);
    expect(read(bytes)).toMatchObject({ kind: 'hello', serverName: 'pypi.org' });
  });

  it('may name no server', async () => {
    expect(read(await clientHello({ host: '127.0.0.1' }))).toMatchObject({ kind: 'hello', serverName: null });
    expect(read(record(message(null)))).toMatchObject({ kind: 'hello', serverName: null });
    expect(read(record(message(Buffer.alloc(0))))).toMatchObject({ kind: 'hello', serverName: null });
  });

  it('shows that another one is hidden in it', () => {
    const hidden = extension(0xfe0d, Buffer.alloc(200));
    expect(read(record(message(Buffer.concat([serverName(hostName('pypi.org')), hidden]))))).toMatchObject({
      serverName: 'pypi.org',
      isEncrypted: true,
    });
  });

  it('keeps every byte of a name', () => {
    expect(read(record(message(serverName(hostName('pypi.org\0.evil')))))).toMatchObject({
      serverName: 'pypi.org\0.evil',
    });
  });

  it.each([
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n')],
    ['SSH', Buffer.from('SSH-2.0-x\r\n')],
    ['SSL 2', Buffer.from([0x80, 0x2e, 1, 3, 1])],
    ['another version', Buffer.from([22, 2, 0, 0, 5])],
    ['application data', record(good, 23)],
    ['an alert', Buffer.from([21, 3, 1, 0, 2, 1, 0])],
    ['zeros', Buffer.alloc(100)],
  ])('is not what %s is', (_name, bytes) => {
    expect(read(bytes)).toEqual({ kind: 'not_tls' });
    expect(read(bytes, 1)).toEqual({ kind: 'not_tls' });
  });

  const wrongLength = Buffer.from(good);
  wrongLength[4 + 2 + 32] = 255;
  it.each([
    ['two server names in one extension', record(message(serverName(hostName('pypi.org'), hostName('evil.example'))))],
    [
      'two extensions with a server name',
      record(message(Buffer.concat([serverName(hostName('pypi.org')), serverName(hostName('evil.example'))]))),
    ],
    ['a server name of an unknown type', record(message(serverName(hostName('pypi.org', 1))))],
    [
      'bytes after the name',
      record(message(extension(0, Buffer.concat([sized(2, hostName('pypi.org')), Buffer.alloc(1)])))),
    ],
    ['an empty extension', record(message(extension(0, Buffer.alloc(0))))],
    ['a length that leads out of it', record(wrongLength)],
    ['a message after it in its record', record(Buffer.concat([good, good]))],
    ['half a message after it in its record', record(Buffer.concat([good, Buffer.from([1])]))],
    ['another message', record(Buffer.from([2, 0, 0, 0]))],
    ['an empty record', record(Buffer.alloc(0))],
    ['an alert in the middle', Buffer.concat([record(good.subarray(0, 20)), record(Buffer.alloc(2), 21)])],
    ['16 MiB announced', record(Buffer.from([1, 255, 255, 255]))],
    ['more than it may hold', record(message(extension(21, Buffer.alloc(16_380))))],
  ])('is malformed with %s', (_name, bytes) => {
    expect(read(bytes).kind).toBe('malformed');
    expect(read(bytes, 1).kind).toBe('malformed');
  });

  it('ends, whatever the bytes', () => {
    const drip = record(Buffer.concat([Buffer.from([1, 0, 0x3f, 0xf0]), Buffer.alloc(100)]));
    const tiny = records(Buffer.concat([Buffer.from([1, 0, 0x3f, 0xf0]), Buffer.alloc(16_000)]), 1);
    expect(read(drip, 1)).toEqual({ kind: 'incomplete' });
    expect(read(tiny, 1).kind).toBe('malformed');
    let state = 12_345;
    const random = () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state;
    };
    for (let n = 0; n < 5_000; n += 1) {
      const bytes = record(Buffer.from(good));
      for (let change = 0; change < 3; change += 1) bytes[random() % bytes.length] = random() % 256;
      expect(['incomplete', 'hello', 'not_tls', 'malformed']).toContain(read(bytes).kind);
    }
  });
});
