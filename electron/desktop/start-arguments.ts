import { type Destination, linkScheme, parseLink } from '../../shared/links.ts';
import { cleanName } from '../../shared/text.ts';

/** The argument that starts the app without showing its window. */
export const hiddenFlag = '--hidden';

export interface StartArguments {
  hidden: boolean;
  /** The place that a link among them names. */
  destination: Destination | null;
  /** Links that could not be understood, fit for the app's log. */
  refused: readonly string[];
}

/** What the command line asks for. Links may come from any page in a browser. */
export function readStartArguments(argv: readonly string[]): StartArguments {
  const links = argv.filter((argument) => argument.toLowerCase().startsWith(`${linkScheme}:`));
  const read = links.map((link) => ({ link, destination: parseLink(link) }));
  return {
    hidden: argv.includes(hiddenFlag),
    destination: read.find(({ destination }) => destination !== null)?.destination ?? null,
    refused: read.filter(({ destination }) => destination === null).map(({ link }) => cleanName(link)),
  };
}
