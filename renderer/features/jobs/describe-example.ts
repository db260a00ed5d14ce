import type { Example } from '../../../shared/jobs.ts';
import { en } from '../../../shared/languages/en/en.ts';
import type { Words } from '../../language/words.ts';

type Known = keyof typeof en.jobs.example;

const isKnown = (id: string): id is Known => Object.hasOwn(en.jobs.example, id);

/** What an example is called and does; one that has no texts is described as its folder does. */
export function describeExample(
  { id, title, description }: Pick<Example, 'id' | 'title' | 'description'>,
  { t }: Pick<Words, 't'>,
) {
  if (!isKnown(id)) return { title, description };
  return { title: t(`jobs.example.${id}.title`), description: t(`jobs.example.${id}.description`) };
}
