import { Download, FileQuestion, MousePointerClick } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type Failure, toFailure } from '../../../../shared/errors.ts';
import { type OutputPreview as Preview, previewImageBytes } from '../../../../shared/outputs.ts';
import { AsyncButton } from '../../../components/button.tsx';
import { CopyButton } from '../../../components/copy-button.tsx';
import { Empty } from '../../../components/empty.tsx';
import { ProblemNote } from '../../../components/problem-note.tsx';
import type { Words } from '../../../language/words.ts';
import { useStores, useWords } from '../../../stores/stores.ts';
import { delimiterOf } from './csv.ts';
import { ImagePreview } from './image-preview.tsx';
import { fileNameOf } from './output-path.ts';
import { TextPreview } from './text-preview.tsx';

/** What is in one file; nothing of it is ever run, opened, or read as a page. */
export function OutputPreview({ id, path }: { id: string; path: string | null }) {
  const { t } = useWords();
  if (path === null) {
    return (
      <div className="flex h-full overflow-y-auto">
        <Empty icon={MousePointerClick} title={t('outputs.choose.title')}>
          {t('outputs.choose.text')}
        </Empty>
      </div>
    );
  }
  return <FilePreview id={id} path={path} />;
}

function FilePreview({ id, path }: { id: string; path: string }) {
  const { client } = useStores();
  const { t } = useWords();
  const [preview, setPreview] = useState<Preview | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    let wanted = true;
    client.request('jobs.previewOutput', { id, path }).then(
      (answer) => wanted && setPreview(answer),
      (error) => wanted && setFailure(toFailure(error)),
    );
    return () => {
      wanted = false;
    };
  }, [client, id, path]);
  const name = fileNameOf(path);
  return (
    <section aria-label={t('outputs.preview', { name })} data-testid="preview" className="flex h-full min-h-0 flex-col">
      <Head id={id} path={path} preview={preview} />
      <div className="flex min-h-0 flex-1 flex-col border-line border-t bg-surface">
        {failure ? (
          <div className="p-4">
            <ProblemNote failure={failure} />
          </div>
        ) : preview === null ? (
          <p className="m-auto text-ink-3">{t('outputs.loading')}</p>
        ) : (
          <Content path={path} preview={preview} />
        )}
      </div>
    </section>
  );
}

function Head({ id, path, preview }: { id: string; path: string; preview: Preview | null }) {
  const { client, toasts } = useStores();
  const words = useWords();
  const { t } = words;
  const name = fileNameOf(path);
  const save = async () => {
    const target = await client.request('jobs.saveOutput', { id, path });
    if (target !== null) toasts.getState().done(t('outputs.saved', { path: target }));
  };
  return (
    <header className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
      <div className="min-w-32 flex-1">
        <h2 className="truncate font-medium" title={name}>
          <bdi>{name}</bdi>
        </h2>
        <p className="truncate text-ink-3 text-xs">
          {preview &&
            [kindOf(preview, path, words), words.formatBytes(preview.bytes)].filter((part) => part !== '').join(' · ')}
          {preview === null && '\u00a0'}
        </p>
      </div>
      <div className="flex items-center gap-2">
        {preview && <CopyButton compact label={t('outputs.copyPath')} text={() => preview.location} />}
        <AsyncButton size="sm" icon={Download} action={save}>
          {t('outputs.save')}
        </AsyncButton>
      </div>
    </header>
  );
}

function kindOf(preview: Preview, path: string, { t }: Words): string {
  if (preview.kind === 'none') return '';
  if (preview.kind === 'text') return t(delimiterOf(path, preview.text) ? 'outputs.kind.table' : 'outputs.kind.text');
  const { type, width, height } = preview;
  return `${t(`outputs.kind.${type}`)} · ${t('outputs.pixels', { width, height })}`;
}

function Content({ path, preview }: { path: string; preview: Preview }) {
  const { t, formatBytes } = useWords();
  if (preview.kind === 'text') return <TextPreview path={path} {...preview} />;
  if (preview.kind === 'image') return <ImagePreview name={fileNameOf(path)} {...preview} />;
  return (
    <div className="flex flex-1 overflow-y-auto">
      <Empty icon={FileQuestion} title={t('outputs.noPreview.title')}>
        {preview.reason === 'too_large'
          ? t('outputs.noPreview.too_large', { size: formatBytes(previewImageBytes) })
          : t(`outputs.noPreview.${preview.reason}`)}
      </Empty>
    </div>
  );
}
