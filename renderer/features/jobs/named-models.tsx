import { FileCheck, ScanSearch } from 'lucide-react';
import { useId } from 'react';
import type { ModelRequest } from '../../../shared/models.ts';
import { plainLine } from '../../../shared/text.ts';
import { Badge } from '../../components/badge.tsx';
import { useSettings, useWords } from '../../stores/stores.ts';

/** The models and datasets of a job that is looked at before it runs. */
export function NamedModels({ models }: { models: readonly ModelRequest[] }) {
  const id = useId();
  const { t } = useWords();
  const fetchesDetected = useSettings()?.values.models.detect ?? true;
  return (
    <div className="flex flex-col gap-1">
      <p id={id} className="font-medium">
        {t('jobs.models.label')}
      </p>
      <ul
        aria-labelledby={id}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        className="max-h-40 divide-y overflow-y-auto divide-line rounded-md border border-line bg-surface"
      >
        {models.map((model) => (
          <Model key={JSON.stringify(model)} model={model} />
        ))}
      </ul>
      {models.some(({ origin }) => origin === 'detected') && (
        <p className="text-ink-3 text-xs">{t(fetchesDetected ? 'jobs.models.fetched' : 'jobs.models.notFetched')}</p>
      )}
    </div>
  );
}

const small = 'h-4.5 px-1.5 text-2xs';

function Model({ model: { repo, type, revision, include, exclude, origin } }: { model: ModelRequest }) {
  const { t, describeRepositoryType } = useWords();
  const name = plainLine(repo);
  const narrowed = include.length > 0 || exclude.length > 0;
  return (
    <li data-testid="named-model" data-origin={origin} className="flex items-center gap-2 px-2.5 py-1.5">
      <bdi className="min-w-0 truncate" title={name}>
        {name}
      </bdi>
      {revision !== 'main' && (
        <bdi className="min-w-0 shrink-[2] truncate text-ink-3 text-xs" title={revision}>
          {plainLine(revision)}
        </bdi>
      )}
      {narrowed && <span className="whitespace-nowrap text-ink-3 text-xs">{t('jobs.models.someFiles')}</span>}
      <span className="ml-auto flex shrink-0 gap-1">
        {type === 'dataset' && <Badge className={small}>{describeRepositoryType(type)}</Badge>}
        <Badge icon={origin === 'detected' ? ScanSearch : FileCheck} className={small}>
          {t(`jobs.models.origin.${origin}`)}
        </Badge>
      </span>
    </li>
  );
}
