import { Box, LoaderCircle, Plus, Server } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { cleanName } from '../../shared/text.ts';
import { Button, useAction } from '../components/button.tsx';
import { cx } from '../components/cx.ts';
import { Facts } from '../components/facts.tsx';
import { Popover } from '../components/popover.tsx';
import { Switch } from '../components/switch.tsx';
import { useEngine, useImage, useQueue, useSettings, useStores, useWords } from '../stores/stores.ts';

/** What the whole app is up to, in every view. */
export function TopBar() {
  const { newJob } = useStores();
  const { t } = useWords();
  return (
    <header className="flex h-13 shrink-0 items-center gap-2 border-line border-b bg-surface px-4">
      <EngineChip />
      <ImageChip />
      <div className="ml-auto flex items-center gap-4 max-[52rem]:gap-2">
        <Counts />
        <Accepting />
        <Button tone="primary" icon={Plus} onClick={() => newJob.show()} aria-keyshortcuts="n">
          {t('app.newJob')}
        </Button>
      </div>
    </header>
  );
}

const dots = { good: 'bg-good', warn: 'bg-warn', bad: 'bg-bad', idle: 'bg-idle' } as const;

interface ChipProps extends ComponentProps<'button'> {
  icon: typeof Server;
  tone: keyof typeof dots;
  busy: boolean;
  children: ReactNode;
}

function Chip({ icon: Icon, tone, busy, children, ...rest }: ChipProps) {
  return (
    <button
      type="button"
      className="flex h-8 min-w-0 items-center gap-2 rounded-md px-2.5 text-ink-2 transition-colors hover:bg-hover hover:text-ink data-[state=open]:bg-pressed"
      {...rest}
    >
      <Icon aria-hidden className="size-4 shrink-0 max-[52rem]:hidden" />
      <span className="truncate">{children}</span>
      {busy ? (
        <LoaderCircle aria-hidden className="size-3 shrink-0 animate-spin" />
      ) : (
        <span aria-hidden className={cx('size-2 shrink-0 rounded-full', dots[tone])} />
      )}
    </button>
  );
}

function EngineChip() {
  const engine = useEngine();
  const { t, describeFailure, formatBytes } = useWords();
  const text =
    engine.status === 'connected'
      ? `Docker ${engine.version}`
      : engine.status === 'connecting'
        ? t('app.engine.connecting')
        : t('app.engine.disconnected');
  const facts =
    engine.status === 'connected'
      ? ([
          [t('app.engine.version'), t('app.engine.versionAndApi', { version: engine.version, api: engine.apiVersion })],
          [t('app.engine.system'), `${engine.operatingSystem}, ${engine.architecture}`],
          [t('app.engine.cpus'), engine.cpus],
          [t('app.engine.memory'), formatBytes(engine.memoryBytes)],
          [t('app.engine.address'), engine.endpoint],
        ] as const)
      : engine.status === 'disconnected'
        ? ([
            [t('app.engine.address'), engine.endpoint],
            [t('app.engine.why'), describeFailure(engine.failure).message],
          ] as const)
        : [];
  return (
    <Popover
      label={t('app.engine.label')}
      trigger={
        <Chip
          icon={Server}
          tone={engine.status === 'connected' ? 'good' : 'bad'}
          busy={engine.status === 'connecting'}
          data-testid="engine-status"
          data-status={engine.status}
          aria-label={
            engine.status === 'connected'
              ? t('app.engine.statusConnected', { status: text })
              : t('app.engine.status', { status: text })
          }
        >
          {text}
        </Chip>
      }
    >
      <h2 className="mb-2 font-semibold">{engine.status === 'connected' ? t('app.engine.heading') : text}</h2>
      {engine.status === 'connecting' ? (
        <p className="text-ink-2">{t('app.engine.looking')}</p>
      ) : (
        <Facts facts={facts} />
      )}
    </Popover>
  );
}

const imageTones = { unknown: 'idle', missing: 'warn', preparing: 'idle', ready: 'good', failed: 'bad' } as const;

function ImageChip() {
  const image = useImage();
  const { t, describeFailure, formatBytes } = useWords();
  const text =
    image.status === 'preparing' && image.fraction !== null
      ? t('app.image.preparingShare', { percent: Math.round(image.fraction * 100) })
      : t(`app.image.${image.status}`);
  return (
    <Popover
      label={t('app.image.label')}
      trigger={
        <Chip
          icon={Box}
          tone={imageTones[image.status]}
          busy={image.status === 'preparing'}
          data-testid="image-status"
          data-status={image.status}
          aria-label={t('app.image.status', { status: text })}
        >
          {text}
        </Chip>
      }
    >
      <h2 className="mb-1 font-semibold">{t('app.image.heading')}</h2>
      <p className="mb-3 text-ink-2">{t('app.image.about')}</p>
      <Facts
        facts={[
          [t('app.image.name'), cleanName(image.name) || '–'],
          ...(image.status === 'ready'
            ? ([
                [t('app.image.size'), formatBytes(image.sizeBytes)],
                [t('app.image.made'), image.createdAt.slice(0, 10)],
                [
                  t('app.image.digest'),
                  <code key="id" className="font-mono text-xs">
                    {image.id.replace(/^sha256:/, '').slice(0, 12)}
                  </code>,
                ],
              ] as const)
            : []),
          ...(image.status === 'unknown' ? ([[t('app.image.state'), t('app.image.knownLater')]] as const) : []),
          ...(image.status === 'failed'
            ? ([[t('app.image.why'), describeFailure(image.failure).message]] as const)
            : []),
        ]}
      />
    </Popover>
  );
}

function Counts() {
  const queue = useQueue();
  const { t } = useWords();
  const running = queue?.running ?? 0;
  return (
    <p className="whitespace-nowrap text-ink-2" data-testid="queue-counts">
      {t.rich('app.queue.running', {
        count: running,
        b: (chunks) => <span className={cx(running > 0 && 'font-semibold text-ink')}>{chunks}</span>,
      })}
      <span aria-hidden className="mx-1.5 text-ink-3">
        ·
      </span>
      <span className="sr-only">, </span>
      {t('app.queue.queued', { count: queue?.queued ?? 0 })}
    </p>
  );
}

function Accepting() {
  const { client, queue: store } = useStores();
  const { t } = useWords();
  const queue = useQueue();
  const locked = useSettings()?.locked['queue.accepting'];
  const accepting = queue?.accepting ?? false;
  const { pending, run } = useAction(async () => {
    store.put(await client.request('queue.setAccepting', !accepting));
  });
  return (
    <label
      htmlFor="accepting"
      className="flex items-center gap-2 whitespace-nowrap"
      title={locked ? t('app.queue.lockedBy', { name: locked }) : undefined}
    >
      <span className={cx('text-right lg:min-w-24', accepting ? 'text-ink' : 'text-warn-ink')}>
        {accepting ? t('app.queue.accepting') : t('app.queue.paused')}
      </span>
      <Switch
        id="accepting"
        aria-label={t('app.queue.accepting')}
        data-testid="accepting-switch"
        checked={accepting}
        disabled={queue === null || locked !== undefined}
        aria-busy={pending}
        onCheckedChange={() => !pending && run()}
      />
    </label>
  );
}
