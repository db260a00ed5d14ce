import type { ICUArgs } from 'use-intl/core';
import type { Failure, RemedyAction, Said, SaidValue } from '../errors.ts';
import type { failures } from './en/failures.ts';
import { createSay } from './say.ts';

export type SentenceKey = keyof typeof failures;

/** What a text wants; for a key that is one of several, what any of them wants. */
type Wanted<Key> = Key extends SentenceKey
  ? ICUArgs<(typeof failures)[Key], { ICUArgument: SaidValue; ICUNumberArgument: number; ICUDateArgument: never }>
  : never;
type NameIn<Texts> = Texts extends unknown ? keyof Texts : never;
type ValueIn<Texts, Name extends PropertyKey> = Texts extends { [Each in Name]: infer Value } ? Value : never;
type Values<Key> = { [Name in NameIn<Wanted<Key>>]: ValueIn<Wanted<Key>, Name> };
type WantsNothing<Key> = [NameIn<Wanted<Key>>] extends [never] ? true : false;

/** A sentence in English, and as what it takes to say it in any language. */
export interface Sayable {
  message: string;
  said: Said;
}

const sayInEnglish = createSay('en');

/**
 * Makes a sentence of the texts’ section `failures`.
 * @param values what the English text names; absent where it names nothing
 */
export function sentence<Key extends SentenceKey>(
  key: Key,
  ...[values]: WantsNothing<Key> extends true ? [] : [values: Values<Key>]
): Sayable {
  return made(key, values);
}

/**
 * What to do about a failure, as a sentence like those of `sentence`.
 * @param action what a button beside it does
 */
export function advice<Key extends SentenceKey>(
  key: Key,
  ...[values, action]: WantsNothing<Key> extends true
    ? [values?: Record<never, never>, action?: RemedyAction]
    : [values: Values<Key>, action?: RemedyAction]
): NonNullable<Failure['remedy']> {
  const { message: text, said } = made(key, values);
  return action === undefined ? { text, said } : { text, said, action };
}

function made(key: SentenceKey, values: Readonly<Record<string, SaidValue>> = {}): Sayable {
  const said = { key, values: { ...values } };
  return { message: sayInEnglish(said, key), said };
}
