import { Cpu, TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { Gpu } from '../../../shared/gpus.ts';
import { cleanName } from '../../../shared/text.ts';
import { Empty } from '../../components/empty.tsx';
import { holders } from '../../stores/jobs.ts';
import { useGpus, useNow, useStores } from '../../stores/stores.ts';
import { formatRunning, plural } from '../../words.ts';
import { GpuCard } from './gpu-card.tsx';

export function GpusView() {
  const state = useGpus();
  switch (state.status) {
    case 'starting':
      return (
        <Empty icon={Cpu} level="h1" title="Looking for GPUs">
          Asking the NVIDIA driver what is there.
        </Empty>
      );
    case 'none':
      return (
        <Empty icon={Cpu} level="h1" title="No GPU that jobs can use">
          <p className="wrap-anywhere">{state.reason}</p>
          <p className="mt-2">Jobs that ask for no GPU run here all the same; those that ask for one are refused.</p>
        </Empty>
      );
    case 'lost':
      return (
        <Page title="GPUs" note="The driver does not answer">
          <div
            role="alert"
            className="mb-4 flex gap-3 rounded-lg border border-bad/30 bg-bad-soft px-4 py-3"
            data-testid="gpus-lost"
          >
            <TriangleAlert aria-hidden className="mt-0.5 size-4.5 shrink-0 text-bad" />
            <div>
              <p className="font-medium wrap-anywhere">{state.message}</p>
              <p className="text-ink-2">
                Lost <Since time={state.since} /> ago; these are the last values. Jobs that need a GPU cannot start. See
                whether “nvidia-smi” answers in a terminal; if it does not, restart the machine or reload the driver.
              </p>
            </div>
          </div>
          <Cards gpus={state.lastSeen} stale />
        </Page>
      );
    case 'ok':
      return (
        <Page title="GPUs" note={`${plural(state.gpus.length, 'GPU')} · driver ${cleanName(state.driverVersion)}`}>
          <Cards gpus={state.gpus} stale={false} />
        </Page>
      );
  }
}

function Since({ time }: { time: number }) {
  return formatRunning(useNow() - time);
}

function Page({ title, note, children }: { title: string; note: string; children: React.ReactNode }) {
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">
      <header className="mb-4 flex items-baseline gap-3">
        <h1 className="font-semibold text-lg">{title}</h1>
        <p className="text-ink-3">{note}</p>
      </header>
      {children}
    </div>
  );
}

function Cards({ gpus, stale }: { gpus: readonly Gpu[]; stale: boolean }) {
  const { jobs } = useStores();
  const byId = useStore(jobs, (state) => state.byId);
  const held = useMemo(() => holders(byId), [byId]);
  return (
    <ul aria-label="GPUs" className="grid grid-cols-[repeat(auto-fill,minmax(22rem,1fr))] gap-4">
      {gpus.map((gpu) => (
        <GpuCard key={gpu.uuid} gpu={gpu} holder={held.get(gpu.uuid)} stale={stale} />
      ))}
    </ul>
  );
}
