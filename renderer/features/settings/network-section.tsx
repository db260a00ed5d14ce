import { Info } from 'lucide-react';
import { allowlistEntrySchema, exceptionSchema } from '../../../shared/egress.ts';
import { type Settings, settingsSchema } from '../../../shared/settings.ts';
import { Button } from '../../components/button.tsx';
import { useStores } from '../../stores/stores.ts';
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
        warning={
          isListed(network.hubUrl, setup.allowlist)
            ? null
            : 'Its host is not on the allowlist, so setup cannot reach it.'
        }
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
  return (
    <div className="flex items-center gap-2.5 border-line border-b py-3 text-ink-2">
      <Info aria-hidden className="size-4 shrink-0 text-accent-ink" />
      <p className="min-w-0 flex-1">The setup network is off: setup reaches nothing, whatever is set here.</p>
      <Button size="sm" onClick={() => view.go({ view: 'settings', section: 'setup' })}>
        Open Setup
      </Button>
    </div>
  );
}

function Allowlist({ entries }: { entries: readonly string[] }) {
  return (
    <ListSetting
      path="setup.allowlist"
      entries={entries}
      schemas={{ entry: allowlistEntrySchema, list: setupShape.allowlist }}
      names={{ list: 'Allowed hosts', field: 'Host to allow', add: 'Add host' }}
      placeholder="pypi.org, *.hf.co or mirror.example.org:8443"
      none="No host is allowed."
      hopeless={/[\s/@]|:[^\d]/}
      warn={whyWide}
      ask={(entry) => {
        const wide = whyWide(entry);
        return wide === null ? null : { title: `Let every setup reach ${entry}?`, description: wide, confirm: 'Allow' };
      }}
    />
  );
}

function Exceptions({ entries }: { entries: readonly string[] }) {
  return (
    <ListSetting
      path="network.exceptions"
      entries={entries}
      schemas={{ entry: exceptionSchema, list: networkShape.exceptions }}
      names={{ list: 'Exceptions', field: 'Exception', add: 'Add exception' }}
      placeholder="mirror.lan.example or 192.168.1.0/24"
      none="None: no private address is reached."
      hopeless={/[\s@*]|:\/\//}
      ask={(entry) => ({
        title: `Let strangers’ setup reach ${entry}?`,
        description:
          'Private addresses are those of the devices around this computer. Setup of every job may then reach what is there, as far as the allowlist names a host that leads to it.',
        confirm: 'Add exception',
      })}
    />
  );
}
