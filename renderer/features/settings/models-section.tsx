import { KeyRound, TriangleAlert } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { requests } from '../../../shared/ipc.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { HubTokenState } from '../../../shared/storage.ts';
import { AsyncButton, Button, useAction } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { cx } from '../../components/cx.ts';
import { TextField } from '../../components/field.tsx';
import { useStores, useWords } from '../../stores/stores.ts';
import { check } from './check.ts';
import { helpOf, hubTokenPath, titleOf } from './registry/registry.ts';
import { sayProblem } from './say-problem.ts';
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
  const words = useWords();
  const { t } = words;
  const [state, setState] = useState<HubTokenState | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    client.request('hubToken.get').then(setState, toasts.getState().fail);
  }, [client, toasts]);
  const page = `${hubUrl.replace(/\/+$/, '')}/settings/tokens`;

  return (
    <Block path={hubTokenPath} title={titleOf(hubTokenPath, words)}>
      <Help paragraphs={helpOf(hubTokenPath, words)} wide />
      <p className="mt-1 flex flex-wrap items-center gap-x-1 text-ink-3 text-xs">
        {t.rich('settings.token.create', {
          address: () => (
            <code key="address" className="font-mono text-ink-2" data-selectable>
              {page}
            </code>
          ),
        })}
        <CopyButton compact label={t('settings.token.copy')} text={() => page} />
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
                  {t('settings.token.forget')}
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
  const { t } = useWords();
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
        <span className="text-ink-2">{t('settings.token.none')}</span>
      ) : (
        <span>
          {t(memory ? 'settings.token.memory' : 'settings.token.keychain')}
          <span className="text-ink-2">
            {' '}
            {t.rich('settings.token.ending', {
              ending: state.ending,
              code: (chunks) => (
                <code key="ending" className="font-mono">
                  {chunks}
                </code>
              ),
            })}
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
  const words = useWords();
  const { t } = words;
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
        label={<span className="sr-only">{t('settings.token.field')}</span>}
        placeholder={t(replaces ? 'settings.token.replace' : 'settings.token.paste')}
        className="flex-1 gap-0"
        value={text}
        error={
          tried && text !== '' && !checked.ok
            ? sayProblem(checked.problem, { name: t('settings.token.field') }, words)
            : null
        }
        onChange={(event) => {
          setText(event.target.value);
          setTried(false);
        }}
        onBlur={() => setTried(text !== '')}
      />
      <Button type="submit" pending={pending} disabled={text === ''}>
        {t('settings.token.save')}
      </Button>
    </form>
  );
}
