import { Info } from 'lucide-react';
import { allowlistEntrySchema, exceptionSchema } from '../../../shared/egress.ts';
import { whyOpen } from '../../../shared/open-hosts.ts';
import { defaultSettings, type Settings, settingsSchema } from '../../../shared/settings.ts';
import { formatBytes } from '../../../shared/units.ts';
import { Button } from '../../components/button.tsx';
import { useStores } from '../../stores/stores.ts';
import { ListSetting } from './list-setting.tsx';
import { isListed } from './package-index-list.ts';
import { PackageIndexes } from './package-indexes.tsx';
import { NumberSetting, SettingWarning, SwitchSetting, TextSetting } from './setting.tsx';

const { setup: setupShape, network: networkShape } = {
  setup: settingsSchema.shape.setup.shape,
  network: settingsSchema.shape.network.shape,
};
const presets = defaultSettings;
const inMiB = (value: number) => `= ${formatBytes(value * 1024 * 1024)}`;

/** What setup may reach, and how much it may send and fetch. */
export function NetworkSection({ values: { setup, network } }: { values: Settings }) {
  return (
    <>
      {!setup.network && <NetworkIsOff />}
      <Allowlist entries={setup.allowlist} />
      <NumberSetting
        path="network.uploadMiB"
        label="Upload cap"
        about="What one setup may send to the hosts of one entry. It keeps a job from carrying data out through a host that is allowed."
        unit="MiB"
        schema={networkShape.uploadMiB}
        value={network.uploadMiB}
        preset={presets.network.uploadMiB}
        hint={inMiB}
        patch={(uploadMiB) => ({ network: { uploadMiB } })}
      />
      <NumberSetting
        path="network.downloadMiB"
        label="Download cap"
        about="What one setup may fetch from the hosts of one entry."
        unit="MiB"
        schema={networkShape.downloadMiB}
        value={network.downloadMiB}
        preset={presets.network.downloadMiB}
        hint={inMiB}
        patch={(downloadMiB) => ({ network: { downloadMiB } })}
      />
      <SwitchSetting
        path="setup.wheelsOnly"
        label="Wheels only"
        about="Only packages that need no build are installed, so that no code of a stranger runs while there is a way out. A job that needs a package without a wheel then fails, and says so."
        value={setup.wheelsOnly}
        preset={presets.setup.wheelsOnly}
        patch={(wheelsOnly) => ({ setup: { wheelsOnly } })}
      />
      <PackageIndexes indexes={network.indexes} allowlist={setup.allowlist} />
      <TextSetting
        path="network.hubUrl"
        label="Model hub"
        about="Where models and data sets are fetched from."
        schema={networkShape.hubUrl}
        value={network.hubUrl}
        preset={presets.network.hubUrl}
        textOf={String}
        parse={(text) => text.trim()}
        wide
        warning={
          isListed(network.hubUrl, setup.allowlist)
            ? null
            : 'Its host is not on the allowlist, so setup cannot reach it.'
        }
        patch={(hubUrl) => ({ network: { hubUrl } })}
      />
      <NumberSetting
        path="network.cacheMiB"
        label="Download cache"
        about="Packages and models that are kept for other jobs. What was not used for longest goes first."
        unit="MiB"
        schema={networkShape.cacheMiB}
        value={network.cacheMiB}
        preset={presets.network.cacheMiB}
        hint={inMiB}
        patch={(cacheMiB) => ({ network: { cacheMiB } })}
      />
      <TextSetting
        path="network.certificatesFile"
        label="Certificates file"
        about="Path of a file with PEM certificates to trust besides the public ones, for a mirror of your own. Empty for none."
        schema={networkShape.certificatesFile}
        value={network.certificatesFile}
        preset={presets.network.certificatesFile}
        textOf={String}
        parse={(text) => text.trim()}
        wide
        patch={(certificatesFile) => ({ network: { certificatesFile } })}
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
      label="Allowlist"
      about={
        <>
          <p>
            The hosts that setup may reach; everything else is refused. The gateway looks every name up itself and holds
            setup to it: a name, or *.hf.co for every name below it, on port 443 unless another follows, as in
            mirror.example.org:8443.
          </p>
          <p>
            github.com and amazonaws.com are not on it: anyone can upload there, so that a job could carry data out
            through them, or fetch whatever it likes.
          </p>
        </>
      }
      entries={entries}
      preset={presets.setup.allowlist}
      patch={(allowlist) => ({ setup: { allowlist } })}
      schemas={{ entry: allowlistEntrySchema, list: setupShape.allowlist }}
      names={{ list: 'Allowed hosts', field: 'Host to allow', add: 'Add host' }}
      placeholder="pypi.org, *.hf.co or mirror.example.org:8443"
      none="No host is allowed."
      hopeless={/[\s/@]|:[^\d]/}
      warn={whyOpen}
    />
  );
}

function Exceptions({ entries }: { entries: readonly string[] }) {
  return (
    <ListSetting
      path="network.exceptions"
      label="Exceptions"
      about={
        <p>
          Names that lead to a private address are refused, so that no job reaches the devices around this computer. A
          mirror of your own has such an address: name its host or its network here. Its name must be on the allowlist
          too.
        </p>
      }
      entries={entries}
      preset={presets.network.exceptions}
      patch={(exceptions) => ({ network: { exceptions } })}
      schemas={{ entry: exceptionSchema, list: networkShape.exceptions }}
      names={{ list: 'Exceptions', field: 'Exception', add: 'Add exception' }}
      placeholder="mirror.lan.example or 192.168.1.0/24"
      none="None: no private address is reached."
      hopeless={/[\s@*]|:\/\//}
    >
      {entries.length > 0 && (
        <SettingWarning>
          Strangers’ setup may reach these addresses inside your own network, as far as the allowlist names a host
          there. Keep them few and narrow.
        </SettingWarning>
      )}
    </ListSetting>
  );
}
