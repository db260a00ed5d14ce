import type { Said } from './errors.ts';
import { type Sayable, sentence } from './languages/sentence.ts';

/** Why a line was refused, with the line's number counted from 1. */
export interface RequirementProblem {
  line: number;
  text: string;
  problem: string;
  said: Said;
}

export interface ParsedRequirements {
  requirements: string[];
  problems: RequirementProblem[];
}

/** A package’s name in the one form that stands for all its spellings (PEP 503). */
export function canonicalPackageName(text: string): string {
  return text.replace(/[-_.]+/g, '-').toLowerCase();
}

export const maxRequirements = 500;
const maxLineLength = 500;

const name = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?/;
const extras = /^\s*\[\s*(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\s*(?:,\s*|(?=\])))*\]/;
const clause = /^(?:===\s*[^\s,;()]+|(?:~=|==|!=|<=|>=|<|>)\s*[A-Za-z0-9.*+!_-]+)$/;
const hash = /^sha(?:256|384|512):[0-9a-f]{64,128}$/;

/**
 * Reads requirements as buyers write them: PEP 508 names with extras, versions and markers, one a line, `#` comments
 * and `--hash` options. Anything that would make pip read another file, another index or another origin is refused.
 */
export function parseRequirements(text: string): ParsedRequirements {
  const requirements: string[] = [];
  const problems: RequirementProblem[] = [];
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const number = index + 1;
    let joined = lines[index] ?? '';
    while (joined.endsWith('\\') && index + 1 < lines.length) {
      index += 1;
      joined = `${joined.slice(0, -1)} ${lines[index]}`;
    }
    const line = joined.replace(/(^|\s)#.*$/, '').trim();
    if (line === '') continue;
    const problem = problemOf(line);
    if (problem)
      problems.push({ line: number, text: line.slice(0, 120), problem: problem.message, said: problem.said });
    else requirements.push(line.replace(/\s+/g, ' '));
  }
  if (requirements.length > maxRequirements) {
    const { message, said } = sentence('requirement_too_many', { count: requirements.length, most: maxRequirements });
    problems.push({ line: lines.length, text: '', problem: message, said });
  }
  return { requirements, problems };
}

function problemOf(line: string): Sayable | null {
  if (line.length > maxLineLength) return sentence('requirement_too_long', { most: maxLineLength });
  if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(line)) return sentence('requirement_control_characters');
  if (line.startsWith('-')) {
    return optionProblem(line);
  }
  if (/(?:^|[\s@])[a-z+]+:\/\//i.test(line) || /^(?:git|hg|svn|bzr)\+/i.test(line)) {
    return sentence('requirement_address');
  }
  if (/^[./~\\]/.test(line) || /^[A-Za-z]:[\\/]/.test(line) || /\.(?:whl|zip|tar\.gz|tgz)$/i.test(line)) {
    return sentence('requirement_local_path');
  }
  const [requirement = '', ...options] = line.split(/\s+(?=--)/);
  for (const option of options) {
    const value = /^--hash[=\s]\s*(\S+)$/.exec(option)?.[1];
    if (!value) return optionProblem(option);
    if (!hash.test(value)) return sentence('requirement_hash');
  }
  return specifierProblem(requirement);
}

function optionProblem(option: string): Sayable {
  return sentence('requirement_option', { option: option.split(/[\s=]/)[0] ?? '' });
}

function specifierProblem(requirement: string): Sayable | null {
  const [specification = '', ...markers] = requirement.split(';');
  const packageName = name.exec(specification)?.[0];
  if (!packageName) return sentence('requirement_nameless');
  let rest = specification.slice(packageName.length);
  rest = rest.slice(extras.exec(rest)?.[0].length ?? 0).trim();
  if (rest.startsWith('@')) {
    return sentence('requirement_address');
  }
  if (rest.startsWith('(') && rest.endsWith(')')) rest = rest.slice(1, -1).trim();
  const clauses = rest === '' ? [] : rest.split(',').map((part) => part.trim());
  const wrong = clauses.find((part) => !clause.test(part));
  if (wrong !== undefined) return sentence('requirement_version', { version: wrong.slice(0, 60) });
  if (markers.length > 1) return sentence('requirement_markers');
  if (markers.length === 1 && !/^[\sA-Za-z0-9_."'<>=!~(),+*-]+$/.test(markers[0] ?? ''))
    return sentence('requirement_marker');
  return null;
}
