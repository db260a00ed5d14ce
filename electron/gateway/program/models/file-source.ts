import { EgressError } from '../egress-error.ts';
import type { ReadableBody } from '../upstream/response-body.ts';
import type { Upstream, UpstreamResponse } from '../upstream/upstream.ts';
import type { HubRepository } from './hub-repository.ts';
import { ModelError } from './model-error.ts';

/** An answer with bytes of a file. */
export interface FileAnswer extends Pick<ReadableBody, 'each' | 'finish'> {
  /** Where in the file the body begins and ends; the host may send less than was asked for, or all. */
  from: number;
  to: number;
}

/** Where the bytes of one file are. */
export interface FileSource {
  /**
   * Asks for the bytes from `from` to before `to`.
   * @throws EgressError what `Upstream.request` throws; upstream_error. ModelError where the hub refuses, or means another file
   */
  open(from: number, to: number, signal: AbortSignal): Promise<FileAnswer>;
}

/** `url` is the file's address on the hub, and `name` what it is called in messages. */
export function createFileSource(
  { upstream, hub }: { upstream: Upstream; hub: HubRepository },
  { url, name, size }: { url: string; name: string; size: number },
): FileSource {
  // Where the hub led last: signed, and good for further ranges until it expires.
  let address: string | null = null;

  return {
    async open(from, to, signal) {
      const headers = from === 0 && to === size ? {} : { range: `bytes=${from}-${to - 1}` };
      const ask = (where: string) => upstream.request({ kind: 'hub', method: 'GET', url: where, headers, signal });
      const reused = address;
      let response = await ask(reused ?? url);
      if (reused !== null && response.status >= 400) {
        response.finish();
        address = null;
        response = await ask(url);
      }
      try {
        const answer = readAnswer(response, { name, size, from, to });
        if (!answer) throw hub.refusal(response, name);
        address = response.url;
        return answer;
      } catch (error) {
        response.finish(error instanceof EgressError ? error : undefined);
        throw error;
      }
    },
  };
}

interface Asked {
  name: string;
  size: number;
  from: number;
  to: number;
}

/** Null for an answer that has no bytes of the file. @throws ModelError where it is another file, or another range */
function readAnswer(response: UpstreamResponse, { name, size, from, to }: Asked): FileAnswer | null {
  const { status, headers, each, finish, url } = response;
  if (status !== 200 && status !== 206) return null;
  const { hostname } = new URL(url);
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new ModelError('network', `${hostname} sent ${name} compressed although that was not asked for.`);
  }
  const length = headers['content-length'];
  if (status === 200) {
    if (length !== undefined && Number(length) !== size) throw otherSize(hostname, name, length, size);
    return { from: 0, to: size, each, finish };
  }
  const range = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(headers['content-range'] ?? '');
  if (!range || Number(range[1]) !== from || Number(range[2]) >= to) {
    throw new ModelError('network', `${hostname} sent another part of ${name} than it was asked for.`);
  }
  if (range[3] !== '*' && Number(range[3]) !== size) throw otherSize(hostname, name, range[3], size);
  return { from, to: Number(range[2]) + 1, each, finish };
}

function otherSize(host: string, name: string, said: string | undefined, size: number): ModelError {
  return new ModelError('network', `${host} says that ${name} has ${said} bytes; the model hub says ${size}.`);
}
