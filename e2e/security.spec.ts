import { expect, test } from './harness/app.ts';

test('the page has the frozen bridge and nothing else of the system', async ({ launch }) => {
  const { window } = await launch();
  const found = await window.evaluate(async () => {
    const bridge = document.defaultView?.computeswarm;
    if (bridge === undefined) throw new Error('There is no bridge.');
    const domains = Object.entries(bridge);
    const attempt = (change: () => void) => {
      try {
        change();
      } catch {
        // Frozen objects throw in strict mode; what counts is what is there afterwards.
      }
    };
    const list = bridge.jobs.list;
    attempt(() => Object.assign(bridge.jobs, { list: () => 'replaced' }));
    attempt(() => Object.assign(bridge, { jobs: {} }));
    attempt(() => Object.assign(window, { computeswarm: {} }));
    return {
      globals: ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer', '__dirname'].filter(
        (name) => Reflect.get(window, name) !== undefined,
      ),
      frozen: Object.isFrozen(bridge) && domains.every(([, domain]) => Object.isFrozen(domain)),
      domains: domains.map(([name]) => name).sort(),
      sending: domains.flatMap(([, domain]) => Object.keys(domain)).filter((name) => /send|invoke|ipc/i.test(name)),
      replaced: document.defaultView?.computeswarm?.jobs.list !== list,
    };
  });
  expect(found).toEqual({
    globals: [],
    frozen: true,
    domains: [
      'app',
      'engine',
      'environment',
      'gpus',
      'hubToken',
      'image',
      'jobs',
      'ledger',
      'log',
      'on',
      'pathOf',
      'queue',
      'settings',
      'storage',
    ],
    sending: [],
    replaced: false,
  });
});

