import { Cpu, TriangleAlert } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { gpuSpanSchema } from '../../../shared/gpus.ts';
import { cleanName } from '../../../shared/text.ts';
import { Choice } from '../../components/choice.tsx';
import { Empty } from '../../components/empty.tsx';
import { useGpuWatch, useNow, useStores, useWords } from '../../stores/stores.ts';
import { GpuDetail } from './gpu-detail.tsx';
import { GpuTile } from './gpu-tile.tsx';
import { gpusIn } from './use-gpu.ts';

export function GpusView() {
  const { gpus } = useStores();
  const { t, describeSentence } = useWords();
  const watching = useGpuWatch();
  // Not the samples themselves: those go to the parts that show them, and this is not rendered each second.
  const shown = useStore(
    gpus,
    useShallow(({ value }) => ({
      status: value.status,
      reason: value.status === 'none' ? describeSentence({ message: value.reason, said: value.said }) : '',
      message: value.status === 'lost' ? describeSentence(value) : '',
      since: value.status === 'lost' ? value.since : 0,
      driver: value.status === 'ok' ? value.driverVersion : '',
    })),
  );
  const uuids = useStore(
    gpus,
    useShallow(({ value }) => gpusIn(value).map(({ uuid }) => uuid)),
  );
  if (shown.status === 'starting') {
    return (
      <Empty icon={Cpu} level="h1" title={t('gpus.starting.title')}>
        {t('gpus.starting.text')}
      </Empty>
    );
  }
  if (shown.status === 'none' || uuids.length === 0) {
    return (
      <Empty icon={Cpu} level="h1" title={t('gpus.none.title')}>
        <p className="wrap-anywhere">{shown.reason || shown.message || t('gpus.none.reported')}</p>
        <p className="mt-2">{t('gpus.none.advice')}</p>
        <p className="mt-2">{t('gpus.none.jobs')}</p>
      </Empty>
    );
  }
  const lost = shown.status === 'lost';
  const note = lost ? t('gpus.noAnswer') : t('gpus.note', { count: uuids.length, version: cleanName(shown.driver) });
  return (
    <Page note={note}>
      {lost && <Lost message={shown.message} since={shown.since} />}
      <Gpus uuids={uuids} stale={lost} watching={watching} />
    </Page>
  );
}

function Page({ note, children }: { note: string; children: ReactNode }) {
  const { view } = useStores();
  const { t, describeSpan } = useWords();
  const span = useStore(view, (state) => state.gpuSpan);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">
      <header className="sticky top-0 z-10 flex items-center gap-3 bg-canvas pt-4 pb-3">
        <h1 className="font-semibold text-lg">{t('gpus.title')}</h1>
        <p className="min-w-0 flex-1 truncate text-ink-3">{note}</p>
        <Choice
          label={t('gpus.span')}
          value={span}
          options={gpuSpanSchema.options.map((value) => ({ value, label: describeSpan(value) }))}
          onChange={(gpuSpan) => view.setState({ gpuSpan })}
        />
      </header>
      <div className="flex flex-col gap-4 pt-0.5">{children}</div>
    </div>
  );
}

function Lost({ message, since }: { message: string; since: number }) {
  const { t } = useWords();
  return (
    <div
      role="alert"
      className="flex gap-3 rounded-lg border border-bad/30 bg-bad-soft px-4 py-3"
      data-testid="gpus-lost"
    >
      <TriangleAlert aria-hidden className="mt-0.5 size-4.5 shrink-0 text-bad" />
      <div>
        <p className="font-medium wrap-anywhere">{message}</p>
        <p className="text-ink-2">{t.rich('gpus.lost', { since: () => <Since time={since} /> })}</p>
      </div>
    </div>
  );
}

function Since({ time }: { time: number }) {
  return useWords().formatRunning(useNow() - time);
}

interface GpusProps {
  uuids: readonly string[];
  stale: boolean;
  /** Whether somebody can see them. */
  watching: boolean;
}

/** All of them small where there are several, and one with everything. */
function Gpus({ uuids, stale, watching }: GpusProps) {
  const { gpuHistory, view } = useStores();
  const { t } = useWords();
  const span = useStore(view, (state) => state.gpuSpan);
  const wanted = useStore(view, (state) => state.gpuChosen);
  useEffect(() => (watching ? gpuHistory.open(span) : undefined), [gpuHistory, span, watching]);
  const chosen = uuids.find((uuid) => uuid === wanted) ?? uuids[0];
  return (
    <>
      {uuids.length > 1 && (
        <ul
          aria-label={t('gpus.title')}
          className="grid shrink-0 grid-cols-[repeat(auto-fit,minmax(max(11.5rem,calc((100%-2.25rem)/4)),1fr))] gap-3"
        >
          {uuids.map((uuid) => (
            <GpuTile key={uuid} uuid={uuid} chosen={uuid === chosen} stale={stale} />
          ))}
        </ul>
      )}
      {chosen !== undefined && <GpuDetail key={chosen} uuid={chosen} stale={stale} />}
    </>
  );
}
