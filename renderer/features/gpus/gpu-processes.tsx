import { memo } from 'react';
import { useStore } from 'zustand';
import type { GpuProcess } from '../../../shared/gpus.ts';
import { cleanName } from '../../../shared/text.ts';
import { formatBytes } from '../../../shared/units.ts';
import { JobLink } from '../../components/job-link.tsx';
import { useStores } from '../../stores/stores.ts';
import { useGpu } from './use-gpu.ts';

/** What uses a GPU's memory now, and for which job. */
export function GpuProcesses({ uuid }: { uuid: string }) {
  const processes = useGpu(uuid)?.processes;
  if (processes === undefined) return null;
  return (
    <section aria-labelledby="gpu-processes" className="border-line border-t pt-3">
      <h3 id="gpu-processes" className="mb-1 font-medium">
        Processes
      </h3>
      {processes === null ? (
        <p className="text-ink-3">The driver does not say what uses the memory of this GPU.</p>
      ) : processes.length === 0 ? (
        <p className="text-ink-3">Nothing uses the memory of this GPU now.</p>
      ) : (
        <table className="w-full table-fixed">
          <thead className="text-left text-ink-3 text-xs">
            <tr>
              <th className="py-1 pr-4 font-normal">Program</th>
              <th className="w-24 py-1 pr-4 text-right font-normal">Process ID</th>
              <th className="w-28 py-1 pr-6 text-right font-normal">GPU memory</th>
              <th className="py-1 font-normal">Job</th>
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
  const clean = cleanName(name) || 'Unnamed';
  return (
    <tr className="border-line border-t">
      <td className="truncate py-1.5 pr-4" title={clean}>
        <bdi>{clean}</bdi>
      </td>
      <td className="py-1.5 pr-4 text-right text-ink-2">{pid}</td>
      <td className="py-1.5 pr-6 text-right">{memoryMiB === null ? '–' : formatBytes(memoryMiB * 2 ** 20)}</td>
      <td className="py-1.5">
        {jobId === null ? <span className="text-ink-3">Not a job</span> : <Owner id={jobId} />}
      </td>
    </tr>
  );
});

function Owner({ id }: { id: string }) {
  const { gpuHistory } = useStores();
  const name = useStore(gpuHistory, ({ history }) => history?.jobs.find(({ jobId }) => jobId === id)?.name);
  return <JobLink id={id} name={name} />;
}
