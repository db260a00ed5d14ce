import { Play } from 'lucide-react';
import { useStore } from 'zustand';
import type { Example } from '../../../shared/jobs.ts';
import { AsyncButton } from '../../components/button.tsx';
import { Name } from '../../components/name.tsx';
import type { Words } from '../../language/words.ts';
import { useStores, useWords } from '../../stores/stores.ts';
import { describeExample } from './describe-example.ts';

interface ExampleListProps {
  onStarted?: () => void;
}

/** The jobs that come with the app, each run with one click. */
export function ExampleList({ onStarted }: ExampleListProps) {
  const { examples: store } = useStores();
  const examples = useStore(store, (state) => state.examples);
  const { t } = useWords();
  return (
    <ul
      aria-label={t('jobs.examples.label')}
      className="flex flex-col divide-y divide-line overflow-hidden rounded-lg border border-line bg-surface text-left"
    >
      {[...(examples ?? [])].sort(byDemand).map((example) => (
        <ExampleRow key={example.id} example={example} onStarted={onStarted} />
      ))}
    </ul>
  );
}

/** What runs anywhere comes first. */
const byDemand = (one: Example, other: Example) =>
  one.spec.gpus.count - other.spec.gpus.count || one.spec.requirements.length - other.spec.requirements.length;

function needsOf({ spec }: Example, { t }: Pick<Words, 't'>): string {
  const { requirements, models } = spec;
  const setup = [
    ...(requirements.length > 0 ? [t('jobs.examples.requirements', { count: requirements.length })] : []),
    ...(models.length > 0 ? [t('jobs.examples.models', { count: models.length })] : []),
  ];
  const parts = [
    setup.length === 0 ? t('jobs.examples.onePhase') : [t('jobs.examples.twoPhases'), ...setup].join(', '),
    t('jobs.examples.gpus', { count: spec.gpus.count }),
  ];
  return parts.join(' · ');
}

function ExampleRow({ example, onStarted }: { example: Example; onStarted: (() => void) | undefined }) {
  const { client, jobs, view } = useStores();
  const words = useWords();
  const { title, description } = describeExample(example, words);
  const run = async () => {
    const job = await client.request('jobs.submit', { kind: 'example', example: example.id });
    jobs.accept(job);
    onStarted?.();
    view.go({ view: 'job', id: job.id });
  };
  return (
    <li className="flex items-center gap-4 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-2">
          <Name name={title} className="font-medium" />
          <span className="whitespace-nowrap text-ink-3 text-xs">{needsOf(example, words)}</span>
        </p>
        <p className="line-clamp-2 text-ink-2">{description}</p>
      </div>
      <AsyncButton size="sm" icon={Play} action={run} aria-label={words.t('jobs.examples.runNamed', { title: title })}>
        {words.t('jobs.examples.run')}
      </AsyncButton>
    </li>
  );
}
