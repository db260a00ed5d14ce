import type { IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { LedgerKind } from '../../../../shared/ledger.ts';
import type { Dialer } from '../dialer.ts';
import { EgressError } from '../egress-error.ts';
import type { Ledger, LedgerRow } from '../ledger.ts';
import { createMeteredAgent, type MeteredAgent } from './https-agent.ts';
import { type Answer, dropBody, type ReadableBody, readBody } from './response-body.ts';
import { explain, SilenceError, type Trouble } from './trouble.ts';

const maxRedirects = 5;
const retryPausesMs = [250, 1_000];
const longestRetryAfterMs = 5_000;
const headerLimitMs = 30_000;
/** A host that could not be reached is left alone this long, so that cached answers need not wait for it each time. */
const downMs = 10_000;
const maxRequests = 256;
const userAgent = 'ComputeSwarm-Gateway/1.0';

/** The only headers that a mirror may choose; nothing of the client's request is ever passed on. */
export type UpstreamHeaders = Partial<Record<'accept' | 'if-none-match' | 'range' | 'if-range', string>>;

export interface UpstreamRequest {
  kind: LedgerKind;
  method: 'GET' | 'HEAD';
  /** An https address. */
  url: string;
  headers?: UpstreamHeaders;
  /** `manual` hands a redirect to the caller instead of following it. */
  redirects?: 'follow' | 'manual';
  signal?: AbortSignal;
}

export interface UpstreamResponse extends ReadableBody {
  status: number;
  headers: IncomingHttpHeaders;
  /** Where it came from in the end, after redirects. */
  url: string;
}

export interface Upstream {
  /**
   * Asks over HTTPS. Tries again, up to three times, where the host cannot be reached or answers 5xx or 429; other
   * statuses are the caller's to judge. Each try and each hop is one ledger entry.
   * @throws EgressError whatever the dialer refuses; unresolved, unreachable, upstream_error, upload_cap, download_cap,
   *   plain_http, malformed, busy
   */
  request(request: UpstreamRequest): Promise<UpstreamResponse>;
}

export interface UpstreamOptions {
  dialer: Dialer;
  ledger: Pick<Ledger, 'open'>;
  /** PEM; trusted besides the public roots. */
  certificates: string;
  /** How connections are made; counted below TLS where nothing is said. */
  connect?: (dialer: Dialer, certificates: string) => MeteredAgent;
  /** Sent to this origin alone, whatever redirects lead elsewhere; never written down. */
  credential?: { origin: string; token: string };
}

type Outcome = Answer | { kind: 'again'; error: EgressError; pauseMs: number | null };

/** The way out for the gateway's own requests. */
export function createUpstream({
  dialer,
  ledger,
  certificates,
  connect = createMeteredAgent,
  credential,
}: UpstreamOptions): Upstream {
  const { agent, meterOf } = connect(dialer, certificates);
  const down = new Map<string, { until: number; error: EgressError }>();
  let requests = 0;

  const isForCredential = (url: URL): boolean => credential?.origin === url.origin;

  const openRow = (kind: LedgerKind, method: string, url: URL): LedgerRow =>
    ledger.open({
      kind,
      host: url.hostname,
      port: portOf(url),
      method,
      // What the hub signs for whoever has the credential is as good as the credential for a while.
      target: credential && !isForCredential(url) ? url.pathname : `${url.pathname}${url.search}`,
    });

  const send = (
    { method, headers, signal }: UpstreamRequest,
    url: URL,
    row: LedgerRow,
  ): Promise<Answer | { kind: 'trouble'; trouble: Trouble }> =>
    new Promise((resolve) => {
      let socket: Duplex | null = null;
      const troubleOf = (error: unknown): Trouble => {
        const failure = socket && meterOf(socket)?.failure();
        return failure
          ? { error: failure, lasting: failure.verdict.outcome === 'refused' }
          : explain(error, url.hostname);
      };
      const request = https.request({
        agent,
        method,
        host: url.hostname,
        port: portOf(url),
        path: `${url.pathname}${url.search}`,
        headers: {
          ...headers,
          ...(credential && isForCredential(url) ? { authorization: `Bearer ${credential.token}` } : {}),
          host: url.host,
          'accept-encoding': 'identity',
          'user-agent': userAgent,
        },
        ...(signal ? { signal } : {}),
      });
      const limit = setTimeout(() => request.destroy(new SilenceError()), headerLimitMs);
      request.on('socket', (given) => {
        socket = given;
        meterOf(given)?.charge(row);
        // Waiting for one of the bounded sockets is not the host's silence.
        limit.refresh();
      });
      request.on('response', (response) => {
        clearTimeout(limit);
        resolve({ kind: 'answer', response, row, troubleOf });
      });
      request.on('error', (error) => {
        clearTimeout(limit);
        resolve({ kind: 'trouble', trouble: troubleOf(error) });
      });
      request.end();
    });

  const tryOnce = async (request: UpstreamRequest, url: URL): Promise<Outcome> => {
    const row = openRow(request.kind, request.method, url);
    const known = down.get(url.host);
    if (known && known.until > Date.now()) {
      row.end(known.error.verdict);
      throw known.error;
    }
    const sent = await send(request, url, row);
    if (sent.kind === 'trouble') {
      const { error, lasting } = sent.trouble;
      row.end(error.verdict);
      if (lasting) throw error;
      return { kind: 'again', error, pauseMs: null };
    }
    down.delete(url.host);
    const { statusCode: status = 0, headers } = sent.response;
    if (status < 500 && status !== 429) return sent;
    const error = EgressError.failed('upstream_error', `${url.hostname} answered ${status}.`);
    await dropBody(sent, error.verdict);
    return { kind: 'again', error, pauseMs: retryAfter(headers['retry-after']) };
  };

  const tryHop = async (request: UpstreamRequest, url: URL): Promise<Answer> => {
    for (const ownPauseMs of [...retryPausesMs, null]) {
      const outcome = await tryOnce(request, url);
      if (outcome.kind === 'answer') return outcome;
      const pauseMs = ownPauseMs === null ? null : (outcome.pauseMs ?? ownPauseMs);
      if (pauseMs === null || pauseMs > longestRetryAfterMs) {
        const { error } = outcome;
        if (error.verdict.reason !== 'upstream_error') down.set(url.host, { until: Date.now() + downMs, error });
        throw error;
      }
      await delay(pauseMs, undefined, request.signal ? { signal: request.signal } : {});
    }
    throw new Error('The last try returns or throws.');
  };

  const follow = async (request: UpstreamRequest): Promise<UpstreamResponse> => {
    let url = new URL(request.url);
    for (let hops = 0; ; hops += 1) {
      const problem = addressProblem(url);
      if (problem) {
        openRow(request.kind, request.method, url).end(problem.verdict);
        throw problem;
      }
      const answer = await tryHop(request, url);
      const { statusCode: status = 0, headers } = answer.response;
      const next = request.redirects === 'manual' ? null : redirectTarget(status, headers.location, url);
      if (!next) {
        return { status, headers, url: url.href, ...readBody(answer, url.hostname) };
      }
      await dropBody(answer, { outcome: 'allowed' });
      if (hops === maxRedirects) {
        throw EgressError.failed('upstream_error', `${url.hostname} redirects more than ${maxRedirects} times.`);
      }
      url = next;
    }
  };

  return {
    async request(request) {
      if (requests >= maxRequests) throw EgressError.refused('busy', 'Setup has too many requests under way.');
      requests += 1;
      try {
        return await follow(request);
      } finally {
        requests -= 1;
      }
    },
  };
}

function portOf(url: URL): number {
  return url.port === '' ? 443 : Number(url.port);
}

function addressProblem(url: URL): EgressError | null {
  if (url.protocol === 'http:') {
    return EgressError.refused('plain_http', `${url.hostname} would be asked without encryption; only https is used.`);
  }
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') {
    return EgressError.refused('malformed', 'Only https addresses without a user are fetched.');
  }
  return null;
}

/** Where a redirect leads, relative to `from`; null if the answer is none. */
export function redirectTarget(status: number, location: string | undefined, from: URL): URL | null {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return null;
  return URL.parse(location, from);
}

function retryAfter(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : null;
}
