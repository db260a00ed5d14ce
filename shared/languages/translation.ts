import type { en } from './en/en.ts';

type SameKeys<T> = { readonly [K in keyof T]: T[K] extends string ? string : SameKeys<T[K]> };

/** A whole translation: a text for each English one, under the same key. */
export type Translation = SameKeys<typeof en>;
