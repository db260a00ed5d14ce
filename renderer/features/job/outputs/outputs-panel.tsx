import { FolderOpen } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { isFinal, type Job, type OutputEntry } from '../../../../shared/jobs.ts';
import { AsyncButton } from '../../../components/button.tsx';
import { Empty } from '../../../components/empty.tsx';
import { useStores, useWords } from '../../../stores/stores.ts';
import { FileList } from './file-list.tsx';
import { type FileOrder, inOrder, orderAfter } from './file-order.ts';
import { OutputPreview } from './output-preview.tsx';
import { RefusedOutputs } from './refused-outputs.tsx';

/** What the job left: a list, and beside it what is in the chosen file. */
export function OutputsPanel({ job }: { job: Job }) {
  const { t } = useWords();
  const { outputs } = job;
  if (outputs === null) {
    const which = isFinal(job.state) ? 'noneKept' : 'noneYet';
    return (
      <Empty icon={FolderOpen} title={t(`outputs.${which}.title`)}>
        {t(`outputs.${which}.text`)}
      </Empty>
    );
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <Head id={job.id} outputs={outputs} />
      <RefusedOutputs outputs={outputs} />
      {outputs.files === 0 ? (
        <Empty icon={FolderOpen} title={t('outputs.none.title')}>
          {t('outputs.none.text')}
        </Empty>
      ) : (
        <Files id={job.id} total={outputs.files} />
      )}
    </div>
  );
}

function Head({ id, outputs }: { id: string; outputs: NonNullable<Job['outputs']> }) {
  const { client } = useStores();
  const { t, formatBytes } = useWords();
  return (
    <div className="flex shrink-0 items-center justify-between px-5 py-2.5">
      <p className="text-ink-2">{t('outputs.summary', { count: outputs.files, size: formatBytes(outputs.bytes) })}</p>
      <AsyncButton size="sm" icon={FolderOpen} action={() => client.request('jobs.openOutputs', id)}>
        {t('outputs.openFolder')}
      </AsyncButton>
    </div>
  );
}

function Files({ id, total }: { id: string; total: number }) {
  const { client, toasts } = useStores();
  const { language } = useWords();
  const [files, setFiles] = useState<readonly OutputEntry[]>([]);
  const [order, setOrder] = useState<FileOrder>({ by: 'name', descending: false });
  const [chosen, setChosen] = useState<string | null>(null);

  useEffect(() => {
    let wanted = true;
    client.request('jobs.outputs', id).then((entries) => wanted && setFiles(entries), toasts.getState().fail);
    return () => {
      wanted = false;
    };
  }, [client, toasts, id]);

  const rows = useMemo(() => {
    // `epoch-2` before `epoch-10`.
    const { compare } = new Intl.Collator(language, { numeric: true });
    return inOrder(files, order, compare);
  }, [files, order, language]);

  return (
    <div className="@container flex min-h-0 flex-1">
      <div className="grid min-h-0 flex-1 grid-rows-[minmax(7rem,2fr)_minmax(0,3fr)] border-line border-t @3xl:grid-cols-[minmax(16rem,2fr)_minmax(0,3fr)] @3xl:grid-rows-1">
        <FileList
          rows={rows}
          left={files.length === 0 ? 0 : Math.max(0, total - files.length)}
          order={order}
          chosen={chosen}
          onSort={(by) => setOrder(orderAfter(order, by))}
          onChoose={setChosen}
        />
        <div className="min-h-0 min-w-0 border-line border-t @3xl:border-t-0 @3xl:border-l">
          <OutputPreview key={chosen} id={id} path={chosen} />
        </div>
      </div>
    </div>
  );
}
