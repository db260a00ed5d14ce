import { Download } from 'lucide-react';
import { AsyncButton, Button } from '../../components/button.tsx';
import { Popover } from '../../components/popover.tsx';
import { useStores } from '../../stores/stores.ts';

/** Saves what is known of the chosen jobs, or of all that match, as a table. */
export function ExportMenu({ what }: { what: string }) {
  const { client, jobs, toasts } = useStores();
  const save = async (format: 'csv' | 'json') => {
    const path = await client.request('jobs.export', { selection: jobs.selection(), format });
    if (path !== null) toasts.getState().done(`Exported ${what} to ${path}`);
  };
  return (
    <Popover
      label="Export jobs"
      className="w-72"
      trigger={
        <Button size="sm" icon={Download}>
          Export…
        </Button>
      }
    >
      <p className="mb-3 text-ink-2">
        Saves {what} with states, times, GPUs, exit codes and failures. Logs and outputs are not part of it.
      </p>
      <div className="flex gap-2">
        <AsyncButton size="sm" action={() => save('csv')}>
          CSV for spreadsheets…
        </AsyncButton>
        <AsyncButton size="sm" action={() => save('json')}>
          JSON…
        </AsyncButton>
      </div>
    </Popover>
  );
}
