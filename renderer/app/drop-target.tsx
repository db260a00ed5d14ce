import { FolderDown } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStores } from '../stores/stores.ts';

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

/** Takes a folder or a script that is dropped anywhere on the window. */
export function DropTarget() {
  const { client, newJob, toasts } = useStores();
  const [over, setOver] = useState(false);

  useEffect(() => {
    // Enter and leave come for every element on the way: the window is left when all are.
    let depth = 0;
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const hover = (event: DragEvent) => event.preventDefault();
    const drop = (event: DragEvent) => {
      event.preventDefault();
      depth = 0;
      setOver(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      const [file] = files;
      if (file === undefined) return;
      const path = client.pathOf(file);
      if (files.length > 1 || path === '') {
        toasts.getState().failWith({
          code: 'invalid_argument',
          message: files.length > 1 ? 'One job at a time.' : 'This is not a file on this computer.',
          retryable: false,
          remedy: { text: 'Drop one folder with a job in it, or one Python script.' },
        });
        return;
      }
      void newJob.review(path);
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('dragover', hover);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('dragover', hover);
      window.removeEventListener('drop', drop);
    };
  }, [client, newJob, toasts]);

  if (!over) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-50 grid animate-appear place-items-center bg-canvas/85 p-6">
      <div className="grid size-full place-items-center rounded-xl border-2 border-accent border-dashed">
        <div className="flex flex-col items-center gap-2 rounded-xl bg-raised px-12 py-9 text-center shadow-pop">
          <FolderDown aria-hidden className="size-9 text-accent-ink" />
          <p className="font-semibold text-lg">Drop to review the job</p>
          <p className="text-ink-2">A job folder or one Python script. Nothing runs before you say so.</p>
        </div>
      </div>
    </div>
  );
}
