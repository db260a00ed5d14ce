import type { IncomingHttpHeaders } from 'node:http';

const patterns: Record<string, RegExp> = {
  'x-error-code': /^[A-Za-z]{1,40}$/,
  'x-error-message': /^[\x20-\x7e]{1,300}$/,
  'x-repo-commit': /^[0-9a-f]{40}$/,
};

/** The headers of an error of the hub that its client understands, where they look as they should. */
export function passedOn(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(patterns).flatMap(([name, pattern]) => {
      const value = headers[name];
      return typeof value === 'string' && pattern.test(value) ? [[name, value]] : [];
    }),
  );
}
