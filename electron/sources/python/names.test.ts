import { describe, expect, it } from 'vitest';
import { namesOf } from './names.ts';
import { parsePython } from './parse.ts';

const read = async (text: string) => namesOf(await parsePython(text), text);

describe('namesOf', () => {
  it.each<[text: string, imports: Record<string, [module: string, name: string | null]>]>([
    ['import a', { a: ['a', null] }],
    ['import a.b', { a: ['a', null] }],
    ['import a.b as c, d', { c: ['a.b', null], d: ['d', null] }],
    ['from a.b import c', { c: ['a.b', 'c'] }],
    ['from a import (b as c,\n  # and\n  d)', { c: ['a', 'b'], d: ['a', 'd'] }],
    ['from . import a', { a: ['.', 'a'] }],
    ['from ..a.b import c', { c: ['..a.b', 'c'] }],
    ['from a import *', {}],
    ['try:\n  from a import b\nexcept ImportError:\n  from c import b', { b: ['a', 'b'] }],
  ])('knows where names come from: %j', async (text, imports) => {
    const found = [...(await read(text)).imports].map(([as, { module, name }]) => [as, [module, name]]);
    expect(Object.fromEntries(found)).toEqual(imports);
  });

  it.each([
    'm = "x"',
    'm: str = "x"',
    'm = ("x")',
    'if a:\n  m = "x"',
    'def f():\n  m = "x"\n  return g(m)',
    'm = "x"; n = 1',
    'm = "x"\nf(m=1, n=m)\na.m = 2\nb[m] = 3\ndef g(n=m): return m\ndel m',
    'm = "x"\nfor n in m: pass',
    'm = "x"\n# m = "y"\n"""\nm = "z"\n"""',
  ])('knows what a name always stands for: %j', async (text) => {
    expect((await read(text)).constants).toEqual(new Map([['m', 'x']]));
  });

  it.each([
    'm = "x"\nm = "x"',
    'm = n = "x"',
    'm, n = "x", "y"',
    'm = "x", "y"',
    'm = f"x"',
    'm: str',
    'm = "x"\nm += "y"',
    'm = "x"\n(m, n) = f()',
    'm = "x"\n[n, (m, o)] = f()',
    'm = "x"\nfor m in y: pass',
    'm = "x"\nfor n, m in y: pass',
    'm = "x"\n[m for m in y]',
    'm = "x"\nf(m for m in y)',
    'm = "x"\n{m: 1 for m in y}',
    'm = "x"\nif (m := f()): pass',
    'm = "x"\nwith f() as m: pass',
    'm = "x"\ntry:\n  pass\nexcept E as m:\n  pass',
    'm = "x"\ndef f(m): pass',
    'm = "x"\ndef f(a, m=1): pass',
    'm = "x"\nlambda m: m',
    'm = "x"\ndef m(): pass',
    'm = "x"\nclass m: pass',
    'm = "x"\nimport m',
    'm = "x"\nfrom a import b as m',
    'm = "x"\nmatch a:\n  case m: pass',
    'm = "x"\nmatch a:\n  case 1 as m: pass',
  ])('knows when a name may stand for something else: %j', async (text) => {
    expect((await read(text)).constants.get('m')).toBeUndefined();
  });
});
