import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import type { EngineState, ImageState } from '../../../shared/engine.ts';
import type { Settings } from '../../../shared/settings.ts';
import { cleanName } from '../../../shared/text.ts';
import { cx } from '../../components/cx.ts';
import type { Words } from '../../language/words.ts';
import { useEngine, useImage, useWords } from '../../stores/stores.ts';
import type { Attention } from './attention.ts';
import { AttentionList } from './attention-list.tsx';

const dots = { good: 'bg-good', warn: 'bg-warn', bad: 'bg-bad', idle: 'bg-idle' } as const;
type Tone = keyof typeof dots;

interface Fact {
  key: string;
  term: string;
  value: string;
  tone: Tone;
}

function engineFact(engine: EngineState, { t }: Words): Fact {
  const fact = { key: 'engine', term: t('overview.safety.engine') };
  switch (engine.status) {
    case 'connected':
      return {
        ...fact,
        value: t('overview.safety.engineConnected', { version: cleanName(engine.version) }),
        tone: 'good',
      };
    case 'connecting':
      return { ...fact, value: t('overview.safety.engineConnecting'), tone: 'idle' };
    case 'disconnected':
      return { ...fact, value: t('overview.safety.engineLost'), tone: 'bad' };
  }
}

const imageTones: Readonly<Record<ImageState['status'], Tone>> = {
  unknown: 'idle',
  missing: 'warn',
  preparing: 'idle',
  ready: 'good',
  failed: 'bad',
};

interface SafetyProps {
  values: Settings;
  attention: readonly Attention[];
}

/** Whether the machine is safe, by the facts that make it so, and what needs its owner. */
export function Safety({ values, attention }: SafetyProps) {
  const words = useWords();
  const { t } = words;
  const engine = useEngine();
  const image = useImage();
  const heading = useId();
  const risky = attention.filter(({ kind }) => kind === 'risky_setting').length;
  const { network, allowlist } = values.setup;
  const Icon = risky > 0 ? ShieldAlert : ShieldCheck;
  const facts: readonly Fact[] = [
    {
      key: 'execution',
      term: t('overview.safety.executionNetwork'),
      value: t('overview.safety.executionNetworkNone'),
      tone: 'good',
    },
    {
      key: 'setup',
      term: t('overview.safety.setupNetwork'),
      value: network
        ? t('overview.safety.setupNetworkOn', { count: allowlist.length })
        : t('overview.safety.setupNetworkOff'),
      tone: 'good',
    },
    {
      key: 'cautions',
      term: t('overview.safety.cautions'),
      value: risky === 0 ? t('overview.safety.cautionsNone') : words.formatCount(risky),
      tone: risky === 0 ? 'good' : 'warn',
    },
    engineFact(engine, words),
    {
      key: 'image',
      term: t('overview.safety.image'),
      value: t(`overview.safety.imageState.${image.status}`),
      tone: imageTones[image.status],
    },
  ];
  return (
    <section
      aria-labelledby={heading}
      data-testid="safety"
      data-risky={risky}
      className="overflow-hidden rounded-lg border border-line bg-surface shadow-card"
    >
      <div className="flex items-center gap-3.5 px-4 py-3.5">
        <span
          className={cx(
            'grid size-10 shrink-0 place-items-center rounded-full',
            risky > 0 ? 'bg-warn-soft text-warn-ink' : 'bg-good-soft text-good-ink',
          )}
        >
          <Icon aria-hidden className="size-5.5" />
        </span>
        <div className="min-w-0">
          <h2 id={heading} className="font-semibold text-lg">
            {risky > 0 ? t('overview.safety.risky', { count: risky }) : t('overview.safety.safe')}
          </h2>
          <p className="text-ink-2">{t('overview.safety.statement')}</p>
        </div>
      </div>
      <dl className="grid grid-cols-[repeat(auto-fit,minmax(9.25rem,1fr))] gap-px border-line border-t bg-line">
        {facts.map(({ key, term, value, tone }) => (
          <FactCell key={key} name={key} term={term} tone={tone}>
            {value}
          </FactCell>
        ))}
      </dl>
      <AttentionList attention={attention} />
    </section>
  );
}

interface FactCellProps {
  name: string;
  term: string;
  tone: Tone;
  children: ReactNode;
}

function FactCell({ name, term, tone, children }: FactCellProps) {
  return (
    <div data-testid={`safety-${name}`} data-tone={tone} className="min-w-0 bg-surface px-3 py-2.5 first:pl-4">
      <dt className="truncate text-ink-3 text-xs" title={term}>
        {term}
      </dt>
      <dd className="flex items-baseline gap-2">
        <span aria-hidden className={cx('relative -top-px size-2 shrink-0 rounded-full', dots[tone])} />
        <span className="min-w-0">{children}</span>
      </dd>
    </div>
  );
}
