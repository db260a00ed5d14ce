import { createHash } from 'node:crypto';
import type { PackageIndex } from '../../shared/egress.ts';
import { canonicalPackageName } from '../../shared/requirements.ts';

/** All that decides what an environment becomes. */
export interface EnvironmentInputs {
  imageId: string;
  /** Such as `linux/amd64`. */
  platform: string;
  /** PEP 508 lines, as `parseRequirements` gives them. */
  requirements: readonly string[];
  /** Packages that the job carries: file names, and SHA-256 of their bytes in hexadecimal. */
  carried: readonly { file: string; sha256: string }[];
  indexes: readonly PackageIndex[];
  wheelsOnly: boolean;
  /** Whether setup sees GPUs; some packages are built for what they find. */
  gpus: boolean;
  /** SHA-256 of the program that makes environments, so that another version of it makes its own. */
  program: string;
}

/** Names an environment by what goes into it: equal inputs, however they are written, have equal keys. */
export function environmentKey(inputs: EnvironmentInputs): string {
  const { requirements, carried, indexes, ...rest } = inputs;
  const canonical = {
    ...rest,
    requirements: [...new Set(requirements.map(canonicalRequirement))].sort(),
    carried: carried.map(({ file, sha256 }) => `${sha256} ${file}`).sort(),
    // Which index is asked first matters.
    indexes: indexes.map(({ name, url, packages }) => [name, url.replace(/\/+$/, ''), packages]),
  };
  const ordered = Object.entries(canonical).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(ordered)).digest('hex');
}

/** A requirement as PEP 503 and PEP 508 let it be written in only one way. */
export function canonicalRequirement(line: string): string {
  const [specification = '', ...options] = line.split(/\s+(?=--)/);
  const [wanted = '', marker] = specification.split(';');
  const [, name = '', extras = '', versions = ''] = /^\s*([\w.-]+)\s*(?:\[([^\]]*)\])?(.*)$/s.exec(wanted) ?? [];
  const parts = [
    canonicalPackageName(name),
    list(extras, canonicalPackageName, '[', ']'),
    list(versions.replace(/[()]/g, ' '), (clause) => clause.replace(/\s+/g, ''), ' ', ''),
    marker === undefined ? '' : ` ; ${canonicalMarker(marker)}`,
    ...options.map((option) => ` ${option.replace(/[=\s]\s*/, '=').toLowerCase()}`).sort(),
  ];
  return parts.join('');
}

function list(text: string, canonical: (part: string) => string, before: string, after: string): string {
  const parts = text
    .split(',')
    .map((part) => canonical(part.trim()))
    .filter((part) => part !== '');
  return parts.length === 0 ? '' : `${before}${[...new Set(parts)].sort().join(',')}${after}`;
}

/** Outside its strings, a marker’s spaces mean nothing, and either quotation mark will do. */
function canonicalMarker(marker: string): string {
  const tokens = marker.match(/'[^']*'|"[^"]*"|[<>=!~]+|[()]|[^\s'"<>=!~()]+/g) ?? [];
  return tokens.map((token) => (token.startsWith("'") ? `"${token.slice(1, -1)}"` : token)).join(' ');
}
