import { AppError } from '../../shared/errors.ts';
import type { Client } from './client.ts';
import { statusOf } from './errors.ts';

export async function createVolume(client: Client, name: string, labels: Record<string, string>): Promise<void> {
  await client.call((docker) => docker.createVolume({ Name: name, Labels: labels }));
}

export async function hasVolume(client: Client, name: string): Promise<boolean> {
  try {
    await client.call((docker) => docker.getVolume(name).inspect());
    return true;
  } catch (error) {
    if (statusOf(error instanceof AppError ? error.cause : error) === 404) return false;
    throw error;
  }
}

/** Removes a volume; one that is gone already is no error, one still in use for a moment is tried again. */
export async function removeVolume(client: Client, name: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await client.call((docker) => docker.getVolume(name).remove());
      return;
    } catch (error) {
      const status = statusOf(error instanceof AppError ? error.cause : error);
      if (status === 404) return;
      if (status !== 409 || attempt === 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}
