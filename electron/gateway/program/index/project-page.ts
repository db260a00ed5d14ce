/** One file of a project, as an index lists it. */
export interface ProjectFile {
  /** Letters, digits and `._+!-` only. */
  filename: string;
  /** An https address. */
  url: string;
  /** Small letters. */
  sha256: string;
  /** Bytes; null where the index does not say. */
  size: number | null;
  requiresPython: string | null;
  /** Null if it is not yanked; else the reason, which may be empty. */
  yanked: string | null;
  /** As the index writes it. */
  uploadTime: string | null;
  /** sha256 of the metadata file beside it; null where there is none that can be verified. */
  metadataSha256: string | null;
}

export interface ProjectPage {
  name: string;
  /** All versions, where the index says them. */
  versions: string[] | null;
  files: ProjectFile[];
}

/** What a page says of a file, before it is checked. */
export interface ListedFile extends Omit<ProjectFile, 'sha256' | 'metadataSha256'> {
  sha256: string | null;
  metadataSha256: string | null;
}

const sha256Pattern = /^[0-9a-f]{64}$/;
const filenamePattern = /^[A-Za-z0-9][A-Za-z0-9._+!-]{0,254}$/;

/**
 * The file if it can be mirrored: under a plain name, at an https address, with a sha256. What cannot be verified is left
 * out of the page.
 */
export function checkFile(listed: ListedFile): ProjectFile | null {
  const sha256 = listed.sha256?.toLowerCase() ?? '';
  if (!sha256Pattern.test(sha256) || !filenamePattern.test(listed.filename)) return null;
  const url = URL.parse(listed.url);
  if (url?.protocol !== 'https:') return null;
  url.hash = '';
  const metadataSha256 = listed.metadataSha256?.toLowerCase() ?? '';
  return {
    ...listed,
    sha256,
    url: url.href,
    metadataSha256: sha256Pattern.test(metadataSha256) ? metadataSha256 : null,
  };
}
