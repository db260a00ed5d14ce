import { createHash, randomBytes } from 'node:crypto';
import { createFileStore } from './file-store.ts';

/** Run by a test as a process of its own: keeps file after file until it is killed. */
const store = createFileStore(process.argv[2] ?? '');
process.send?.('ready');
for (;;) {
  const bytes = randomBytes(1_000_000);
  const hex = createHash('sha256').update(bytes).digest('hex');
  const file = await store.fetch({ algorithm: 'sha256', hex }, bytes.length, async () => ({
    from: 0,
    size: bytes.length,
    etag: null,
    body: (async function* () {
      for (let at = 0; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000);
    })(),
    finish: () => undefined,
  }));
  const buffer = Buffer.alloc(bytes.length);
  for (let at = 0, count = -1; count !== 0; at += count) count = await file.read(buffer, at);
  file.release();
}
