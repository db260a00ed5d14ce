import { RotateCcw, Square, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { isFinal, type JobRow } from '../../../shared/jobs.ts';
import { AsyncButton, AsyncIconButton, Button, IconButton } from '../../components/button.tsx';
import { Confirm } from '../../components/dialog.tsx';
import { useStores, useWords } from '../../stores/stores.ts';

interface JobActionProps {
  job: JobRow;
  /** An icon alone, as in a row. */
  compact?: boolean;
  tabIndex?: number;
}

export function CancelJob({ job, compact = false, tabIndex }: JobActionProps) {
  const { client, jobs } = useStores();
  const { t, nameOf } = useWords();
  const [asking, setAsking] = useState(false);
  if (isFinal(job.state)) return null;
  const name = nameOf(job.spec.name);
  return (
    <>
      {compact ? (
        <IconButton
          icon={Square}
          label={t('jobs.cancel.named', { name })}
          data-control="action"
          tabIndex={tabIndex}
          onClick={() => setAsking(true)}
        />
      ) : (
        <Button icon={Square} onClick={() => setAsking(true)}>
          {t('jobs.cancel.one')}
        </Button>
      )}
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={t('jobs.cancel.title', { name })}
        description={t(job.state === 'queued' ? 'jobs.cancel.queued' : 'jobs.cancel.running')}
        confirm={t('jobs.cancel.one')}
        keep={t('jobs.cancel.keep')}
        action={async () => jobs.accept(await client.request('jobs.cancel', job.id))}
      />
    </>
  );
}

export function RunAgain({ job, compact = false, tabIndex }: JobActionProps) {
  const { client, jobs, view } = useStores();
  const { t, nameOf } = useWords();
  if (!isFinal(job.state)) return null;
  const run = async () => {
    const again = await client.request('jobs.runAgain', { id: job.id, allowHosts: [] });
    jobs.accept(again);
    view.go({ view: 'job', id: again.id });
  };
  if (compact) {
    return (
      <AsyncIconButton
        icon={RotateCcw}
        label={t('jobs.runAgain.named', { name: nameOf(job.spec.name) })}
        data-control="action"
        tabIndex={tabIndex}
        action={run}
      />
    );
  }
  return (
    <AsyncButton icon={RotateCcw} action={run}>
      {t('jobs.runAgain.one')}
    </AsyncButton>
  );
}

/** Deletes a job that has ended; it can be taken back for a while. */
export function DeleteJob({ job }: { job: JobRow }) {
  const { deletions } = useStores();
  const { t } = useWords();
  if (!isFinal(job.state)) return null;
  return (
    <AsyncIconButton
      icon={Trash2}
      size="md"
      label={t('jobs.delete.one')}
      action={() => deletions.request({ kind: 'some', ids: [job.id] })}
    />
  );
}
