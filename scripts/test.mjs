import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, buildGateway } from './setup/build.mjs';
import { startDisplay, virtualDisplay } from './setup/display.mjs';
import { electronRuntime } from './setup/electron-runtime.mjs';
import { main } from './setup/main.mjs';
import { nodeModules } from './setup/node-modules.mjs';
import { binary, environment, root } from './setup/paths.mjs';
import { foreground } from './setup/process.mjs';
import { took } from './setup/report.mjs';
import { Stop } from './setup/stop.mjs';
import { engine, startTestEngines, stopTestEngines } from './setup/test-engines.mjs';

/**
 * What a stage came to. A check counts as one test.
 * @typedef {{ passed: number, failed: number }} Count
 * @typedef {{
 *   name: string,
 *   needs: 'nothing' | 'engines' | 'window',
 *   run: (env: Record<string, string>, label?: string) => Promise<Count>,
 * }} Stage
 */

const results = path.join(root, 'test-results');

/** Stages of one row run beside each other: containers and windows wait more than they compute. @type {Stage[][]} */
const rows = [
  [check('types', 'tsc', ['--noEmit', '-p', '.'])],
  [check('style', 'biome', ['check', '--error-on-warnings'])],
  [check('boundaries', 'depcruise', ['--config', '.dependency-cruiser.mjs', 'electron', 'renderer', 'shared'])],
  [check('unused', 'knip', [])],
  [{ name: 'unit', needs: 'nothing', run: (env) => vitest('unit', 'unit', env) }],
  [engineStage('old'), engineStage('current')],
  [windowStage('old', '1/2'), windowStage('current', '2/2')],
];

/** `npm test [-- STAGE …]`: set-up, then every stage, or those named, until one fails. */
await main({ stream: process.stdout }, async (report) => {
  const chosen = choose(process.argv.slice(2));
  const needs = new Set(chosen.flat().map((stage) => stage.needs));
  await nodeModules(report);
  // Whatever a test leaves, also one that was broken off, goes with it. Short, for there are Unix sockets in it.
  const scratch = mkdtempSync(path.join(tmpdir(), 'cs-test-'));
  /** @type {Record<string, string>} */
  let env = {};
  if (needs.has('window')) env = (await electronRuntime(report)).env;
  if (needs.has('window')) await virtualDisplay(report);
  try {
    if (needs.has('window') || needs.has('engines')) await startTestEngines(report);
    if (needs.has('window')) await build(report, env);
    if (needs.has('window') || needs.has('engines')) await buildGateway(report);
    rmSync(results, { recursive: true, force: true });
    mkdirSync(results, { recursive: true });
    return await runAll(chosen, { ...env, TMPDIR: scratch }, report);
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
    if (needs.has('window') || needs.has('engines')) await stopTestEngines();
  }
});

/** @param {string[]} names */
function choose(names) {
  const known = rows.flat().map((stage) => stage.name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Stop(`There is no test stage “${unknown[0]}”. There are: ${known.join(', ')}.`);
  const wanted = rows.map((row) => row.filter(({ name }) => names.length === 0 || names.includes(name)));
  return wanted.filter((row) => row.length > 0);
}

/**
 * @param {Stage[][]} chosen
 * @param {Record<string, string>} env
 * @param {import('./setup/report.mjs').Report} report
 */
async function runAll(chosen, env, report) {
  /** @type {string[]} */
  const summary = [];
  const total = { passed: 0, failed: 0 };
  for (const row of chosen) {
    report.line(`\n── ${row.map(({ name }) => name).join(', ')} ──`);
    const startedAt = Date.now();
    const run = async (/** @type {Stage} */ stage) => {
      const count = await stage.run(env, row.length > 1 ? stage.name : undefined);
      total.passed += count.passed;
      total.failed += count.failed;
      const mark = count.failed === 0 ? '✓' : '✗';
      summary.push(`${mark} ${stage.name} — ${count.passed} passed, ${count.failed} failed (${took(startedAt)})`);
    };
    await Promise.all(row.map(run));
    if (total.failed > 0) break;
  }
  const left = chosen
    .flat()
    .slice(summary.length)
    .map((stage) => `· ${stage.name} — not run`);
  report.line(`\n${[...summary, ...left].join('\n')}\n`);
  report.line(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}

/**
 * @param {string} name
 * @param {string} command
 * @param {string[]} args
 * @returns {Stage}
 */
function check(name, command, args) {
  return {
    name,
    needs: 'nothing',
    async run(env) {
      const status = await foreground(binary(command), args, { cwd: root, env: environment(env) });
      return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
    },
  };
}

/**
 * @param {'old' | 'current'} name
 * @returns {Stage}
 */
function engineStage(name) {
  return {
    name: `engine-${name}`,
    needs: 'engines',
    run: async (env, label) =>
      vitest('engine', `engine-${name}`, { ...env, DOCKER_HOST: await engine('host', name) }, label),
  };
}

/**
 * @param {string} project
 * @param {string} name
 * @param {Record<string, string>} env
 * @param {string} [label]
 */
async function vitest(project, name, env, label) {
  const file = path.join(results, `${name}.json`);
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const status = await foreground(binary('vitest'), args, {
    cwd: root,
    env: environment(env),
    ...(label ? { label } : {}),
  });
  return count(status, file, (/** @type {{ numPassedTests: number, numFailedTests: number }} */ report) => ({
    passed: report.numPassedTests,
    failed: report.numFailedTests,
  }));
}

/**
 * A part of the tests of the app's window, with an engine and a display of its own.
 * @param {'old' | 'current'} name
 * @param {string} shard
 * @returns {Stage}
 */
function windowStage(name, shard) {
  const stage = `e2e-${name}`;
  const file = path.join(results, `${stage}.json`);
  const args = ['test', '--project=e2e', `--shard=${shard}`, '--output', path.join(results, stage)];
  return {
    name: stage,
    needs: 'window',
    async run(env, label) {
      const display = await startDisplay();
      try {
        const status = await foreground(binary('playwright'), args, {
          cwd: root,
          env: environment({
            ...env,
            DISPLAY: display.display,
            DOCKER_HOST: await engine('host', name),
            PLAYWRIGHT_JSON_OUTPUT_FILE: file,
          }),
          ...(label ? { label } : {}),
        });
        return count(
          status,
          file,
          (/** @type {{ stats: { expected: number, flaky: number, unexpected: number } }} */ { stats }) => ({
            passed: stats.expected + stats.flaky,
            failed: stats.unexpected,
          }),
        );
      } finally {
        display.stop();
      }
    },
  };
}

/**
 * Reads what a runner wrote. A runner that ended badly failed in at least one thing, also where no test says so.
 * @template T
 * @param {number} status
 * @param {string} file
 * @param {(report: T) => Count} read
 * @returns {Count}
 */
function count(status, file, read) {
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const result = read(JSON.parse(readFileSync(file, 'utf8')));
  return status === 0 ? result : { ...result, failed: Math.max(1, result.failed) };
}
