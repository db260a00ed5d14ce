import { generated, text } from '../e2e/harness/world/world.ts';

/** What a made-up Python library consists of. */
export interface LibrarySize {
  /** How many modules of Python, which pip compiles when it installs them… */
  modules: number;
  /** …and how many functions of about 130 bytes in each. */
  functions: number;
  /** A file that cannot be compressed, as compiled code nearly cannot. */
  dataBytes: number;
}

/**
 * The files of a library, for a wheel; the same arguments always give the same bytes.
 * @param seed libraries with different ones differ in every file.
 */
export function libraryFiles(module: string, version: string, seed: number, size: LibrarySize) {
  const modules = Array.from({ length: size.modules }, (_, index) => [
    `${module}/part_${index}.py`,
    text(source(seed, index, size.functions)),
  ]);
  return {
    [`${module}/__init__.py`]: text(`VERSION = ${JSON.stringify(version)}\n`),
    [`${module}/data.bin`]: generated(size.dataBytes, seed),
    ...Object.fromEntries(modules),
  };
}

function source(seed: number, module: number, functions: number): string {
  const lines = Array.from({ length: functions }, (_, index) => {
    const constant = seed * 1_000_003 + module * 1_009 + index;
    return (
      `def step_${index}(value, factor=${constant / 7}):\n` +
      `    total = [value * factor, ${constant}, value + ${constant * 3}]\n` +
      '    return sum(total)\n'
    );
  });
  return lines.join('\n');
}
