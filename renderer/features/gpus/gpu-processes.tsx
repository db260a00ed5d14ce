import { memo } from 'react';
import { useStore } from 'zustand';
import type { GpuProcess } from '../../../shared/gpus.ts';
import { cleanName } from '../../../shared/text.ts';
import { JobLink } from '../../components/job-link.tsx';
import { useStores, useWords } from '../../stores/stores.ts';
import { useGpu } from './use-gpu.ts';

/** What uses a GPU's memory now, and for which job. */
export function GpuProcesses({ uuid }: { uuid: string }) {
  const processes = useGpu(uuid)?.processes;
  const { t } = useWords();
  if (processes === undefined) return null;
  return (
    <section aria-labelledby="gpu-processes" className="border-line border-t pt-3">
      <h3 id="gpu-processes" className="mb-1 font-medium">
        {t('gpus.processes.title')}
      </h3>
      {processes === null ? (
        <p className="text-ink-3">{t('gpus.processes.unknown')}</p>
      ) : processes.length === 0 ? (
        <p className="text-ink-3">{t('gpus.processes.none')}</p>
      ) : (
        <table className="w-full table-fixed">
          <thead className="text-left text-ink-3 text-xs">
            <tr>
              <th className="py-1 pr-4 font-normal">{t('gpus.processes.program')}</th>
              <th className="w-24 py-1 pr-4 text-right font-normal">{t('gpus.processes.id')}</th>
              <th className="w-28 py-1 pr-6 text-right font-normal">{t('gpus.processes.memory')}</th>
              <th className="py-1 font-normal">{t('gpus.processes.job')}</th>
            </tr>
          </thead>
          <tbody>
            {[...processes]
              .sort((a, b) => (b.memoryMiB ?? 0) - (a.memoryMiB ?? 0) || a.pid - b.pid)
              .map((process) => (
                <Row key={process.pid} {...process} />
              ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

const Row = memo(function Row({ pid, name, memoryMiB, jobId }: GpuProcess) {
  const { t, formatBytes } = useWords();
  const clean = cleanName(name) || t('gpus.processes.unnamed');
  return (
    <tr className="border-line border-t">
      <td className="truncate py-1.5 pr-4" title={clean}>
        <bdi>{clean}</bdi>
      </td>
      <td className="py-1.5 pr-4 text-right text-ink-2">{pid}</td>
      <td className="py-1.5 pr-6 text-right">{memoryMiB === null ? '–' : formatBytes(memoryMiB * 2 ** 20)}</td>
      <td className="py-1.5">
        {jobId === null ? <span className="text-ink-3">{t('gpus.processes.notAJob')}</span> : <Owner id={jobId} />}
      </td>
    </tr>
  );
});

function Owner({ id }: { id: string }) {
  const { gpuHistory } = useStores();
  const name = useStore(gpuHistory, ({ history }) => history?.jobs.find(({ jobId }) => jobId === id)?.name);
  return <JobLink id={id} name={name} />;
}
