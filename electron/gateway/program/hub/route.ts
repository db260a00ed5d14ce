/** What a request to the hub mirror asks for; `path` is below the hub's address, ready to be asked for. */
export type HubRoute =
  /** An answer of the hub's API: what a repository is, or what files it has. */
  | { kind: 'api'; path: string; immutable: boolean }
  /** A file of a repository. `pinned` gives its path at a commit. */
  | { kind: 'file'; path: string; immutable: boolean; pinned(commit: string): string };

const kinds = new Set(['models', 'datasets', 'spaces']);
const namePattern = /^(?!.*(?:--|\.\.))[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?$/;
const commitPattern = /^[0-9a-f]{40}$/;
const queryKeys = ['blobs', 'securityStatus', 'recursive', 'expand', 'limit', 'cursor'];
const queryValue = /^[A-Za-z0-9+/=_.~:-]{1,1000}$/;

/**
 * Reads a path below the hub mirror, with its query; null for what the mirror does not serve. What is asked of the hub is
 * written anew from the parts that were understood.
 */
export function readRoute(target: string): HubRoute | null {
  const [rawPath = '', query = ''] = target.split('?', 2);
  const segments = decodeAll(rawPath.replace(/^\/+/, '').split('/'));
  if (!segments) return null;
  return segments[0] === 'api' ? readApi(segments.slice(1), query) : readFile(segments);
}

/** `KIND/REPO`, `KIND/REPO/revision/REV` or `KIND/REPO/tree/REV[/PATH]`. */
function readApi([kind = '', ...rest]: string[], query: string): HubRoute | null {
  const verb = rest.findIndex((segment, at) => at > 0 && (segment === 'revision' || segment === 'tree'));
  const repository = verb === -1 ? rest : rest.slice(0, verb);
  if (!kinds.has(kind) || !isRepository(repository)) return null;
  const revision = verb === -1 ? undefined : rest[verb + 1];
  const hasPath = verb !== -1 && rest.length > verb + 2;
  if (verb !== -1 && (revision === undefined || (hasPath && rest[verb] === 'revision'))) return null;
  const path = `/api/${encodeAll([kind, ...rest])}${cleanQuery(query)}`;
  return { kind: 'api', path, immutable: revision !== undefined && commitPattern.test(revision) };
}

/** `[datasets/|spaces/]REPO/resolve/REV/PATH`. */
function readFile(segments: string[]): HubRoute | null {
  const prefix = segments[0] === 'datasets' || segments[0] === 'spaces' ? segments.slice(0, 1) : [];
  const verb = segments.indexOf('resolve', prefix.length + 1);
  const repository = segments.slice(prefix.length, verb);
  const revision = segments[verb + 1];
  const file = segments.slice(verb + 2);
  if (verb === -1 || !isRepository(repository) || revision === undefined || file.length === 0) return null;
  const at = (commit: string) => `/${encodeAll([...prefix, ...repository, 'resolve', commit, ...file])}`;
  return { kind: 'file', path: at(revision), immutable: commitPattern.test(revision), pinned: at };
}

function isRepository(names: string[]): boolean {
  return (names.length === 1 || names.length === 2) && names.every((name) => namePattern.test(name));
}

/** Null where a segment is empty, a step of a path, or cannot be decoded. */
function decodeAll(segments: string[]): string[] | null {
  try {
    const decoded = segments.map(decodeURIComponent);
    // A revision or a path may have slashes of its own, written as %2F.
    const steps = decoded.flatMap((segment) => segment.split('/'));
    const bad = steps.some(
      (step) => step === '' || step === '.' || step === '..' || /[\u0000-\u001f\u007f\\]/.test(step),
    );
    return bad ? null : decoded;
  } catch {
    return null;
  }
}

function encodeAll(segments: string[]): string {
  return segments.map(encodeURIComponent).join('/');
}

/** The parameters that the mirror knows, in an order of its own so that one question has one key in the cache. */
function cleanQuery(query: string): string {
  const given = new URLSearchParams(query);
  const kept = queryKeys.flatMap((key) =>
    given.getAll(key).flatMap((value) => (queryValue.test(value) ? [[key, value]] : [])),
  );
  return kept.length === 0 ? '' : `?${new URLSearchParams(kept)}`;
}
