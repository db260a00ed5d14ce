import { z } from 'zod';
import { askEngine } from '../../testing/engine-http.ts';

const runningSchema = z.array(
  z.object({
    Id: z.string(),
    NetworkSettings: z.object({ Networks: z.record(z.string(), z.object({ IPAddress: z.string() })) }),
  }),
);

/** The gateway container of an installation that runs now; undefined where none does. */
export async function runningGateway(instance: string): Promise<{ id: string; address: string } | undefined> {
  const filters = JSON.stringify({ label: [`computeswarm.instance=${instance}`, 'computeswarm.phase=gateway'] });
  const [running] = runningSchema.parse(
    await askEngine('GET', `/containers/json?filters=${encodeURIComponent(filters)}`),
  );
  return running && { id: running.Id, address: running.NetworkSettings.Networks.bridge?.IPAddress ?? '' };
}

/** Ends the gateway of an installation that runs now, as a crash would. @throws where none runs */
export async function killGateway(instance: string): Promise<void> {
  const running = await runningGateway(instance);
  if (!running) throw new Error('No gateway runs.');
  await askEngine('POST', `/containers/${running.id}/kill`);
}
