import type { KeptItem } from '../../../shared/storage.ts';
import { plainLine } from '../../../shared/text.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { Facts } from '../../components/facts.tsx';
import { JobLink } from '../../components/job-link.tsx';
import { useWords } from '../../stores/stores.ts';
import { isHeld } from './kept-list.ts';

/** All that is known of a kept item, its title in full. */
export function ItemDetails({ item }: { item: KeptItem }) {
  const { t, describeKept, formatBytes, formatMoment } = useWords();
  const title = plainLine(item.title);
  const now = Date.now();
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-start gap-2">
        <h2 className="flex-1 font-semibold">{describeKept(item.kind)}</h2>
        <CopyButton
          compact
          label={t(item.kind === 'environment' ? 'storage.details.copyRequirements' : 'storage.details.copyName')}
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
      <p className="text-ink-2 text-xs">{t(`storage.details.${item.kind}`)}</p>
      <Facts
        facts={[
          ...(item.bytes > 0 ? ([[t('storage.details.size'), formatBytes(item.bytes)]] as const) : []),
          [t('storage.details.since'), formatMoment(item.createdAt, now)],
          [t('storage.details.used'), isHeld(item) ? t('storage.details.inUse') : formatMoment(item.lastUsedAt, now)],
          [t('storage.details.usedBy'), <Jobs key="jobs" item={item} />],
        ]}
      />
    </div>
  );
}

function Jobs({ item: { uses, usedBy } }: { item: KeptItem }) {
  const { t } = useWords();
  if (usedBy.length === 0) return t('storage.row.jobs', { count: uses });
  return (
    <ul>
      {usedBy.map(({ jobId, name }) => (
        <li key={jobId}>
          <JobLink id={jobId} name={name} />
        </li>
      ))}
      {uses > usedBy.length && (
        <li className="text-ink-3">{t('storage.details.earlier', { count: uses - usedBy.length })}</li>
      )}
    </ul>
  );
}
