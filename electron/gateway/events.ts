import { StringDecoder } from 'node:string_decoder';
import { z } from 'zod';
import { type LedgerEntry, ledgerEntrySchema } from '../../shared/ledger.ts';
import { type FetchEvent, fetchEventSchema } from '../../shared/models.ts';

const maxLineLength = 64 * 1024;
/** Entries that come close together are told, and written, together. */
const gatherMs = 200;

const eventSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('ready') }),
  z.object({ event: z.literal('entry'), entry: ledgerEntrySchema }),
  z.object({ event: z.literal('omitted'), count: z.number().int().min(0) }),
  z.object({ event: z.literal('cache'), bytes: z.number() }),
  fetchEventSchema,
]);

/** Takes what the gateway program tells on its standard output, one JSON object a line. */
export interface EventReader {
  push(bytes: Buffer): void;
  /** Tells what was gathered; nothing is told afterwards. */
  end(): void;
}

/**
 * @param tell.onLedger gets each entry as it was told last, and how many more requests were only counted so far.
 * @param tell.onFetch gets what is told of repositories at once.
 * @param tell.onCache gets the size of the download cache.
 */
export function createEventReader({
  onLedger,
  onFetch,
  onCache,
}: {
  onLedger: (entries: LedgerEntry[], omitted: number) => void;
  onFetch: (event: FetchEvent) => void;
  onCache: (bytes: number) => void;
}): EventReader {
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
        if (!event || event.event === 'ready') continue;
        if (event.event === 'entry') gathered.set(event.entry.seq, event.entry);
        else if (event.event === 'omitted') omitted = event.count;
        else {
          if (event.event === 'cache') onCache(event.bytes);
          else onFetch(event);
          continue;
        }
        timer ??= setTimeout(tell, gatherMs);
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
