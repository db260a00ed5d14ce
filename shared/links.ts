import { z } from 'zod';
import { jobIdSchema } from './jobs.ts';
import { settingsSections } from './settings.ts';

/** The scheme of links that lead into the app. */
export const linkScheme = 'computeswarm';

/** A place in the window that a link, a notification or a menu can lead to. */
export const destinationSchema = z.discriminatedUnion('view', [
  z.strictObject({ view: z.literal('overview') }),
  z.strictObject({ view: z.literal('jobs') }),
  z.strictObject({ view: z.literal('job'), id: jobIdSchema }),
  z.strictObject({ view: z.literal('gpus') }),
  z.strictObject({ view: z.literal('storage') }),
  z.strictObject({ view: z.literal('settings'), section: z.enum(settingsSections) }),
]);
export type Destination = z.infer<typeof destinationSchema>;

/** The link that leads to a place, such as `computeswarm://job/<id>`. */
export function linkTo(destination: Destination): string {
  switch (destination.view) {
    case 'job':
      return `${linkScheme}://job/${destination.id}`;
    case 'settings':
      return `${linkScheme}://settings/${destination.section}`;
    default:
      return `${linkScheme}://${destination.view}`;
  }
}

// Systems add a slash to a link that has only a host.
const shape = new RegExp(`^${linkScheme}://([a-z]+)(?:/([0-9a-z]+))?/?$`);

/** The place that a link names; null for whatever is not exactly such a link. Anybody can write one: it only ever shows. */
export function parseLink(link: string): Destination | null {
  const [, view, rest] = shape.exec(link) ?? [];
  const detail = rest === undefined ? {} : view === 'settings' ? { section: rest } : { id: rest };
  return destinationSchema.safeParse({ view, ...detail }).data ?? null;
}
