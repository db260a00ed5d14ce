import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { EgressPolicy } from '../../shared/egress.ts';
import type { World } from './world/world.ts';

/** Settings under which setup reaches a world’s index and hub, as a seller with mirrors of their own would have them. */
export async function writeWorldSettings(
  world: World,
  dataFolder: string,
  parts: Partial<EgressPolicy> = {},
): Promise<void> {
  const { policy, certificates } = world.policy(parts);
  const certificatesFile = path.join(dataFolder, 'mirror.pem');
  await writeFile(certificatesFile, certificates);
  await writeFile(
    path.join(dataFolder, 'settings.json'),
    JSON.stringify({
      version: 1,
      setup: { allowlist: policy.allowlist },
      network: { exceptions: policy.exceptions, indexes: policy.indexes, hubUrl: policy.hubUrl, certificatesFile },
    }),
  );
}
