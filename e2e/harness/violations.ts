import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/**
 * What axe finds in a window, of whatever weight: `rule: element`.
 * @param rules if given, these alone
 */
export async function violations(window: Page, rules?: string[]): Promise<string[]> {
  // Electron cannot open the second page that the usual mode runs its last step in.
  const axe = new AxeBuilder({ page: window }).setLegacyMode();
  const { violations: found } = await (rules ? axe.withRules(rules) : axe).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}
