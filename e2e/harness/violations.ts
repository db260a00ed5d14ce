import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What axe finds in a window, of whatever weight: `rule: element`. */
export async function violations(window: Page): Promise<string[]> {
  // Electron cannot open the second page that the usual mode runs its last step in.
  const { violations: found } = await new AxeBuilder({ page: window }).setLegacyMode().analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}
