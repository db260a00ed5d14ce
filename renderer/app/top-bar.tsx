import { Box, LoaderCircle, Plus, Server } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { cleanName } from '../../shared/text.ts';
import { formatBytes } from '../../shared/units.ts';
import { Button, useAction } from '../components/button.tsx';
import { cx } from '../components/cx.ts';
import { Facts } from '../components/facts.tsx';
import { Popover } from '../components/popover.tsx';
import { Switch } from '../components/switch.tsx';
import { useEngine, useImage, useQueue, useSettings, useStores } from '../stores/stores.ts';

/** What the whole app is up to, in every view. */
export function TopBar() {
  const { newJob } = useStores();
  return (
    <header className="flex h-13 shrink-0 items-center gap-2 border-line border-b bg-surface px-4">
      <EngineChip />
      <ImageChip />
      <div className="ml-auto flex items-center gap-4 max-[52rem]:gap-2">
        <Counts />
        <Accepting />
        <Button tone="primary" icon={Plus} onClick={() => newJob.show()} aria-keyshortcuts="n">
          New job
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
  const text =
    engine.status === 'connected'
      ? `Docker ${engine.version}`
      : engine.status === 'connecting'
        ? 'Connecting'
        : 'Engine not connected';
  const facts =
    engine.status === 'connected'
      ? ([
          ['Version', `${engine.version} (API ${engine.apiVersion})`],
          ['System', `${engine.operatingSystem}, ${engine.architecture}`],
          ['CPUs', engine.cpus],
          ['Memory', formatBytes(engine.memoryBytes)],
          ['Address', engine.endpoint],
        ] as const)
      : engine.status === 'disconnected'
        ? ([
            ['Address', engine.endpoint],
            ['Why', engine.failure.message],
          ] as const)
        : [];
  return (
    <Popover
      label="Engine"
      trigger={
        <Chip
          icon={Server}
          tone={engine.status === 'connected' ? 'good' : 'bad'}
          busy={engine.status === 'connecting'}
          data-testid="engine-status"
          data-status={engine.status}
          aria-label={engine.status === 'connected' ? `Engine connected: ${text}` : `Engine: ${text}`}
        >
          {text}
        </Chip>
      }
    >
      <h2 className="mb-2 font-semibold">{engine.status === 'connected' ? 'Docker engine, connected' : text}</h2>
      {engine.status === 'connecting' ? (
        <p className="text-ink-2">Looking for a Docker engine on this machine.</p>
      ) : (
        <Facts facts={facts} />
      )}
    </Popover>
  );
}

const imageWords = {
  unknown: 'Image unknown',
  missing: 'Image missing',
  preparing: 'Preparing image',
  ready: 'Image ready',
  failed: 'Image failed',
} as const;

const imageTones = { unknown: 'idle', missing: 'warn', preparing: 'idle', ready: 'good', failed: 'bad' } as const;

function ImageChip() {
  const image = useImage();
  const percent =
    image.status === 'preparing' && image.fraction !== null ? ` ${Math.round(image.fraction * 100)} %` : '';
  const text = `${imageWords[image.status]}${percent}`;
  return (
    <Popover
      label="Images"
      trigger={
        <Chip
          icon={Box}
          tone={imageTones[image.status]}
          busy={image.status === 'preparing'}
          data-testid="image-status"
          data-status={image.status}
          aria-label={`Images of jobs: ${text}`}
        >
          {text}
        </Chip>
      }
    >
      <h2 className="mb-1 font-semibold">Images of jobs</h2>
      <p className="mb-3 text-ink-2">Every job runs inside a copy of this image, never on your system.</p>
      <Facts
        facts={[
          ['Name', cleanName(image.name) || '–'],
          ...(image.status === 'ready'
            ? ([
                ['Size', formatBytes(image.sizeBytes)],
                ['Made', image.createdAt.slice(0, 10)],
                [
                  'Digest',
                  <code key="id" className="font-mono text-xs">
                    {image.id.replace(/^sha256:/, '').slice(0, 12)}
                  </code>,
                ],
              ] as const)
            : []),
          ...(image.status === 'unknown' ? ([['State', 'Known once the engine is connected.']] as const) : []),
          ...(image.status === 'failed' ? ([['Why', image.failure.message]] as const) : []),
        ]}
      />
    </Popover>
  );
}

function Counts() {
  const queue = useQueue();
  return (
    <p className="whitespace-nowrap text-ink-2" data-testid="queue-counts">
      <span className={cx((queue?.running ?? 0) > 0 && 'font-semibold text-ink')}>{queue?.running ?? 0}</span> running
      <span aria-hidden className="mx-1.5 text-ink-3">
        ·
      </span>
      <span className="sr-only">, </span>
      {queue?.queued ?? 0} queued
    </p>
  );
}

function Accepting() {
  const { client, queue: store } = useStores();
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
      title={locked ? `Decided by ${locked}` : undefined}
    >
      <span className={cx('text-right lg:min-w-24', accepting ? 'text-ink' : 'text-warn-ink')}>
        {accepting ? 'Accepting jobs' : 'Paused'}
      </span>
      <Switch
        id="accepting"
        aria-label="Accepting jobs"
        data-testid="accepting-switch"
        checked={accepting}
        disabled={queue === null || locked !== undefined}
        aria-busy={pending}
        onCheckedChange={() => !pending && run()}
      />
    </label>
  );
}
