import { ShieldX, TriangleAlert } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { allowlistEntrySchema } from '../../../shared/egress.ts';
import { openHostOf } from '../../../shared/open-hosts.ts';
import { plainLine } from '../../../shared/text.ts';
import { AsyncButton, Button, useAction } from '../../components/button.tsx';
import { Confirm } from '../../components/dialog.tsx';
import { useSettings, useStores, useWords } from '../../stores/stores.ts';

interface BlockedHostsProps {
  jobId: string;
  /** What setup asked for, as allowlist entries. */
  hosts: readonly string[];
}

/** The hosts that were not on the allowlist, and the choice: for this job, for every job, or not at all. */
export function BlockedHosts({ jobId, hosts }: BlockedHostsProps) {
  const { t } = useWords();
  const [left, setLeft] = useState(false);
  const again = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (left) again.current?.focus();
  }, [left]);
  const possible = hosts.filter(canBeListed);

  return (
    <div className="mt-2.5 ml-7.5 flex flex-col gap-2.5">
      {left ? (
        <p className="flex items-center gap-2 text-ink-2">
          {t('job.blocked.left')}
          <Button ref={again} size="sm" tone="ghost" onClick={() => setLeft(false)}>
            {t('job.blocked.chooseAgain')}
          </Button>
        </p>
      ) : (
        <>
          <ul aria-label={t('job.blocked.label')} className="rounded-md border border-line bg-surface py-1">
            {hosts.map((host) => (
              <BlockedHost key={host} host={host} />
            ))}
          </ul>
          <Choices jobId={jobId} hosts={possible} onLeave={() => setLeft(true)} />
        </>
      )}
    </div>
  );
}

/** Setup may ask for names that no entry of the allowlist can stand for. */
const canBeListed = (host: string) => allowlistEntrySchema.safeParse(host).success;

function BlockedHost({ host }: { host: string }) {
  const { t } = useWords();
  const open = openHostOf(host);
  return (
    <li className="flex items-start gap-2 px-2.5 py-0.5">
      <ShieldX aria-hidden className="mt-0.5 size-3.5 shrink-0 text-bad" />
      <div className="min-w-0">
        <bdi className="block font-mono text-xs leading-4.5 wrap-anywhere">{plainLine(host)}</bdi>
        {!canBeListed(host) && <p className="text-ink-3 text-xs">{t('job.blocked.impossible')}</p>}
        {open && (
          <p className="flex items-start gap-1.5 text-warn-ink text-xs">
            <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
            {t(`common.openHost.${open}`)}
          </p>
        )}
      </div>
    </li>
  );
}

interface ChoicesProps extends BlockedHostsProps {
  onLeave: () => void;
}

function Choices({ jobId, hosts, onLeave }: ChoicesProps) {
  const { client, jobs, view } = useStores();
  const settings = useSettings();
  const { t } = useWords();
  const [asking, setAsking] = useState(false);
  const lockedBy = settings?.locked['setup.allowlist'];
  const open = hosts.filter((host) => openHostOf(host) !== null);
  const [only] = open;

  const runAgain = async (allowHosts: string[]) => {
    const job = await client.request('jobs.runAgain', { id: jobId, allowHosts });
    jobs.accept(job);
    view.go({ view: 'job', id: job.id });
  };
  const allowAlways = async () => {
    const { values } = await client.request('settings.get');
    const allowlist = [...new Set([...values.setup.allowlist, ...hosts])];
    await client.request('settings.update', { setup: { allowlist } });
    await runAgain([]);
  };
  const always = useAction(allowAlways);

  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap gap-2">
        {hosts.length > 0 && (
          <AsyncButton size="sm" action={() => runAgain([...hosts])}>
            {t('job.blocked.allowOnce')}
          </AsyncButton>
        )}
        {hosts.length > 0 && lockedBy === undefined && (
          <Button size="sm" pending={always.pending} onClick={open.length > 0 ? () => setAsking(true) : always.run}>
            {t('job.blocked.allowAlways')}
          </Button>
        )}
        <Button size="sm" onClick={onLeave}>
          {t('job.blocked.leave')}
        </Button>
      </div>
      {lockedBy !== undefined && (
        <p className="text-ink-2 text-xs">
          {t.rich('job.blocked.locked', {
            variable: lockedBy,
            code: (chunks) => <code className="font-mono">{chunks}</code>,
          })}
        </p>
      )}
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={
          only !== undefined && open.length === 1
            ? t('job.blocked.confirmOne', { host: only })
            : t('job.blocked.confirmSeveral', { count: open.length })
        }
        description={<WhatCouldHappen hosts={open} />}
        confirm={t('job.blocked.confirm')}
        keep={t('job.blocked.keep')}
        action={allowAlways}
      />
    </div>
  );
}

/** Hosts that are spelt out before something is confirmed; more would not be read. */
const spelledOut = 3;

/** What it means that every job's setup may reach hosts that anyone can write to. */
function WhatCouldHappen({ hosts }: { hosts: readonly string[] }) {
  const { t } = useWords();
  const why = (host: string) => {
    const open = openHostOf(host);
    return open && t(`common.openHost.${open}`);
  };
  return (
    <span className="flex flex-col gap-2">
      {hosts.slice(0, spelledOut).map((host) => (
        <span key={host}>
          {hosts.length > 1 && <bdi className="block font-mono text-ink text-xs">{host}</bdi>}
          {why(host)}
        </span>
      ))}
      {hosts.length > spelledOut && <span>{t('job.blocked.more', { count: hosts.length - spelledOut })}</span>}
      <span>{t('job.blocked.consequence')}</span>
    </span>
  );
}
