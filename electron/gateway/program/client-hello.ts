/** What the first bytes of a connection say; `null` as a server name where the client names none. */
export type ClientHello =
  | { kind: 'incomplete' }
  | { kind: 'hello'; serverName: string | null; isEncrypted: boolean }
  | { kind: 'not_tls' }
  | { kind: 'malformed'; problem: string };

export interface ClientHelloReader {
  /** Takes the next bytes and says what is known by now; not to be called again once it is not `incomplete`. */
  push(bytes: Buffer): ClientHello;
}

/** A ClientHello, and what is around it, may be this long in all. */
export const longestClientHello = 16 * 1024;

const recordHeader = 5;
const messageHeader = 4;
const handshakeRecord = 22;
const clientHelloMessage = 1;
const serverNameExtension = 0;
const hostNameType = 0;
// The true name is inside it, encrypted; the one outside is for show (RFC 9849).
const encryptedHelloExtension = 0xfe0d;

class MalformedHello extends Error {}

interface Cursor {
  number(bytes: 1 | 2): number;
  take(length: number): Cursor;
  /** A field whose length is in front of it. */
  field(lengthBytes: 1 | 2): Cursor;
  isAtEnd(): boolean;
  text(): string;
}

function createCursor(bytes: Buffer): Cursor {
  let offset = 0;
  const advance = (length: number): Buffer => {
    if (offset + length > bytes.length) throw new MalformedHello('a field is longer than what holds it');
    offset += length;
    return bytes.subarray(offset - length, offset);
  };
  const cursor: Cursor = {
    number: (size) => advance(size).readUIntBE(0, size),
    take: (length) => createCursor(advance(length)),
    field: (lengthBytes) => cursor.take(cursor.number(lengthBytes)),
    isAtEnd: () => offset === bytes.length,
    text: () => bytes.toString('latin1', offset),
  };
  return cursor;
}

function readServerName(extension: Cursor): string {
  const names = extension.field(2);
  if (names.number(1) !== hostNameType) throw new MalformedHello('the server name is of an unknown type');
  const name = names.field(2).text();
  if (!names.isAtEnd() || !extension.isAtEnd()) throw new MalformedHello('it has more than one server name');
  return name;
}

/** RFC 8446, section 4.1.2; earlier versions of TLS have the same layout. */
function readMessage(bytes: Buffer): ClientHello {
  const hello = createCursor(bytes);
  hello.take(2 + 32); // version and random
  hello.field(1); // session
  hello.field(2); // cipher suites
  hello.field(1); // compression methods
  let serverName: string | null = null;
  let isEncrypted = false;
  if (hello.isAtEnd()) return { kind: 'hello', serverName, isEncrypted };
  const extensions = hello.field(2);
  if (!hello.isAtEnd()) throw new MalformedHello('something follows its extensions');
  while (!extensions.isAtEnd()) {
    const type = extensions.number(2);
    const extension = extensions.field(2);
    if (type === encryptedHelloExtension) isEncrypted = true;
    if (type === serverNameExtension) {
      // Two parsers may choose differently between two names.
      if (serverName !== null) throw new MalformedHello('it has more than one server name');
      serverName = readServerName(extension);
    }
  }
  return { kind: 'hello', serverName, isEncrypted };
}

function malformed(problem: string): ClientHello {
  return { kind: 'malformed', problem };
}

/** Reads a ClientHello out of the handshake records at the start of a stream, however they cut it and however they come. */
export function createClientHelloReader(): ClientHelloReader {
  const header = Buffer.alloc(recordHeader);
  const message = Buffer.alloc(longestClientHello);
  let headerFilled = 0;
  let messageFilled = 0;
  let leftInRecord = 0;
  let isFirstRecord = true;
  let taken = 0;

  const takeHeader = (bytes: Buffer): ClientHello | null => {
    headerFilled += bytes.copy(header, headerFilled);
    const isHandshake = header[0] === handshakeRecord && (headerFilled < 2 || header[1] === 3);
    if (!isHandshake) return isFirstRecord ? { kind: 'not_tls' } : malformed('another record is in the middle of it');
    if (headerFilled < recordHeader) return null;
    headerFilled = 0;
    isFirstRecord = false;
    leftInRecord = header.readUInt16BE(3);
    return leftInRecord === 0 ? malformed('a record of it is empty') : null;
  };

  const takePart = (part: Buffer): ClientHello | null => {
    leftInRecord -= part.length;
    if (messageFilled + part.length > longestClientHello) return malformed('it is too long');
    messageFilled += part.copy(message, messageFilled);
    if (message[0] !== clientHelloMessage) return malformed('the first message is another one');
    if (messageFilled < messageHeader) return null;
    const end = messageHeader + message.readUIntBE(1, 3);
    if (end > longestClientHello) return malformed('it is too long');
    // Whatever shares the last record would be read as the next message by the host, and by nobody here.
    if (messageFilled + leftInRecord > end && messageFilled >= end)
      return malformed('something follows it in its record');
    return messageFilled === end ? readMessage(message.subarray(messageHeader, end)) : null;
  };

  const take = (bytes: Buffer): ClientHello => {
    for (let offset = 0; offset < bytes.length; ) {
      const wanted = leftInRecord === 0 ? recordHeader - headerFilled : leftInRecord;
      const part = bytes.subarray(offset, offset + wanted);
      const result = leftInRecord === 0 ? takeHeader(part) : takePart(part);
      if (result) return result;
      offset += part.length;
      taken += part.length;
      if (taken > longestClientHello) return malformed('it is too long');
    }
    return { kind: 'incomplete' };
  };

  return {
    push(bytes) {
      try {
        return take(bytes);
      } catch (error) {
        if (error instanceof MalformedHello) return malformed(error.message);
        throw error;
      }
    },
  };
}
