import { describe, expect, it } from 'vitest';
import { allowlistEntrySchema, settingsSchema } from '../../../shared/settings.ts';
import { check, checkHost, numberIn } from './check.ts';

const { limits, setup } = settingsSchema.shape;

describe('check', () => {
  it('says what is wrong in the words of the schema', () => {
    expect(check(setup.shape.timeoutSeconds, numberIn('5'))).toEqual({
      ok: false,
      error: 'Setup timeout: at least 10 seconds.',
    });
    expect(check(setup.shape.timeoutSeconds, numberIn('soon'))).toMatchObject({
      error: 'Setup timeout: write a number of seconds.',
    });
    expect(check(setup.shape.timeoutSeconds, numberIn(' 12 '))).toEqual({ ok: true, value: 12 });
  });

  it('speaks of the number where a setting may be automatic or a number', () => {
    expect(check(limits.shape.memoryMiB, numberIn('1'))).toEqual({ ok: false, error: 'Memory: at least 64.' });
    expect(check(limits.shape.memoryMiB, numberIn('x'))).toEqual({ ok: false, error: 'Memory: write a number.' });
    expect(check(limits.shape.memoryMiB, 'auto')).toEqual({ ok: true, value: 'auto' });
  });
});

describe('numberIn', () => {
  it('takes no text that only begins like a number', () => {
    for (const text of ['', '12abc', '0x10', '1e3', 'Infinity']) expect(numberIn(text)).toBeNaN();
  });
});

describe('checkHost', () => {
  it('takes a name once, whatever its case', () => {
    expect(checkHost(allowlistEntrySchema, ' HF.co ', [])).toEqual({ ok: true, value: 'hf.co' });
    expect(checkHost(allowlistEntrySchema, 'HF.co', ['hf.co'])).toMatchObject({ ok: false });
  });

  it('refuses addresses and paths', () => {
    for (const text of ['https://pypi.org', 'pypi.org/simple', '10.0.0.1', '*.com', '']) {
      expect(checkHost(allowlistEntrySchema, text, [])).toMatchObject({ ok: false });
    }
  });
});
