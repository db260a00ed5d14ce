import { parseArgs } from 'node:util';
import { toFailure } from '../shared/errors.ts';
import { environments } from './environments.ts';
import { executor } from './executor.ts';
import { gateway } from './gateway.ts';
import { toJson, toTable } from './report.ts';
import type { Row, Suite } from './suite.ts';
import { ui } from './ui.ts';

const suites: Readonly<Record<string, Suite>> = { executor, gateway, environments, ui };

const usage = `Usage:
  npm run bench -- SUITE [--json] [--pairs N]

Suites: ${Object.keys(suites).join(', ')}

  --json     one JSON object a row on standard output
  --pairs N  how many pairs to measure for each row (5)`;

const exitStatus = { failed: 1, usage: 2, interrupted: 130 } as const;

async function main(words: string[]): Promise<number> {
  const request = parse(words);
  if (!request) {
    console.error(usage);
    return exitStatus.usage;
  }
  const { suite, pairs, json } = request;
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => abort.abort());
  try {
    const rows: Row[] = [];
    for await (const row of suite({ pairs, signal: abort.signal, tell: (text) => console.error(text) })) {
      rows.push(row);
      if (json) console.log(toJson(row));
    }
    if (!json) console.log(`\n${toTable(rows)}`);
    return 0;
  } catch (error) {
    if (abort.signal.aborted) return exitStatus.interrupted;
    const { message, details = [], remedy } = toFailure(error);
    console.error([message, ...details.map((line) => `  ${line}`), remedy?.text].filter(Boolean).join('\n'));
    return exitStatus.failed;
  }
}

function parse(words: string[]): { suite: Suite; pairs: number; json: boolean } | null {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, pairs: { type: 'string', default: '5' } },
    });
    const name = positionals.join(' ');
    const suite = Object.hasOwn(suites, name) ? suites[name] : undefined;
    if (!suite) console.error(name === '' ? 'Say which suite to run.' : `There is no suite “${name}”.`);
    const pairs = Number(values.pairs);
    const countable = Number.isInteger(pairs) && pairs > 0;
    if (!countable) console.error('--pairs: write a whole number of at least 1.');
    return suite && countable ? { suite, pairs, json: values.json } : null;
  } catch (error) {
    console.error(toFailure(error).message);
    return null;
  }
}

process.exitCode = await main(process.argv.slice(2));