test('the page cannot be left, and no window opens', async ({ launch }) => {
  const { app, window, seller } = await launch();
  // A page that is still loading would lose its scripts to the attempt.
  await seller.shell.ready();
  const url = window.url();
  expect(url).toBe('app://seller/');
  await window.evaluate(() => {
    Object.assign(globalThis, { still: true });
    document.location.href = 'https://example.invalid/';
  });
  expect(await window.evaluate(() => document.defaultView?.open('https://example.invalid/') === null)).toBe(true);
  await window.evaluate(() => {
    const link = document.createElement('a');
    link.href = 'https://example.invalid/';
    link.target = '_blank';
    document.body.append(link);
    link.click();
    link.target = '';
    link.click();
    const form = document.createElement('form');
    form.action = 'https://example.invalid/';
    document.body.append(form);
    form.submit();
  });
  // Playwright's own clicks would wait for the navigation that never comes.
  const heading = () =>
    window.evaluate(() => {
      for (const button of document.querySelectorAll<HTMLElement>('nav[aria-label="Views"] button'))
        if (button.textContent === 'Settings') button.click();
      return document.querySelector('main h1')?.textContent;
    });
  await expect.poll(heading).toBe('Setup');
  expect(window.url()).toBe(url);
  expect(await window.evaluate(() => Reflect.get(globalThis, 'still'))).toBe(true);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('the content security policy stops inline code, foreign code, frames and connections', async ({ launch }) => {
  const { window, seller } = await launch();
  await seller.shell.ready();
  const done = await window.evaluate(async () => {
    const violations: string[] = [];
    Object.assign(globalThis, { violations });
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
    const inline = document.createElement('script');
    inline.textContent = 'window.owned = true';
    document.body.append(inline);
    const handler = document.createElement('div');
    handler.setAttribute('onclick', 'window.owned = true');
    document.body.append(handler);
    handler.click();
    const foreign = document.createElement('script');
    foreign.src = 'https://example.invalid/code.js';
    document.body.append(foreign);
    const image = document.createElement('img');
    image.src = 'https://example.invalid/pixel.png';
    document.body.append(image);
    const frame = document.createElement('iframe');
    frame.src = 'https://example.invalid/';
    document.body.append(frame);
    await fetch('https://example.invalid/').catch(() => undefined);
    // In a task of the page's own: what a debugger evaluates may evaluate.
    const evaluated = await new Promise<unknown>((resolve) =>
      setTimeout(() => {
        try {
          resolve(Reflect.construct(Function, ['return 1'])());
        } catch (error) {
          resolve(error instanceof Error ? error.name : error);
        }
      }),
    );
    return { owned: Reflect.get(globalThis, 'owned') ?? false, evaluated };
  });
  expect(done).toEqual({ owned: false, evaluated: 'EvalError' });
  const violations = () => window.evaluate(() => [...new Set<string>(Reflect.get(globalThis, 'violations'))].sort());
  await expect
    .poll(violations)
    .toEqual(['connect-src', 'frame-src', 'img-src', 'script-src', 'script-src-attr', 'script-src-elem']);
});

test('the page’s own scheme serves the page and nothing else', async ({ launch }) => {
  const { window } = await launch();
  const statusOf = (url: string) =>
    window.evaluate(async (asked) => {
      try {
        return (await fetch(asked)).status;
      } catch {
        return 'refused';
      }
    }, url);
  expect(await statusOf('app://seller/index.html')).toBe(200);
  const outside = [
    'app://seller/../main/main.js',
    'app://seller/%2e%2e/main/main.js',
    'app://seller/..%2fmain/main.js',
    'app://seller/..%5cmain/main.js',
    'app://seller//etc/passwd',
    'app://seller/%2fetc%2fpasswd',
    'app://seller/assets/..%2f..%2f..%2fpackage.json',
    'app://seller/%00',
    'app://seller/not-there.js',
    'app://seller/assets/',
  ];
  for (const url of outside) expect([url, await statusOf(url)]).toEqual([url, 404]);
  expect(await statusOf('app://other/index.html')).not.toBe(200);
  expect(await statusOf('file:///etc/passwd')).toBe('refused');
});

test('permissions are denied', async ({ launch }) => {
  const { window } = await launch();
  const answers = await window.evaluate(async () => {
    const geolocation = new Promise<string>((resolve) => {
      navigator.geolocation.getCurrentPosition(
        () => resolve('granted'),
        (error) => resolve(error.code === error.PERMISSION_DENIED ? 'denied' : 'unavailable'),
      );
    });
    // Without a camera or a microphone, asking for them says nothing.
    const [camera, microphone] = await Promise.all(
      (['camera', 'microphone'] as const).map(async (name) => (await navigator.permissions.query({ name })).state),
    );
    const clipboard = navigator.clipboard.readText().then(
      () => 'granted',
      (error: Error) => error.name,
    );
    return {
      notifications: await Notification.requestPermission(),
      geolocation: await geolocation,
      camera,
      microphone,
      clipboard: await clipboard,
    };
  });
  expect(answers).toEqual({
    notifications: 'denied',
    geolocation: 'denied',
    camera: 'denied',
    microphone: 'denied',
    clipboard: 'NotAllowedError',
  });
});

test('a request whose argument is of another shape is answered with a failure', async ({ launch }) => {
  const { window } = await launch();
  const answers = await window.evaluate(async () => {
    const bridge = document.defaultView?.computeswarm;
    if (bridge === undefined) throw new Error('There is no bridge.');
    // What a hostile page would send stands in no type.
    const call = (method: unknown, argument: unknown): Promise<unknown> =>
      typeof method === 'function' ? method(argument) : Promise.reject(new Error('no such method'));
    return Promise.all([
      call(bridge.jobs.get, '../../../etc/passwd'),
      call(bridge.jobs.get, { toString: 'no' }),
      call(bridge.jobs.list, { search: '', states: [], offset: -1, limit: 1e9 }),
      call(bridge.settings.update, { engine: { image: 7 } }),
      call(bridge.log.open, null),
    ]);
  });
  expect(answers).toHaveLength(5);
  for (const answer of answers)
    expect(answer).toMatchObject({ ok: false, failure: { code: 'invalid_argument', retryable: false } });
});
