import type { KeptItem } from '../../../shared/storage.ts';
import { plainLine } from '../../../shared/text.ts';
import { formatBytes } from '../../../shared/units.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { Facts } from '../../components/facts.tsx';
import { JobLink } from '../../components/job-link.tsx';
import { describeKept, formatMoment, plural } from '../../words.ts';
import { isHeld } from './kept-list.ts';

const whys: Readonly<Record<KeptItem['kind'], string>> = {
  environment: 'The packages of these requirements, installed. A job that requires the same needs no setup.',
  model: 'Files of this repository, each verified. Jobs see them read-only, and only if they ask for them.',
  dataset: 'Files of this repository, each verified. Jobs see them read-only, and only if they ask for them.',
  downloads: 'Packages that setups have downloaded, so that the next setup has them at hand.',
};

/** All that is known of a kept item, its title in full. */
export function ItemDetails({ item }: { item: KeptItem }) {
  const title = plainLine(item.title);
  const now = Date.now();
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-start gap-2">
        <h2 className="flex-1 font-semibold">{describeKept(item.kind)}</h2>
        <CopyButton
          compact
          label={item.kind === 'environment' ? 'Copy requirements' : 'Copy name'}
          text={() => title}
        />
      </div>
      <p
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        className="max-h-40 overflow-y-auto rounded-md bg-sunken px-2.5 py-1.5 font-mono text-xs leading-5 wrap-anywhere"
        data-selectable
      >
        <bdi>{title}</bdi>
      </p>
      <p className="text-ink-2 text-xs">{whys[item.kind]}</p>
      <Facts
        facts={[
          ...(item.bytes > 0 ? ([['Size', formatBytes(item.bytes)]] as const) : []),
          ['Kept since', formatMoment(item.createdAt, now)],
          [
            'Last used',
            isHeld(item) ? 'In use now: it stays until the job is over' : formatMoment(item.lastUsedAt, now),
          ],
          ['Used by', <Jobs key="jobs" item={item} />],
        ]}
      />
    </div>
  );
}

function Jobs({ item: { uses, usedBy } }: { item: KeptItem }) {
  if (usedBy.length === 0) return plural(uses, 'job');
  return (
    <ul>
      {usedBy.map(({ jobId, name }) => (
        <li key={jobId}>
          <JobLink id={jobId} name={name} />
        </li>
      ))}
      {uses > usedBy.length && <li className="text-ink-3">and {plural(uses - usedBy.length, 'earlier job')}</li>}
    </ul>
  );
}
