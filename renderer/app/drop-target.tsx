import { FolderDown } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStores, useWords } from '../stores/stores.ts';

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

/** Takes a folder or a script that is dropped anywhere on the window. */
export function DropTarget() {
  const { client, newJob, toasts, language } = useStores();
  const { t } = useWords();
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
        const { words } = language.getState();
        toasts.getState().failWith({
          code: 'invalid_argument',
          message: files.length > 1 ? words.t('app.drop.several') : words.t('app.drop.noFile'),
          retryable: false,
          remedy: { text: words.t('app.drop.advice') },
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
  }, [client, newJob, toasts, language]);

  if (!over) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-50 grid animate-appear place-items-center bg-canvas/85 p-6">
      <div className="grid size-full place-items-center rounded-xl border-2 border-accent border-dashed">
        <div className="flex flex-col items-center gap-2 rounded-xl bg-raised px-12 py-9 text-center shadow-pop">
          <FolderDown aria-hidden className="size-9 text-accent-ink" />
          <p className="font-semibold text-lg">{t('app.drop.title')}</p>
          <p className="text-ink-2">{t('app.drop.text')}</p>
        </div>
      </div>
    </div>
  );
}
