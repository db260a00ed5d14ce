import type { IncomingHttpHeaders } from 'node:http';
import type { ModelDeclaration } from '../../../../shared/models.ts';
import type { UpstreamResponse } from '../upstream/upstream.ts';
import { ModelError } from './model-error.ts';

/** A repository on the hub: where it is asked for, and what the hub's refusals mean. */
export interface HubRepository {
  /** Answers with the commit that a revision means. */
  revisionUrl(revision: string): string;
  /** Lists all files at a commit, in pages. */
  treeUrl(commit: string): string;
  /** Answers with a file, or leads to the host that has it. */
  fileUrl(commit: string, path: string): string;
  isOnHub(url: string): boolean;
  /** What an answer that is not the one asked for means; `wanted` says in words what was asked for. */
  refusal(response: Pick<UpstreamResponse, 'status' | 'headers' | 'url'>, wanted: string): ModelError;
}

/** @param hasToken whether the seller's token goes with the requests. */
export function createHubRepository(
  hubUrl: string,
  { repo, type, revision }: Pick<ModelDeclaration, 'repo' | 'type' | 'revision'>,
  hasToken: boolean,
): HubRepository {
  const hub = hubUrl.replace(/\/+$/, '');
  const { origin } = new URL(hub);
  const api = `${hub}/api/${type}s/${repo}`;
  const files = `${hub}/${type === 'dataset' ? 'datasets/' : ''}${repo}`;

  const meaning = (status: number, headers: IncomingHttpHeaders): ModelError | null => {
    const code = headers['x-error-code'];
    const isRefused = status === 401 || status === 403;
    if (hasToken && isRefused && (code === undefined || isInvalidToken(headers))) {
      return new ModelError('token_refused', `The model hub does not accept the token for ${repo}.`);
    }
    if (code === 'GatedRepo') {
      return new ModelError('gated', `${repo} is only for accounts that have accepted its terms on the model hub.`);
    }
    if (code === 'RevisionNotFound') {
      return new ModelError('revision_not_found', `${repo} has no revision ${revision}.`);
    }
    if (code === 'RepoNotFound' || (code === undefined && (isRefused || status === 404))) {
      return new ModelError('not_found', `The model hub has no ${type} ${repo}, or does not show it.`);
    }
    return null;
  };

  return {
    // The rest of what the hub says of a repository can be very long.
    revisionUrl: (wanted) => `${api}/revision/${encodeURIComponent(wanted)}?expand=sha`,
    treeUrl: (commit) => `${api}/tree/${commit}?recursive=true`,
    fileUrl: (commit, path) => `${files}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`,
    isOnHub: (url) => new URL(url).origin === origin,
    refusal({ status, headers, url }, wanted) {
      const known = new URL(url).origin === origin ? meaning(status, headers) : null;
      const detail = `${new URL(url).hostname} answered ${status} where ${wanted} was expected.`;
      return known ?? new ModelError('network', detail);
    },
  };
}

function isInvalidToken(headers: IncomingHttpHeaders): boolean {
  return /^invalid credentials/i.test(String(headers['x-error-message'] ?? ''));
}
