import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { LedgerEntry } from '../../../shared/ledger.ts';
import type { FetchEvent } from '../../../shared/models.ts';

/**
 * What the program tells the app; `omitted` counts all entries so far that were only counted, `cache` is the size of the
 * cache at the end.
 */
export type GatewayEvent =
  | { event: 'ready' }
  | { event: 'entry'; entry: LedgerEntry }
  | { event: 'omitted'; count: number }
  | { event: 'cache'; bytes: number }
  | FetchEvent;

export interface Output {
  /** Writes one line of JSON. Resolves when there is room for the next; nobody should write before. Never rejects. */
  send(event: GatewayEvent): Promise<void>;
  /** Resolves when the system has taken everything. Never rejects. */
  written(): Promise<void>;
}

/** Writes events to a stream whose reader may be slow, or gone: then they are dropped. */
export function createOutput(stream: Writable): Output {
  stream.on('error', () => undefined);
  return {
    async send(event) {
      if (!stream.writable || stream.write(`${JSON.stringify(event)}\n`)) return;
      await once(stream, 'drain').catch(() => undefined);
    },
    written: () => new Promise((resolve) => stream.write('', () => resolve())),
  };
}
