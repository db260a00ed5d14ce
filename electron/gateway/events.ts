import { StringDecoder } from 'node:string_decoder';
import { z } from 'zod';
import { type LedgerEntry, ledgerEntrySchema } from '../../shared/ledger.ts';

const maxLineLength = 64 * 1024;
/** Entries that come close together are told, and written, together. */
const gatherMs = 200;

const eventSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('ready') }),
  z.object({ event: z.literal('entry'), entry: ledgerEntrySchema }),
  z.object({ event: z.literal('omitted'), count: z.number().int().min(0) }),
]);

/** Takes what the gateway program tells on its standard output, one JSON object a line. */
export interface EventReader {
  push(bytes: Buffer): void;
  /** Tells what was gathered; nothing is told afterwards. */
  end(): void;
}

/** @param onLedger gets each entry as it was told last, and how many more requests were only counted so far. */
export function createEventReader(onLedger: (entries: LedgerEntry[], omitted: number) => void): EventReader {
  const decoder = new StringDecoder();
  const gathered = new Map<number, LedgerEntry>();
  let pending = '';
  let omitted = 0;
  let timer: NodeJS.Timeout | null = null;

  const tell = () => {
    if (timer) clearTimeout(timer);
    timer = null;
    const entries = [...gathered.values()];
    gathered.clear();
    onLedger(entries, omitted);
  };

  return {
    push(bytes) {
      const lines = (pending + decoder.write(bytes)).split('\n');
      pending = (lines.pop() ?? '').slice(0, maxLineLength);
      for (const line of lines) {
        const event = parse(line);
        if (event?.event === 'entry') gathered.set(event.entry.seq, event.entry);
        if (event?.event === 'omitted') omitted = event.count;
        if (event && event.event !== 'ready') timer ??= setTimeout(tell, gatherMs);
      }
    },
    end() {
      if (timer) tell();
    },
  };
}

function parse(line: string) {
  try {
    return eventSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
