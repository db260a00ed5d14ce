import { Box, FileWarning, Hourglass, ServerOff, X } from 'lucide-react';
import { useStore } from 'zustand';
import type { EngineState, ImageState } from '../../shared/engine.ts';
import { cleanName, plainLine } from '../../shared/text.ts';
import { Banner } from '../components/banner.tsx';
import { AsyncButton } from '../components/button.tsx';
import { ProgressBar } from '../components/meter.tsx';
import { RemedyButton } from '../components/remedy.tsx';
import { useEngine, useImage, useNow, useSettings, useStores, useWords } from '../stores/stores.ts';

/** Strips for what keeps jobs from running, and for what a person should know. */
export function Banners() {
  const engine = useEngine();
  const image = useImage();
  return (
    <>
      {engine.status === 'disconnected' && <EngineBanner engine={engine} />}
      {(image.status === 'missing' || image.status === 'failed') && <ImageBanner image={image} />}
      {image.status === 'preparing' && <PreparingBanner image={image} />}
      <Notices />
    </>
  );
}

function EngineBanner({ engine }: { engine: Extract<EngineState, { status: 'disconnected' }> }) {
  const { client } = useStores();
  const { t, describeFailure } = useWords();
  const { failure } = engine;
  const { message, advice } = describeFailure(failure);
  const action = failure.remedy?.action;
  return (
    <Banner
      tone="bad"
      icon={ServerOff}
      title={message}
      testId="engine-banner"
      actions={
        <>
          {action && action.kind !== 'retry_engine' && <RemedyButton action={action} size="sm" />}
          <AsyncButton size="sm" action={() => client.request('engine.retry')}>
            {t('common.remedy.retry_engine')}
          </AsyncButton>
        </>
      }
    >
      {advice !== null && <p className="text-ink-2">{advice}</p>}
      <Details lines={failure.details} />
    </Banner>
  );
}

function ImageBanner({ image }: { image: Extract<ImageState, { status: 'missing' | 'failed' }> }) {
  const { client } = useStores();
  const { t, describeFailure } = useWords();
  const failure = image.status === 'failed' ? image.failure : null;
  const said = failure && describeFailure(failure);
  const action = failure?.remedy?.action;
  return (
    <Banner
      tone={failure ? 'bad' : 'warn'}
      icon={Box}
      title={said?.message ?? t('app.banner.imageMissing', { name: cleanName(image.name) })}
      testId="image-banner"
      actions={
        <>
          {action && action.kind !== 'prepare_image' && <RemedyButton action={action} size="sm" />}
          <AsyncButton size="sm" tone="primary" action={() => client.request('image.prepare')}>
            {t('common.remedy.prepare_image')}
          </AsyncButton>
        </>
      }
    >
      <p className="text-ink-2 wrap-anywhere">{said?.advice ?? t('app.banner.imageAdvice')}</p>
      <Details lines={failure?.details} />
    </Banner>
  );
}

function PreparingBanner({ image }: { image: Extract<ImageState, { status: 'preparing' }> }) {
  const { client } = useStores();
  const { t, formatRunning, describeSentence } = useWords();
  const step = plainLine(describeSentence({ message: image.step, said: image.said }));
  const now = useNow();
  return (
    <Banner
      tone="accent"
      icon={Hourglass}
      title={t('app.banner.preparing', { name: cleanName(image.name) })}
      testId="image-banner"
      actions={
        <AsyncButton size="sm" action={() => client.request('image.cancel')}>
          {t('app.banner.cancel')}
        </AsyncButton>
      }
    >
      <div className="mt-1 flex items-center gap-3 text-ink-2 text-xs">
        <span className="min-w-0 max-w-[50%] truncate" title={step}>
          {step}
        </span>
        <ProgressBar className="flex-1" label={t('app.banner.preparingImage')} fraction={image.fraction} />
        <span className="w-10 text-right">
          {image.fraction === null ? '' : `${Math.round(image.fraction * 100)} %`}
        </span>
        <span className="w-20 text-right">{formatRunning(now - image.startedAt)}</span>
      </div>
      <Details lines={image.tail} />
    </Banner>
  );
}

function Details({ lines }: { lines: readonly string[] | undefined }) {
  const { t } = useWords();
  if (lines === undefined || lines.length === 0) return null;
  return (
    <details className="mt-1 text-xs">
      <summary className="w-fit text-ink-3 hover:text-ink">{t('app.kit.details')}</summary>
      <pre className="mt-1 max-h-36 overflow-auto whitespace-pre-wrap rounded-md bg-sunken p-2 font-mono wrap-anywhere">
        {lines.map(plainLine).join('\n')}
      </pre>
    </details>
  );
}

function Notices() {
  const { settings } = useStores();
  const { t, describeSentence } = useWords();
  const notices = useSettings()?.notices ?? [];
  const [first, ...others] = notices;
  if (first === undefined) return null;
  return (
    <Banner
      tone="warn"
      icon={FileWarning}
      title={describeSentence(first)}
      testId="settings-notices"
      actions={
        <AsyncButton size="sm" icon={X} action={settings.dismissNotices}>
          {t('app.banner.dismiss')}
        </AsyncButton>
      }
    >
      {others.map((notice) => (
        <p key={notice.message}>{describeSentence(notice)}</p>
      ))}
    </Banner>
  );
}

/** One place that speaks to screen readers, so that state changes are heard in every view. */
export function Announcer() {
  const { view } = useStores();
  const text = useStore(view, (state) => state.announcement);
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {text}
    </div>
  );
}
