import { useJob, useStores, useWords } from '../stores/stores.ts';

interface JobLinkProps {
  id: string;
  /** What it is called where the job itself is not at hand. */
  name: string | undefined;
  tabIndex?: number;
}

/** Leads to a job's view. */
export function JobLink({ id, name, tabIndex }: JobLinkProps) {
  const { view } = useStores();
  const { nameOf } = useWords();
  const known = useJob(id)?.spec.name;
  const shown = nameOf(known ?? name ?? id);
  return (
    <button
      type="button"
      data-control="job"
      tabIndex={tabIndex}
      title={shown}
      onClick={() => view.go({ view: 'job', id })}
      className="block min-w-0 max-w-full truncate rounded-sm text-left text-accent-ink underline-offset-3 hover:underline"
    >
      <bdi>{shown}</bdi>
    </button>
  );
}
