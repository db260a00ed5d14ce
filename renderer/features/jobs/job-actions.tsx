import { RotateCcw, Square, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { isFinal, type JobRow } from '../../../shared/jobs.ts';
import { AsyncButton, AsyncIconButton, Button, IconButton } from '../../components/button.tsx';
import { Confirm } from '../../components/dialog.tsx';
import { useStores } from '../../stores/stores.ts';
import { nameOf } from '../../words.ts';

interface JobActionProps {
  job: JobRow;
  /** An icon alone, as in a row. */
  compact?: boolean;
  tabIndex?: number;
}

export function CancelJob({ job, compact = false, tabIndex }: JobActionProps) {
  const { client, jobs } = useStores();
  const [asking, setAsking] = useState(false);
  if (isFinal(job.state)) return null;
  const name = nameOf(job.spec.name);
  return (
    <>
      {compact ? (
        <IconButton
          icon={Square}
          label={`Cancel ${name}`}
          data-control="action"
          tabIndex={tabIndex}
          onClick={() => setAsking(true)}
        />
      ) : (
        <Button icon={Square} onClick={() => setAsking(true)}>
          Cancel job
        </Button>
      )}
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Cancel “${name}”?`}
        description={
          job.state === 'queued'
            ? 'It leaves the queue without having run.'
            : 'Its container is stopped and removed. The log so far is kept.'
        }
        confirm="Cancel job"
        keep="Keep running"
        action={async () => jobs.accept(await client.request('jobs.cancel', job.id))}
      />
    </>
  );
}

export function RunAgain({ job, compact = false, tabIndex }: JobActionProps) {
  const { client, jobs, view } = useStores();
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
        label={`Run ${nameOf(job.spec.name)} again`}
        data-control="action"
        tabIndex={tabIndex}
        action={run}
      />
    );
  }
  return (
    <AsyncButton icon={RotateCcw} action={run}>
      Run again
    </AsyncButton>
  );
}

/** Deletes a job that has ended; it can be taken back for a while. */
export function DeleteJob({ job }: { job: JobRow }) {
  const { deletions } = useStores();
  if (!isFinal(job.state)) return null;
  return (
    <AsyncIconButton
      icon={Trash2}
      size="md"
      label="Delete job"
      action={() => deletions.request({ kind: 'some', ids: [job.id] })}
    />
  );
}
