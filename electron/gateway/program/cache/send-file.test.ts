import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FollowedFile } from './file-store.ts';
import { sendFile } from './send-file.ts';

const mebibyte = 1024 * 1024;

/** A file in memory, of which at most `step` bytes come at once. */
function fileOf(bytes: Buffer, step = bytes.length): FollowedFile {
  return {
    cached: true,
    size: bytes.length,
    read: async (buffer, position) => bytes.copy(buffer, 0, position, position + step),
    release: () => undefined,
  };
}

describe('sendFile', () => {
  let server: Server;
  let file: FollowedFile;

  beforeEach(async () => {
    server = createServer((request, response) => {
      const { size } = file;
      sendFile(request, response, { size, etag: 'tag', contentType: 'test', open: async () => file }).catch(() =>
        response.destroy(),
      );
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const ask = async (headers: Record<string, string> = {}): Promise<IncomingMessage> => {
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('The server does not listen.');
    const request = get({ host: '127.0.0.1', port: address.port, headers, agent: false });
    const [response] = await once(request, 'response');
    return response;
  };

  it('sends each byte as it was, to a client that is slower than the file, in pieces of any size', async () => {
    const bytes = randomBytes(5 * mebibyte + 1);
    for (const step of [bytes.length, 100_001]) {
      file = fileOf(bytes, step);
      const response = await ask();
      const got: Buffer[] = [];
      for await (const piece of response) {
        got.push(piece);
        if (got.length % 16 === 0) await delay(1);
      }
      expect(response.headers['content-length']).toBe(String(bytes.length));
      expect(Buffer.concat(got).equals(bytes)).toBe(true);
    }
  });

  it('sends one range and no byte more', async () => {
    const bytes = randomBytes(3 * mebibyte);
    file = fileOf(bytes);
    const response = await ask({ range: `bytes=1000-${2 * mebibyte}` });
    expect(response.statusCode).toBe(206);
    const got = Buffer.concat(await response.toArray());
    expect(got.equals(bytes.subarray(1000, 2 * mebibyte + 1))).toBe(true);
  });

  it('sends an empty file', async () => {
    file = fileOf(Buffer.alloc(0));
    const response = await ask();
    expect(response.statusCode).toBe(200);
    expect(await response.toArray()).toEqual([]);
  });

  it('does not fill memory for clients that do not read', async () => {
    file = fileOf(Buffer.alloc(64 * mebibyte));
    const before = process.memoryUsage().arrayBuffers;
    const responses = await Promise.all(Array.from({ length: 20 }, () => ask()));
    await delay(100);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 * mebibyte);
    for (const response of responses) response.destroy();
  });

  it('lets go of the file when the client has gone, though the next bytes never come', async () => {
    let released = false;
    file = {
      ...fileOf(Buffer.alloc(mebibyte)),
      read: async (_, position) => (position === 0 ? 10 : new Promise(() => undefined)),
      release: () => {
        released = true;
      },
    };
    const response = await ask();
    await once(response, 'readable');
    response.destroy();
    await expect.poll(() => released).toBe(true);
  });
});
