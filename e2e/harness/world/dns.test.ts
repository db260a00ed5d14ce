import type { Packet } from 'dns-packet';
import { expect, test } from 'vitest';
import { createDnsZone, type DnsZone } from './dns.ts';

const nameErrorMask = 0x0f;

function ask(zone: DnsZone, name: string, type: 'A' | 'AAAA'): Packet | null {
  return zone.answer({ type: 'query', id: 7, questions: [{ name, type }] });
}

function addresses(answer: Packet | null): unknown[] {
  return (answer?.answers ?? []).map((record) => ('data' in record ? record.data : null));
}

test('each query of a type gets the next step, and the last one repeats', () => {
  const zone = createDnsZone();
  zone.script('turn.test', { kind: 'addresses', steps: [{ a: ['203.0.113.5'], aaaa: ['::1'] }, { a: ['127.0.0.1'] }] });
  expect(addresses(ask(zone, 'turn.test', 'A'))).toEqual(['203.0.113.5']);
  expect(addresses(ask(zone, 'turn.test', 'AAAA'))).toEqual(['::1']);
  expect(addresses(ask(zone, 'TURN.test', 'A'))).toEqual(['127.0.0.1']);
  expect(addresses(ask(zone, 'turn.test', 'A'))).toEqual(['127.0.0.1']);
  expect(addresses(ask(zone, 'turn.test', 'AAAA'))).toEqual([]);
});

test('a name that was never set does not exist; a silent one stays without an answer', () => {
  const zone = createDnsZone();
  zone.script('quiet.test', { kind: 'silent' });
  expect((ask(zone, 'none.test', 'A')?.flags ?? 0) & nameErrorMask).toBe(3);
  expect(ask(zone, 'none.test', 'A')?.id).toBe(7);
  expect(ask(zone, 'quiet.test', 'A')).toBeNull();
});
