import { parseEnv } from 'node:util';
import { allowlistEntrySchema } from '../../shared/egress.ts';
import type { Sentence } from '../../shared/errors.ts';
import { type Sayable, sentence } from '../../shared/languages/sentence.ts';
import { fields } from './fields.ts';

export interface Overrides {
  /** Setting path → value in force. */
  values: Map<string, unknown>;
  /** Setting path → the variable that decides it. */
  locked: Record<string, string>;
  /** What was not understood. */
  notices: Sentence[];
}

interface Variable {
  name: string;
  path: string;
  /** The value to check against the setting's schema; undefined where the text means nothing. */
  read: (text: string) => unknown;
  expected: Sayable;
}

const booleans: Readonly<Record<string, boolean>> = {
  true: true,
  1: true,
  yes: true,
  false: false,
  0: false,
  no: false,
};

const variables: readonly Variable[] = [
  {
    name: 'DOCKER_NETWORK_ENABLED',
    path: 'setup.network',
    read: (text) => booleans[text.toLowerCase()],
    expected: sentence('expected_boolean'),
  },
  {
    name: 'DOCKER_SETUP_TIMEOUT',
    path: 'setup.timeoutSeconds',
    read: (text) => (/^\d+$/.test(text) ? Number(text) : undefined),
    expected: sentence('expected_seconds'),
  },
  {
    name: 'DOCKER_NETWORK_WHITELIST',
    path: 'setup.allowlist',
    read: (text) =>
      [
        ...new Set(
          text
            .toLowerCase()
            .split(',')
            .map((entry) => entry.trim()),
        ),
      ].filter((entry) => entry !== ''),
    expected: sentence('expected_hosts'),
  },
];

/**
 * Reads the variables that decide settings. A variable of the environment goes before the same one in `dotenv`, the text
 * of a `.env` file. One that is empty counts as not set; one that is not understood is not applied and gives a notice.
 */
export function readOverrides(environment: Readonly<NodeJS.ProcessEnv>, dotenv: string): Overrides {
  const fromFile = parseEnv(dotenv);
  const overrides: Overrides = { values: new Map(), locked: {}, notices: [] };
  for (const { name, path, read, expected } of variables) {
    const text = (environment[name]?.trim() || fromFile[name] || '').trim();
    if (text === '') continue;
    const value = fields.find((field) => field.path === path)?.schema.safeParse(read(text));
    if (value?.success) {
      overrides.values.set(path, value.data);
      overrides.locked[path] = name;
    } else {
      const wrong = text.split(',').find((entry) => !allowlistEntrySchema.safeParse(entry).success);
      const shown = path === 'setup.allowlist' && wrong !== undefined ? wrong.trim() : text;
      overrides.notices.push(
        sentence('variable_not_in_force', { variable: name, text: shown.slice(0, 80), expected: expected.said }),
      );
    }
  }
  return overrides;
}
