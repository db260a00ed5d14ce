import { connect } from 'node:net';
import { z } from 'zod';
import { createBudgets } from '../budgets.ts';
import { createDirectAgent } from '../upstream/direct-agent.ts';
import { createUpstream } from '../upstream/upstream.ts';
import { startFetch } from './start-fetch.ts';

/** Run by a test as a process of its own: fetches one repository from a port on loopback until it is killed. */
const { port, certificates, folder, repo, segmentBytes } = z
  .object({
    port: z.number(),
    certificates: z.string(),
    folder: z.string(),
    repo: z.string(),
    segmentBytes: z.number(),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));
const budget = createBudgets({ uploadBytes: 1e9, downloadBytes: 1e9 })('hub.test');
const upstream = createUpstream({
  dialer: {
    async dial() {
      const socket = connect({ port, host: '127.0.0.1' });
      await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
      return { socket, address: '127.0.0.1', budget };
    },
  },
  ledger: { open: () => ({ count: () => undefined, end: () => undefined }) },
  certificates,
  connect: createDirectAgent,
});
process.send?.('ready');
await startFetch({
  orders: {
    models: [{ repo, type: 'model', revision: 'main', include: [], exclude: [], folder }],
    fetchSeconds: 60,
    hubToken: '',
  },
  hubUrl: 'https://hub.test',
  upstream,
  output: { send: async () => undefined },
  onUnexpected: (error) => {
    throw error;
  },
  segmentBytes,
}).finished;
