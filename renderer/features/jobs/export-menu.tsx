import { Download } from 'lucide-react';
import { AsyncButton, Button } from '../../components/button.tsx';
import { Popover } from '../../components/popover.tsx';
import { useStores, useWords } from '../../stores/stores.ts';

interface ExportMenuProps {
  count: number;
  /** They were chosen, not all that match. */
  selected?: boolean;
}

/** Saves what is known of the chosen jobs, or of all that match, as a table. */
export function ExportMenu({ count, selected = false }: ExportMenuProps) {
  const { client, jobs, toasts } = useStores();
  const { t } = useWords();
  const save = async (format: 'csv' | 'json') => {
    const path = await client.request('jobs.export', { selection: jobs.selection(), format });
    if (path === null) return;
    toasts.getState().done(t(selected ? 'jobs.export.savedSelected' : 'jobs.export.savedAll', { count, path }));
  };
  return (
    <Popover
      label={t('jobs.export.label')}
      className="w-72"
      trigger={
        <Button size="sm" icon={Download}>
          {t('jobs.export.open')}
        </Button>
      }
    >
      <p className="mb-3 text-ink-2">{t(selected ? 'jobs.export.savesSelected' : 'jobs.export.savesAll', { count })}</p>
      <div className="flex gap-2">
        <AsyncButton size="sm" action={() => save('csv')}>
          {t('jobs.export.csv')}
        </AsyncButton>
        <AsyncButton size="sm" action={() => save('json')}>
          {t('jobs.export.json')}
        </AsyncButton>
      </div>
    </Popover>
  );
}
