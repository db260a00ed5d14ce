import { cleanName } from '../../../../shared/text.ts';

/** A path that a stranger chose, cleaned piece by piece: whole even where it is long. */
export const cleanPath = (path: string): string => path.split('/').map(cleanName).join('/');

/** Its last piece. */
export const fileNameOf = (path: string): string => cleanName(path.slice(path.lastIndexOf('/') + 1));
