import { cx } from '../../components/cx.ts';
import { useWords } from '../../stores/stores.ts';
import type { Reading } from './readings.ts';

const inks: Readonly<Record<Reading['tone'], string>> = { ink: '', warn: 'text-warn-ink', bad: 'text-bad-ink' };

/** A number with its unit, or a dash where the driver does not report it. */
export function Value({ reading: { value, unit, room, tone }, className }: { reading: Reading; className?: string }) {
  const { t } = useWords();
  if (value === null) {
    return (
      <span className={cx('text-ink-3', className)} title={t('gpus.notReported')}>
        –<span className="sr-only">{t('gpus.notReportedSpoken')}</span>
      </span>
    );
  }
  return (
    <>
      <span className={cx('text-right', inks[tone], className)} style={{ minWidth: `${room}ch` }}>
        {value}
      </span>
      <span className="truncate text-ink-3 text-xs">{unit}</span>
    </>
  );
}
