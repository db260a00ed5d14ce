import path from 'node:path';
import { parseArgs } from 'node:util';
import { toFailure } from '../shared/errors.ts';
import { prepareImage } from './cli/prepare-image.ts';
import { runOnce } from './cli/run-once.ts';
import { defaultCacheFolder, defaultDataFolder } from './data-folder.ts';
import { createSeller, type Seller } from './seller.ts';
import { noKeychain } from './settings/hub-token.ts';

const usage = `Usage:
  npm run job -- <folder or script.py> [options]

Runs one job in two phases, as the app does, and shows it live.

  --requirements FILE  requirements to use instead of the job's own
  --gpus N             how many GPUs the job gets for itself
  --timeout SECONDS    limit of the execution phase
  --json               one JSON event a line on standard output
  --data-dir FOLDER    where settings, history and outputs lie

Exit status: 0 succeeded; the script's own if it failed; 124 timed out; 125 could not run; 130 cancelled.`;

const exitStatus = { usage: 2, couldNotRun: 125 } as const;

async function main(words: string[]): Promise<number> {
  const parsed = parse(words);
  if (!parsed) {
    console.error(usage);
    return exitStatus.usage;
  }
  const { values, command, target } = parsed;
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const seller = open(values['data-dir']);
  if (!seller) return exitStatus.couldNotRun;
  try {
    seller.start();
    if (command === 'prepare-image') return await prepareImage(seller);
    return await runOnce(seller, {
      target,
      requirementsFile: values.requirements ?? null,
      gpus: values.gpus === undefined ? null : Number(values.gpus),
      timeoutSeconds: values.timeout === undefined ? null : Number(values.timeout),
      json: values.json,
    });
  } catch (error) {
    complain(error);
    return exitStatus.couldNotRun;
  } finally {
    await seller.close();
  }
}

function parse(words: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        requirements: { type: 'string' },
        gpus: { type: 'string' },
        timeout: { type: 'string' },
        json: { type: 'boolean', default: false },
        'data-dir': { type: 'string' },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    });
    const [command = '', target = ''] = positionals;
    const complete = command === 'prepare-image' || (command === 'run' && target !== '' && positionals.length === 2);
    return complete || values.help ? { values, command, target } : null;
  } catch (error) {
    complain(error);
    return null;
  }
}

function open(dataFolder: string | undefined): Seller | null {
  try {
    return createSeller({
      dataFolder: dataFolder ? path.resolve(dataFolder) : defaultDataFolder(process.env),
      cacheFolder: defaultCacheFolder(process.env),
      assetsFolder: path.join(import.meta.dirname, '..', 'assets'),
      gatewayProgram: path.join(import.meta.dirname, '..', 'out', 'gateway', 'gateway.mjs'),
      environment: process.env,
      cipher: noKeychain,
    });
  } catch (error) {
    complain(error);
    return null;
  }
}

function complain(error: unknown): void {
  const { message, remedy, details = [] } = toFailure(error);
  console.error([message, ...details.map((line) => `  ${line}`), remedy?.text].filter(Boolean).join('\n'));
}

process.exitCode = await main(process.argv.slice(2));
