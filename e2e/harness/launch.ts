/** Where the person who runs the tests has them set, they must not reach the app. */
const decidesSettings: ReadonlySet<string> = new Set([
  'DOCKER_NETWORK_ENABLED',
  'DOCKER_SETUP_TIMEOUT',
  'DOCKER_NETWORK_WHITELIST',
]);

/** To be launched with, for a system that speaks German. */
export const germanSystem = { LANGUAGE: 'de_DE' } as const;

/** How Playwright starts an app in Electron; `environment` adds variables to this process’s own. */
export function launchArguments(
  main: string,
  environment: Record<string, string>,
): { args: string[]; env: Record<string, string> } {
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || decidesSettings.has(name) ? [] : [[name, value]],
  );
  return {
    // Chromium refuses its own sandbox to root, as which containers run tests.
    args: [main, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    // Tests find things by their English texts, whatever the system speaks on which they run.
    env: { ...Object.fromEntries(inherited), LANGUAGE: 'en_US', ...environment },
  };
}
