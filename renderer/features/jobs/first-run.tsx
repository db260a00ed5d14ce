import { FileCode2, FolderOpen, FolderUp } from 'lucide-react';
import { AsyncButton } from '../../components/button.tsx';
import { useStores, useWords } from '../../stores/stores.ts';
import { ExampleList } from './example-list.tsx';

/** What a newcomer sees: a job to try, and how to bring one's own. */
export function FirstRun() {
  const { t } = useWords();
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex w-full max-w-2xl flex-col px-6 py-10">
        <h1 className="font-semibold text-xl">{t('jobs.firstRun.title')}</h1>
        <p className="mt-1 max-w-xl text-ink-2 text-md">{t('jobs.firstRun.text')}</p>
        <div className="mt-8">
          <FirstJob />
        </div>
      </div>
    </div>
  );
}

/** A job to try, and how to bring one's own. */
export function FirstJob() {
  const { newJob } = useStores();
  const { t } = useWords();
  return (
    <div className="flex flex-col">
      <h2 className="mb-2 font-semibold">{t('jobs.firstRun.example')}</h2>
      <ExampleList />
      <h2 className="mt-6 mb-2 font-semibold">{t('jobs.firstRun.bring')}</h2>
      <div className="flex items-center gap-4 rounded-lg border border-line-strong border-dashed px-4 py-4">
        <FolderUp aria-hidden className="size-6 shrink-0 text-ink-3" />
        <p className="min-w-0 flex-1 text-ink-2">{t('jobs.firstRun.drop')}</p>
        <AsyncButton size="sm" icon={FolderOpen} action={() => newJob.pick('folder')}>
          {t('jobs.firstRun.folder')}
        </AsyncButton>
        <AsyncButton size="sm" icon={FileCode2} action={() => newJob.pick('script')}>
          {t('jobs.firstRun.script')}
        </AsyncButton>
      </div>
    </div>
  );
}
