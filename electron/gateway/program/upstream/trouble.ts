import { EgressError } from '../egress-error.ts';

/** Why a request got no answer. */
export interface Trouble {
  error: EgressError;
  /** Another try would end the same way. */
  lasting: boolean;
}

/** The host accepted the connection and then said nothing for too long. */
export class SilenceError extends Error {
  constructor() {
    super('The host was silent for too long.');
    this.name = 'SilenceError';
  }
}

const certificateCodes =
  /^(?:CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_SELF_SIGNED|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH|INVALID_CA)/;

/** What an error of a socket, of TLS or of HTTP says about the host. */
export function explain(error: unknown, host: string): Trouble {
  if (error instanceof EgressError) return { error, lasting: error.verdict.outcome === 'refused' };
  if (error instanceof SilenceError) {
    return { error: EgressError.failed('unreachable', `${host} did not answer in time.`), lasting: false };
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ABORT_ERR') {
    return { error: EgressError.failed('unreachable', `The request to ${host} was given up.`), lasting: true };
  }
  if (certificateCodes.test(code)) {
    const detail = `The certificate of ${host} is not valid for this name or not issued by a trusted authority (${code}).`;
    return { error: EgressError.failed('unreachable', detail), lasting: true };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    error: EgressError.failed('unreachable', `${host} could not be asked: ${code || message}.`),
    lasting: false,
  };
}
