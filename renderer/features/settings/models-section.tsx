import { KeyRound, TriangleAlert } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { requests } from '../../../shared/ipc.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { HubTokenState } from '../../../shared/storage.ts';
import { AsyncButton, Button, useAction } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { cx } from '../../components/cx.ts';
import { TextField } from '../../components/field.tsx';
import { useStores } from '../../stores/stores.ts';
import { check } from './check.ts';
import { hubTokenPath, hubTokenTopic } from './registry/registry.ts';
import { SwitchSetting } from './setting.tsx';
import { Block, Help } from './setting-frame.tsx';

/** Which models setup fetches, and as whom. */
export function ModelsSection({ values: { models, network } }: { values: Settings }) {
  return (
    <>
      <SwitchSetting path="models.detect" value={models.detect} />
      <HubToken hubUrl={network.hubUrl} />
    </>
  );
}

/** The seller's own token for the model hub. It comes in here, and never back out. */
function HubToken({ hubUrl }: { hubUrl: string }) {
  const { client, toasts } = useStores();
  const [state, setState] = useState<HubTokenState | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    client.request('hubToken.get').then(setState, toasts.getState().fail);
  }, [client, toasts]);
  const page = `${hubUrl.replace(/\/+$/, '')}/settings/tokens`;

  return (
    <Block path={hubTokenPath} title={hubTokenTopic.title}>
      <Help paragraphs={hubTokenTopic.help} wide />
      <p className="mt-1 flex flex-wrap items-center gap-x-1 text-ink-3 text-xs">
        A token that may only read is enough. Create one at
        <code className="font-mono text-ink-2" data-selectable>
          {page}
        </code>
        <CopyButton compact label="Copy the address" text={() => page} />
      </p>
      <div data-slot="control">
        {state && (
          <>
            <div className="mt-3 flex min-h-8 items-center gap-3">
              <Kept state={state} />
              {state.kept !== 'none' && (
                <AsyncButton
                  size="sm"
                  action={async () => {
                    setState(await client.request('hubToken.forget'));
                    field.current?.focus();
                  }}
                >
                  Forget token
                </AsyncButton>
              )}
            </div>
            <TokenForm field={field} replaces={state.kept !== 'none'} onSaved={setState} />
          </>
        )}
      </div>
    </Block>
  );
}

function Kept({ state }: { state: HubTokenState }) {
  const memory = state.kept === 'memory';
  const Icon = memory ? TriangleAlert : KeyRound;
  return (
    <p role="status" data-testid="hub-token" data-kept={state.kept} className="flex min-w-0 items-start gap-2">
      <Icon
        aria-hidden
        className={cx(
          'mt-0.5 size-4 shrink-0',
          memory ? 'text-warn' : state.kept === 'keychain' ? 'text-good' : 'text-ink-3',
        )}
      />
      {state.kept === 'none' ? (
        <span className="text-ink-2">No token: public repositories only.</span>
      ) : (
        <span>
          {memory
            ? 'In memory only until the app is closed, because this system has no keychain'
            : 'Kept in the system’s keychain'}
          <span className="text-ink-2">
            {' '}
            (ending in <code className="font-mono">…{state.ending}</code>)
          </span>
        </span>
      )}
    </p>
  );
}

interface TokenFormProps {
  field: { current: HTMLInputElement | null };
  replaces: boolean;
  onSaved: (state: HubTokenState) => void;
}

function TokenForm({ field, replaces, onSaved }: TokenFormProps) {
  const { client } = useStores();
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const checked = check(requests['hubToken.set'].argument, text);
  const { pending, run } = useAction(async () => {
    onSaved(await client.request('hubToken.set', text.trim()));
    setText('');
    setTried(false);
    field.current?.focus();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (checked.ok && !pending) run();
  };
  return (
    <form onSubmit={submit} noValidate className="mt-2 flex items-start gap-2">
      <TextField
        ref={field}
        type="password"
        label={<span className="sr-only">Token</span>}
        placeholder={replaces ? 'Paste another token to replace it' : 'Paste a token, such as hf_…'}
        className="flex-1 gap-0"
        value={text}
        error={tried && text !== '' && !checked.ok ? checked.error : null}
        onChange={(event) => {
          setText(event.target.value);
          setTried(false);
        }}
        onBlur={() => setTried(text !== '')}
      />
      <Button type="submit" pending={pending} disabled={text === ''}>
        Save token
      </Button>
    </form>
  );
}
