import { Info } from 'lucide-react';
import { allowlistEntrySchema, exceptionSchema } from '../../../shared/egress.ts';
import { type Settings, settingsSchema } from '../../../shared/settings.ts';
import { Button } from '../../components/button.tsx';
import { useStores, useWords } from '../../stores/stores.ts';
import { ListSetting } from './list-setting.tsx';
import { isListed } from './package-index-list.ts';
import { PackageIndexes } from './package-indexes.tsx';
import { whyWide } from './registry/risks.ts';
import { NumberSetting, SwitchSetting, TextSetting } from './setting.tsx';

const { setup: setupShape, network: networkShape } = {
  setup: settingsSchema.shape.setup.shape,
  network: settingsSchema.shape.network.shape,
};

/** What setup may reach, and how much it may send and fetch. */
export function NetworkSection({ values: { setup, network } }: { values: Settings }) {
  const { t } = useWords();
  return (
    <>
      {!setup.network && <NetworkIsOff />}
      <Allowlist entries={setup.allowlist} />
      <NumberSetting path="network.uploadMiB" schema={networkShape.uploadMiB} value={network.uploadMiB} />
      <NumberSetting path="network.downloadMiB" schema={networkShape.downloadMiB} value={network.downloadMiB} />
      <SwitchSetting path="setup.wheelsOnly" value={setup.wheelsOnly} />
      <PackageIndexes indexes={network.indexes} allowlist={setup.allowlist} />
      <TextSetting
        path="network.hubUrl"
        schema={networkShape.hubUrl}
        value={network.hubUrl}
        textOf={String}
        parse={(text) => text.trim()}
        wide
        warning={isListed(network.hubUrl, setup.allowlist) ? null : t('settings.network.hubUnlisted')}
      />
      <NumberSetting path="network.cacheMiB" schema={networkShape.cacheMiB} value={network.cacheMiB} />
      <TextSetting
        path="network.certificatesFile"
        schema={networkShape.certificatesFile}
        value={network.certificatesFile}
        textOf={String}
        parse={(text) => text.trim()}
        wide
      />
      <Exceptions entries={network.exceptions} />
    </>
  );
}

function NetworkIsOff() {
  const { view } = useStores();
  const { t } = useWords();
  return (
    <div className="flex items-center gap-2.5 border-line border-b py-3 text-ink-2">
      <Info aria-hidden className="size-4 shrink-0 text-accent-ink" />
      <p className="min-w-0 flex-1">{t('settings.network.off')}</p>
      <Button size="sm" onClick={() => view.go({ view: 'settings', section: 'setup' })}>
        {t('settings.network.openSetup')}
      </Button>
    </div>
  );
}

function Allowlist({ entries }: { entries: readonly string[] }) {
  const words = useWords();
  const { t } = words;
  return (
    <ListSetting
      path="setup.allowlist"
      entries={entries}
      schemas={{ entry: allowlistEntrySchema, list: setupShape.allowlist }}
      names={{
        list: t('settings.network.allow.list'),
        field: t('settings.network.allow.field'),
        add: t('settings.network.allow.add'),
      }}
      placeholder={t('settings.network.allow.placeholder')}
      none={t('settings.network.allow.none')}
      hopeless={/[\s/@]|:[^\d]/}
      warn={(entry) => whyWide(entry, words)}
      ask={(entry) => {
        const wide = whyWide(entry, words);
        if (wide === null) return null;
        return {
          title: t('settings.network.allow.ask', { entry }),
          description: wide,
          confirm: t('settings.network.allow.confirm'),
        };
      }}
    />
  );
}

function Exceptions({ entries }: { entries: readonly string[] }) {
  const { t } = useWords();
  return (
    <ListSetting
      path="network.exceptions"
      entries={entries}
      schemas={{ entry: exceptionSchema, list: networkShape.exceptions }}
      names={{
        list: t('settings.network.except.list'),
        field: t('settings.network.except.field'),
        add: t('settings.network.except.add'),
      }}
      placeholder={t('settings.network.except.placeholder')}
      none={t('settings.network.except.none')}
      hopeless={/[\s@*]|:\/\//}
      ask={(entry) => ({
        title: t('settings.network.except.ask', { entry }),
        description: t('settings.network.except.description'),
        confirm: t('settings.network.except.confirm'),
      })}
    />
  );
}
