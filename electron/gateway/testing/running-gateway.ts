import { z } from 'zod';
import { askEngine } from '../../testing/engine-http.ts';

const runningSchema = z.array(z.object({ Id: z.string() }));

/** Ends the gateway of an installation that runs now, as a crash would. @throws where none runs */
export async function killGateway(instance: string): Promise<void> {
  const filters = JSON.stringify({ label: [`computeswarm.instance=${instance}`, 'computeswarm.phase=gateway'] });
  const running = runningSchema.parse(
    await askEngine('GET', `/containers/json?filters=${encodeURIComponent(filters)}`),
  );
  if (!running[0]) throw new Error('No gateway runs.');
  await askEngine('POST', `/containers/${running[0].Id}/kill`);
}
