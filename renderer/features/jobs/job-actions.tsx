import { RotateCcw, Square } from 'lucide-react';
import { useState } from 'react';
import { isFinal, type Job } from '../../../shared/jobs.ts';
import { AsyncButton, AsyncIconButton, Button, IconButton } from '../../components/button.tsx';
import { Confirm } from '../../components/dialog.tsx';
import { useStores } from '../../stores/stores.ts';
import { nameOf } from '../../words.ts';

interface JobActionProps {
  job: Job;
  /** An icon alone, as in a row. */
  compact?: boolean;
}

export function CancelJob({ job, compact = false }: JobActionProps) {
  const { client, jobs } = useStores();
  const [asking, setAsking] = useState(false);
  if (isFinal(job.state)) return null;
  const name = nameOf(job.spec.name);
  return (
    <>
      {compact ? (
        <IconButton icon={Square} label={`Cancel ${name}`} onClick={() => setAsking(true)} />
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

export function RunAgain({ job, compact = false }: JobActionProps) {
  const { client, jobs, view } = useStores();
  if (!isFinal(job.state)) return null;
  const run = async () => {
    const again = await client.request('jobs.runAgain', { id: job.id, allowHosts: [] });
    jobs.accept(again);
    view.go({ view: 'job', id: again.id });
  };
  if (compact) return <AsyncIconButton icon={RotateCcw} label={`Run ${nameOf(job.spec.name)} again`} action={run} />;
  return (
    <AsyncButton icon={RotateCcw} action={run}>
      Run again
    </AsyncButton>
  );
}
