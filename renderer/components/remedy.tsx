import type { RemedyAction } from '../../shared/errors.ts';
import { useStores, useWords } from '../stores/stores.ts';
import { AsyncButton, type ButtonProps } from './button.tsx';

interface RemedyButtonProps extends Pick<ButtonProps, 'size' | 'tone'> {
  action: RemedyAction;
  /** The job that the failure belongs to; without one there is nothing to run again. */
  jobId?: string | undefined;
  onDone?: (() => void) | undefined;
}

/** Does what a failure's remedy proposes. */
export function RemedyButton({ action, jobId, onDone, ...look }: RemedyButtonProps) {
  const { client, view, jobs } = useStores();
  const { describeRemedy } = useWords();
  // Hosts are allowed where all that speaks for and against it is shown: beside the job's failure.
  if (action.kind === 'allow_hosts' || (action.kind === 'run_again' && jobId === undefined)) return null;
  const run = async () => {
    switch (action.kind) {
      case 'open_settings':
        view.go({ view: 'settings', section: action.section });
        break;
      case 'prepare_image':
        await client.request('image.prepare');
        break;
      case 'retry_engine':
        await client.request('engine.retry');
        break;
      case 'run_again': {
        if (jobId === undefined) break;
        const job = await client.request('jobs.runAgain', { id: jobId, allowHosts: [] });
        jobs.accept(job);
        view.go({ view: 'job', id: job.id });
        break;
      }
      case 'show_gpus':
        view.go({ view: 'gpus' });
        break;
    }
    onDone?.();
  };
  return (
    <AsyncButton action={run} {...look}>
      {describeRemedy(action)}
    </AsyncButton>
  );
}
