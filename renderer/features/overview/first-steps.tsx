import { Check, Circle, LoaderCircle } from 'lucide-react';
import type { EngineState, ImageState } from '../../../shared/engine.ts';
import type { GpuState } from '../../../shared/gpus.ts';
import { formatPrice } from '../../../shared/pricing.ts';
import { cleanName } from '../../../shared/text.ts';
import { cx } from '../../components/cx.ts';
import type { Words } from '../../language/words.ts';
import { useEngine, useGpus, useImage, useStores, useWords } from '../../stores/stores.ts';
import { Card } from './card.tsx';

type StepState = 'done' | 'open' | 'waiting';

/** Something to do on a new installation, and how far it is. */
export interface Step {
  key: 'engine' | 'image' | 'gpus' | 'example' | 'price';
  state: StepState;
  title: string;
  text: string;
}

interface StepFacts {
  engine: EngineState;
  image: ImageState;
  gpus: GpuState;
  pricePerHour: number | null;
}

/** The first steps, in the order in which they are taken. What is wrong with engine and image is told above every view. */
export function firstSteps({ engine, image, gpus, pricePerHour }: StepFacts, { t, language }: Words): Step[] {
  const imageTexts = {
    unknown: t('overview.first.imageUnknown'),
    missing: t('overview.first.imageMissing'),
    failed: t('overview.first.imageMissing'),
    preparing: t('overview.first.imagePreparing'),
    ready: t('overview.first.imageReady'),
  } as const;
  const gpuCount = gpus.status === 'ok' ? gpus.gpus.length : 0;
  return [
    {
      key: 'engine',
      state: engine.status === 'connected' ? 'done' : engine.status === 'connecting' ? 'waiting' : 'open',
      title: t('overview.first.engine'),
      text:
        engine.status === 'connected'
          ? t('overview.safety.engineConnected', { version: cleanName(engine.version) })
          : engine.status === 'connecting'
            ? t('overview.first.engineConnecting')
            : t('overview.first.engineLost'),
    },
    {
      key: 'image',
      state: image.status === 'ready' ? 'done' : image.status === 'preparing' ? 'waiting' : 'open',
      title: t('overview.first.image'),
      text: imageTexts[image.status],
    },
    {
      key: 'gpus',
      state: gpus.status === 'starting' ? 'waiting' : gpuCount > 0 ? 'done' : 'open',
      title: t('overview.first.gpus'),
      text:
        gpus.status === 'starting'
          ? t('overview.first.gpusStarting')
          : gpuCount > 0
            ? t('overview.first.gpusFound', { count: gpuCount })
            : t('overview.first.gpusNone'),
    },
    {
      key: 'price',
      state: pricePerHour === null ? 'open' : 'done',
      title: t('overview.first.price'),
      text:
        pricePerHour === null
          ? t('overview.first.priceNone')
          : t('overview.first.priceSet', { price: formatPrice(pricePerHour, language) }),
    },
    { key: 'example', state: 'open', title: t('overview.first.example'), text: t('overview.first.exampleText') },
  ];
}

/** What to do before the first job. */
export function FirstSteps({ pricePerHour }: { pricePerHour: number | null }) {
  const words = useWords();
  const engine = useEngine();
  const image = useImage();
  const gpus = useGpus();
  return (
    <Card title={words.t('overview.first.heading')} testId="first-steps">
      <p className="max-w-3xl text-ink-2">{words.t('overview.first.text')}</p>
      <ol className="mt-3 grid grid-cols-[repeat(auto-fit,minmax(11rem,1fr))] gap-x-5 gap-y-3">
        {firstSteps({ engine, image, gpus, pricePerHour }, words).map((step) => (
          <StepItem key={step.key} step={step} />
        ))}
      </ol>
    </Card>
  );
}

const looks = {
  done: { Icon: Check, look: 'bg-good-soft text-good-ink' },
  open: { Icon: Circle, look: 'bg-idle-soft text-ink-3' },
  waiting: { Icon: LoaderCircle, look: 'bg-accent-soft text-accent-ink' },
} as const;

function StepItem({ step: { key, state, title, text } }: { step: Step }) {
  const { view } = useStores();
  const { t } = useWords();
  const { Icon, look } = looks[state];
  return (
    <li data-testid={`step-${key}`} data-state={state} className="flex min-w-0 gap-2.5">
      <span className={cx('grid size-6 shrink-0 place-items-center rounded-full', look)}>
        <Icon aria-hidden className={cx('size-3.5', state === 'waiting' && 'animate-spin')} />
      </span>
      <div className="min-w-0">
        {key === 'price' ? (
          <button
            type="button"
            onClick={() => view.go({ view: 'settings', section: 'pricing', setting: 'pricing.perHour' })}
            className="rounded-sm text-left font-medium text-accent-ink underline-offset-3 hover:underline"
          >
            {title}
          </button>
        ) : (
          <p className="font-medium">{title}</p>
        )}
        <p className="text-ink-3 text-xs">
          <span className="sr-only">{t(`overview.first.${state}`)}: </span>
          {text}
        </p>
      </div>
    </li>
  );
}
