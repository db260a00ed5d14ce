import { expect, it } from 'vitest';
import { sharedLibraries } from './curl.ts';

it('takes the libraries that are files, and their loader, out of what ldd prints', () => {
  const printed = [
    '\tlinux-vdso.so.1 (0x00007ffd3a5f2000)',
    '\tlibz.so.1 => /lib/x86_64-linux-gnu/libz.so.1 (0x00007f2d5c000000)',
    '\t/lib64/ld-linux-x86-64.so.2 (0x00007f2d5c4f5000)',
    '',
  ].join('\n');
  expect(sharedLibraries(printed)).toEqual(['/lib/x86_64-linux-gnu/libz.so.1', '/lib64/ld-linux-x86-64.so.2']);
});
