import type { Fault, ParsedFaultRule } from './protocol.ts';

/** Faults of an answer's body, which an answer to HEAD has not. */
const ofBody: readonly Fault['kind'][] = ['slow', 'cut', 'corrupt', 'endless'];

/** What goes wrong with which requests. */
export interface Faults {
  add(rule: ParsedFaultRule): void;
  /** The fault of one request, or null; uses up one of the rule's times. The rule added first counts. */
  take(host: string, method: string, target: string): Fault | null;
  clear(): void;
}

export function createFaults(): Faults {
  const rules: { rule: ParsedFaultRule; left: number }[] = [];
  return {
    add(rule) {
      rules.push({ rule, left: rule.times ?? Number.POSITIVE_INFINITY });
    },
    take(host, method, target) {
      const found = rules.find(
        ({ rule, left }) =>
          left > 0 &&
          rule.host === host &&
          rule.path.test(target) &&
          !(method === 'HEAD' && ofBody.includes(rule.fault.kind)),
      );
      if (!found) return null;
      found.left -= 1;
      return found.rule.fault;
    },
    clear() {
      rules.length = 0;
    },
  };
}
