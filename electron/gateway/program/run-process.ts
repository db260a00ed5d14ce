import { writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { gatewayOrdersSchema } from '../../../shared/egress.ts';
import { type RunningGateway, runGateway } from './gateway.ts';
import { createOutput } from './output.ts';
import { ownAddresses, readRoutes } from './own-addresses.ts';

export interface ProcessPlaces {
  orders: string;
  socket: string;
  cache: string;
}

const closeMs = 1_000;
// Requests come from the buyer's code, and errors are kept by the engine: there must not be any number of them.
const mostErrors = 20;

function tellError(error: unknown): void {
  try {
    writeSync(2, `${inspect(error).slice(0, 4_000)}\n`);
  } catch {
    // Nobody reads it.
  }
}

/**
 * Runs the gateway as the only thing of this process: until a signal or until its time is over, then the process ends
 * with 0; with 1 after an error that is not one request's alone.
 */
export async function runProcess(places: ProcessPlaces): Promise<void> {
  let gateway: RunningGateway | null = null;
  let errors = 0;

  const stop = async (): Promise<void> => {
    await Promise.race([gateway?.close(), delay(closeMs)]);
    process.exit(0);
  };
  const fail = (error: unknown): void => {
    tellError(error);
    process.exit(1);
  };
  // Process 1 of a container gets only the signals that it asks for.
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);

  const orders = gatewayOrdersSchema.parse(JSON.parse(await readFile(places.orders, 'utf8')));
  setTimeout(stop, orders.seconds * 1_000);
  const hostAddresses = [...orders.hostAddresses, ...ownAddresses(await readRoutes())];
  gateway = await runGateway(
    { ...orders, hostAddresses },
    {
      places,
      output: createOutput(process.stdout),
      onUnexpected: (error) => {
        errors += 1;
        if (errors <= mostErrors) tellError(error);
      },
    },
  );
}
