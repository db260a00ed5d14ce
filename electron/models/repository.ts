import { createHash } from 'node:crypto';
import type { ModelDeclaration } from '../../shared/models.ts';

/** What a kept repository is looked up by: the hub and the repository, whatever the revision. */
export function repositoryKey(hubUrl: string, { repo, type }: Pick<ModelDeclaration, 'repo' | 'type'>): string {
  return `${type} ${hubUrl.replace(/\/+$/, '')}/${repo}`;
}

/** The volume that keeps a repository’s files. */
export function repositoryVolume(instance: string, key: string): string {
  return `cs-${instance}-model-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
}
