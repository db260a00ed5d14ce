import { z } from 'zod';
import {
  type EnvironmentLock,
  environmentLockSchema,
  type LockedPackage,
  lockedPackageSchema,
} from '../../shared/environments.ts';
import type { JobProgress } from '../../shared/jobs.ts';
import { plainLine } from '../../shared/text.ts';

const checkedSchema = z.object({
  event: z.literal('checked'),
  image: z.array(z.string()),
  wheels: z.array(z.string()),
  missing: z.array(z.string()),
});

/** Where a job's requirements can come from without a network. */
export type RequirementsCheck = Pick<z.infer<typeof checkedSchema>, 'image' | 'wheels' | 'missing'>;

const packageSchema = lockedPackageSchema.shape;
const lockSchema = environmentLockSchema.shape;

const eventSchema = z.discriminatedUnion('event', [
  checkedSchema,
  z.object({ event: z.literal('environment'), python: lockSchema.python }),
  z.object({ event: z.literal('index') }),
  z.object({
    event: z.literal('installed'),
    name: packageSchema.name,
    version: packageSchema.version,
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .nullish(),
    url: packageSchema.origin,
  }),
  z.object({ event: z.literal('conflict'), text: z.string() }),
]);

const eventPrefix = '@@setup ';
const maxPendingCharacters = 64 * 1024;
const maxLockedPackages = 5_000;
const maxConflicts = 200;

/** What setup says it has installed; `origin` is the address that pip was given. */
export type Installed = Pick<EnvironmentLock, 'python' | 'packages' | 'conflicts'>;

export interface SetupReader {
  /** Takes output as it comes; the text that belongs into the log comes back. */
  push(text: string): string;
  check(): RequirementsCheck | null;
  /** Names of the packages collected so far. */
  collected(): ReadonlySet<string>;
  installed(): Installed;
}

/**
 * Reads what setup prints, line by line, and tells how far it is.
 * @param tell.onIndexNeeded setup starts to look for packages at the index.
 */
export function createSetupReader({
  onProgress,
  onIndexNeeded,
}: {
  onProgress: (progress: JobProgress) => void;
  onIndexNeeded: () => void;
}): SetupReader {
  const collected = new Set<string>();
  const packages: LockedPackage[] = [];
  const conflicts: string[] = [];
  let python = '';
  let check: RequirementsCheck | null = null;
  let files = 0;
  let file: string | null = null;
  let pending = '';

  const readEvent = (json: string) => {
    const event = eventSchema.safeParse(parseJson(json)).data;
    if (event?.event === 'checked') check = { image: event.image, wheels: event.wheels, missing: event.missing };
    if (event?.event === 'environment') python = plainLine(event.python);
    if (event?.event === 'installed' && packages.length < maxLockedPackages) {
      const { name, version, sha256, url } = event;
      const hash = sha256 ? `sha256:${sha256}` : null;
      packages.push({ name: plainLine(name), version: plainLine(version), hash, origin: plainLine(url) });
    }
    if (event?.event === 'conflict' && conflicts.length < maxConflicts) {
      conflicts.push(plainLine(event.text).slice(0, 1_000));
    }
    if (event?.event === 'index') {
      onIndexNeeded();
      // Where carried packages did not do, pip starts over.
      collected.clear();
      files = 0;
      onProgress({ step: 'resolving', collected: 0, package: null });
    }
  };

  const readPip = (line: string) => {
    const collecting = /^(?:Collecting|Processing|Requirement already satisfied:) ?(\S+)/.exec(line)?.[1];
    if (collecting) {
      const name = collecting.split('/').at(-1) ?? collecting;
      collected.add(name);
      onProgress({ step: 'resolving', collected: collected.size, package: name });
      return;
    }
    const downloading = /^ *Downloading (\S+)(?: \(([\d.]+) ([kMG]?B)\))?/.exec(line);
    // Metadata that an index offers apart is part of resolving; its few bytes are not worth a line.
    if (downloading?.[1] && !downloading[1].endsWith('.metadata')) {
      file = downloading[1].split('/').at(-1) ?? downloading[1];
      files += 1;
      const totalBytes = downloading[2]
        ? Math.round(Number(downloading[2]) * (pipUnits[downloading[3] ?? 'B'] ?? 1))
        : null;
      onProgress({
        step: 'downloading',
        file,
        index: files,
        count: Math.max(files, collected.size),
        bytes: 0,
        totalBytes,
      });
      return;
    }
    const bytes = /^Progress (\d+) of (\d+)/.exec(line);
    if (bytes && file) {
      const totalBytes = Number(bytes[2]) || null;
      const count = Math.max(files, collected.size);
      onProgress({ step: 'downloading', file, index: files, count, bytes: Number(bytes[1]), totalBytes });
      return;
    }
    const building = /^ +Building wheel for (\S+) .*started/.exec(line)?.[1];
    if (building) onProgress({ step: 'building', package: building });
    const installing = /^Installing collected packages: (.+)/.exec(line)?.[1];
    if (installing) onProgress({ step: 'installing', packages: installing.split(', ').length });
  };

  return {
    push(text) {
      pending += text;
      let shown = '';
      let newline = pending.indexOf('\n');
      while (newline >= 0) {
        const line = pending.slice(0, newline);
        pending = pending.slice(newline + 1);
        if (line.startsWith(eventPrefix)) readEvent(line.slice(eventPrefix.length));
        else {
          readPip(line);
          if (!line.startsWith('Progress ')) shown += `${line}\n`;
        }
        newline = pending.indexOf('\n');
      }
      if (pending.length > maxPendingCharacters) {
        shown += pending;
        pending = '';
      }
      return shown;
    },
    check: () => check,
    collected: () => collected,
    installed: () => ({ python, packages, conflicts }),
  };
}

/** pip counts in thousands. */
const pipUnits: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 };

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
