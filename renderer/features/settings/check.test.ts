import { describe, expect, it } from 'vitest';
import { allowlistEntrySchema, exceptionSchema } from '../../../shared/egress.ts';
import { settingsSchema } from '../../../shared/settings.ts';
import { check, checkEntry, numberIn, wordsIn } from './check.ts';

const { limits, network, setup } = settingsSchema.shape;

describe('check', () => {
  it('finds what is wrong', () => {
    expect(check(setup.shape.timeoutSeconds, numberIn('5'))).toEqual({
      ok: false,
      problem: { kind: 'too_small', least: 10 },
    });
    expect(check(setup.shape.timeoutSeconds, numberIn('soon'))).toMatchObject({ problem: { kind: 'no_number' } });
    expect(check(setup.shape.timeoutSeconds, numberIn(' 12 '))).toEqual({ ok: true, value: 12 });
  });

  it('speaks of the number where a setting may be automatic or a number', () => {
    expect(check(limits.shape.memoryMiB, numberIn('1'))).toMatchObject({
      problem: { kind: 'too_small', least: 64 },
    });
    expect(check(limits.shape.memoryMiB, numberIn('x'))).toMatchObject({ problem: { kind: 'no_number' } });
    expect(check(limits.shape.memoryMiB, 'auto')).toEqual({ ok: true, value: 'auto' });
  });
});

describe('numberIn', () => {
  it('takes no text that only begins like a number', () => {
    for (const text of ['', '12abc', '0x10', '1e3', 'Infinity']) expect(numberIn(text)).toBeNaN();
  });
});

describe('checkEntry', () => {
  const schemas = { entry: allowlistEntrySchema, list: setup.shape.allowlist };

  it('takes a name once, whatever its case', () => {
    expect(checkEntry(schemas, ' HF.co ', [])).toEqual({ ok: true, value: 'hf.co' });
    expect(checkEntry(schemas, 'HF.co', ['hf.co'])).toMatchObject({ ok: false });
    expect(checkEntry(schemas, 'hf.co:8443', ['hf.co'])).toEqual({ ok: true, value: 'hf.co:8443' });
  });

  it('refuses addresses and paths', () => {
    for (const text of ['https://pypi.org', 'pypi.org/simple', '10.0.0.1', '*.com', '']) {
      expect(checkEntry(schemas, text, [])).toMatchObject({ ok: false });
    }
  });

  it('says that a list is full before the settings refuse it', () => {
    const full = Array.from({ length: 50 }, (_, index) => `10.0.${index}.0/24`);
    const exceptions = { entry: exceptionSchema, list: network.shape.exceptions };
    expect(checkEntry(exceptions, 'fd00::/8', full.slice(1))).toEqual({ ok: true, value: 'fd00::/8' });
    expect(checkEntry(exceptions, 'fd00::/8', full)).toEqual({
      ok: false,
      problem: { kind: 'full', count: 50 },
    });
  });
});

describe('wordsIn', () => {
  it('takes commas, spaces and lines between words', () => {
    expect(wordsIn(' torch, torchvision\n nvidia-*;x ,')).toEqual(['torch', 'torchvision', 'nvidia-*', 'x']);
    expect(wordsIn(' , ')).toEqual([]);
  });
});
