import type { ProjectPage } from './project-page.ts';

const maxPages = 64;
const maxFiles = 50_000;

/** The pages that were used last, as far as they fit into bounded memory. */
export interface ParsedPages {
  get(key: string): ProjectPage | undefined;
  set(key: string, page: ProjectPage): void;
}

export function createParsedPages(): ParsedPages {
  const pages = new Map<string, ProjectPage>();
  let files = 0;

  const remove = (key: string): void => {
    files -= pages.get(key)?.files.length ?? 0;
    pages.delete(key);
  };

  return {
    get: (key) => pages.get(key),
    set(key, page) {
      remove(key);
      pages.set(key, page);
      files += page.files.length;
      for (const oldest of pages.keys()) {
        if (oldest === key || (pages.size <= maxPages && files <= maxFiles)) break;
        remove(oldest);
      }
    },
  };
}
