import { CircleX, FolderX, HardDrive, type LucideIcon, PauseCircle, ShieldAlert, Thermometer } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { AsyncButton, Button } from '../../components/button.tsx';
import { cx } from '../../components/cx.ts';
import { RemedyButton } from '../../components/remedy.tsx';
import { useStores, useWords } from '../../stores/stores.ts';
import { entryOf, titleOf } from '../settings/registry/registry.ts';
import type { Attention } from './attention.ts';

/** Settings that are told one by one. */
const shownRisks = 3;

/** What needs the owner, each with what can be done about it. */
export function AttentionList({ attention }: { attention: readonly Attention[] }) {
  const { t } = useWords();
  const heading = useId();
  if (attention.length === 0) return null;
  const risks = attention.filter(({ kind }) => kind === 'risky_setting');
  const hidden = new Set<Attention>(risks.slice(shownRisks));
  return (
    <div className="border-line border-t">
      <h3 id={heading} className="sr-only">
        {t('overview.attention.heading')}
      </h3>
      <ul aria-labelledby={heading} className="grid gap-px bg-line @min-[58rem]:grid-cols-2">
        {attention
          .filter((each) => !hidden.has(each))
          .map((each) => (
            <AttentionItem key={keyOf(each)} attention={each} />
          ))}
      </ul>
      {hidden.size > 0 && (
        <p className="px-4 pt-1 pb-3 pl-12 text-ink-2">{t('overview.attention.more', { count: hidden.size })}</p>
      )}
    </div>
  );
}

const keyOf = (attention: Attention) =>
  attention.kind === 'risky_setting' ? `setting ${attention.path}` : attention.kind;

function AttentionItem({ attention }: { attention: Attention }) {
  const { client, queue: queueStore, view } = useStores();
  const words = useWords();
  const { t, describeFailure, formatBytes } = words;
  switch (attention.kind) {
    case 'gpus_lost':
      return (
        <Item
          kind={attention.kind}
          icon={CircleX}
          bad
          title={t('overview.attention.gpus_lost.title')}
          text={t('overview.attention.gpus_lost.text')}
        >
          <Button size="sm" onClick={() => view.go({ view: 'gpus' })}>
            {t('overview.attention.showGpus')}
          </Button>
        </Item>
      );
    case 'gpu_failure': {
      const { message, advice } = describeFailure(attention.failure);
      const action = attention.failure.remedy?.action;
      return (
        <Item kind={attention.kind} icon={CircleX} bad title={message} text={advice ?? ''}>
          {action && <RemedyButton size="sm" action={action} />}
        </Item>
      );
    }
    case 'gpu_hot': {
      const { gpus, degrees } = attention;
      return (
        <Item
          kind={attention.kind}
          icon={Thermometer}
          title={t('overview.attention.gpu_hot.title', { count: gpus.length, gpus: gpus.join(', ') })}
          text={t('overview.attention.gpu_hot.text', { degrees })}
        >
          <Button size="sm" onClick={() => view.go({ view: 'gpus' })}>
            {t('overview.attention.showGpus')}
          </Button>
        </Item>
      );
    }
    case 'disk_low':
      return (
        <Item
          kind={attention.kind}
          icon={HardDrive}
          title={t('overview.attention.disk_low.title')}
          text={t('overview.attention.disk_low.text', {
            free: formatBytes(attention.freeBytes),
            total: formatBytes(attention.totalBytes),
          })}
        >
          <Button size="sm" onClick={() => view.go({ view: 'storage' })}>
            {t('overview.attention.openStorage')}
          </Button>
        </Item>
      );
    case 'storage_over':
      return (
        <Item
          kind={attention.kind}
          icon={FolderX}
          title={t('overview.attention.storage_over.title')}
          text={t('overview.attention.storage_over.text', {
            used: formatBytes(attention.usedBytes),
            budget: formatBytes(attention.budgetBytes),
          })}
        >
          <Button size="sm" onClick={() => view.go({ view: 'storage' })}>
            {t('overview.attention.openStorage')}
          </Button>
        </Item>
      );
    case 'paused':
      return (
        <Item
          kind={attention.kind}
          icon={PauseCircle}
          title={t('overview.attention.paused.title')}
          text={
            attention.variable === null
              ? t('overview.attention.paused.text')
              : t('overview.attention.pausedLocked', { variable: attention.variable })
          }
        >
          {attention.variable === null && (
            <AsyncButton
              size="sm"
              action={async () => queueStore.put(await client.request('queue.setAccepting', true))}
            >
              {t('overview.attention.resume')}
            </AsyncButton>
          )}
        </Item>
      );
    case 'risky_setting': {
      const { section } = entryOf(attention.path);
      const title = titleOf(attention.path, words);
      return (
        <Item kind={attention.kind} icon={ShieldAlert} title={title} text={attention.text}>
          <Button
            size="sm"
            aria-label={`${t('overview.attention.openSetting')}: ${title}`}
            onClick={() => view.go({ view: 'settings', section, setting: attention.path })}
          >
            {t('overview.attention.openSetting')}
          </Button>
        </Item>
      );
    }
  }
}

interface ItemProps {
  kind: Attention['kind'];
  icon: LucideIcon;
  /** Rather than a warning. */
  bad?: boolean;
  title: string;
  text: string;
  children: ReactNode;
}

function Item({ kind, icon: Icon, bad = false, title, text, children }: ItemProps) {
  return (
    <li
      data-testid="attention"
      data-kind={kind}
      className={cx(
        'flex items-start gap-3 px-4 py-2.5 @min-[58rem]:last:odd:col-span-2',
        bad ? 'bg-bad-soft' : 'bg-warn-soft',
      )}
    >
      <Icon aria-hidden className={cx('mt-0.5 size-4.5 shrink-0', bad ? 'text-bad' : 'text-warn')} />
      <div className="min-w-0 flex-1 py-0.5" data-selectable>
        <p className="font-medium wrap-anywhere">{title}</p>
        <p className="text-ink-2 wrap-anywhere">{text}</p>
      </div>
      <div className="flex shrink-0 items-center py-0.5">{children}</div>
    </li>
  );
}
