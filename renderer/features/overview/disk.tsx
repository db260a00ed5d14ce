import type { KeptKind, StorageState } from '../../../shared/storage.ts';
import { Meter } from '../../components/meter.tsx';
import { useStorage, useStores, useWords } from '../../stores/stores.ts';
import { Card, More } from './card.tsx';

/** What caches take, against what they may take. */
export function Disk({ cacheMiB }: { cacheMiB: number }) {
  const { view } = useStores();
  const { t, formatBytes } = useWords();
  const storage = useStorage();
  const size = (...kinds: readonly KeptKind[]) => (storage === null ? '–' : formatBytes(bytesOf(storage, kinds)));
  const over = storage !== null && storage.usedBytes > storage.budgetBytes;
  return (
    <Card
      title={t('overview.disk.heading')}
      more={<More onClick={() => view.go({ view: 'storage' })}>{t('overview.disk.showAll')}</More>}
      testId="overview-disk"
    >
      <p data-testid="overview-disk-used" className="font-medium">
        {storage === null
          ? '–'
          : t('overview.disk.used', {
              used: formatBytes(storage.usedBytes),
              budget: formatBytes(storage.budgetBytes),
            })}
      </p>
      <Meter
        className="mt-1.5 mb-2"
        fraction={storage === null ? null : storage.usedBytes / Math.max(1, storage.budgetBytes)}
        tone={over ? 'warn' : 'accent'}
      />
      <dl className="flex flex-col gap-1">
        <Row term={t('overview.disk.environments')}>{size('environment')}</Row>
        <Row term={t('overview.disk.models')}>{size('model', 'dataset')}</Row>
        <Row term={t('overview.disk.downloads')}>
          {t('overview.disk.downloadsLimit', { limit: formatBytes(cacheMiB * 1024 ** 2) })}
        </Row>
      </dl>
      <p className="mt-2 text-ink-3 text-xs">
        {storage?.disk
          ? t('overview.disk.free', { free: formatBytes(storage.disk.freeBytes) })
          : t('overview.disk.freeUnknown')}
      </p>
    </Card>
  );
}

function bytesOf({ items }: StorageState, kinds: readonly KeptKind[]): number {
  return items.filter(({ kind }) => kinds.includes(kind)).reduce((sum, { bytes }) => sum + bytes, 0);
}

function Row({ term, children }: { term: string; children: string }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="min-w-0 truncate text-ink-2">{term}</dt>
      <dd className="whitespace-nowrap">{children}</dd>
    </div>
  );
}
