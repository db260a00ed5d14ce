import { CircleCheck, CircleX, Undo2, X } from 'lucide-react';
import { Toast as RadixToast } from 'radix-ui';
import { useStore } from 'zustand';
import { useStores, useWords } from '../stores/stores.ts';
import type { Toast } from '../stores/toasts.ts';
import { Button, IconButton } from './button.tsx';
import { RemedyButton } from './remedy.tsx';

const shortly = 4000;
/** Time to change one's mind in; the clock stands while the keyboard or the pointer is on it. */
const offered = 10_000;

export function Toasts() {
  const { toasts: store } = useStores();
  const toasts = useStore(store, (state) => state.toasts);
  const { t } = useWords();
  return (
    <RadixToast.Provider label={t('app.kit.message')} swipeDirection="right">
      {toasts.map((toast) => (
        <ToastCard
          key={toast.id}
          toast={toast}
          onClose={() => store.getState().dismiss(toast.id)}
          onTake={() => store.getState().take(toast.id)}
        />
      ))}
      <RadixToast.Viewport className="fixed right-4 bottom-4 z-50 flex w-96 max-w-[calc(100vw-2rem)] flex-col gap-2 focus:outline-none" />
    </RadixToast.Provider>
  );
}

function ToastCard({ toast, onClose, onTake }: { toast: Toast; onClose: () => void; onTake: () => void }) {
  const { t, describeFailure } = useWords();
  const failure = toast.tone === 'bad' ? toast.failure : null;
  const bad = failure !== null;
  const { message, advice } =
    toast.tone === 'bad' ? describeFailure(toast.failure) : { message: toast.message, advice: null };
  const details = failure?.details ?? [];
  const action = failure?.remedy?.action;
  const Icon = bad ? CircleX : CircleCheck;
  return (
    <RadixToast.Root
      open
      data-testid="toast"
      type={bad || toast.offer ? 'foreground' : 'background'}
      duration={bad ? Number.POSITIVE_INFINITY : toast.offer ? offered : shortly}
      onOpenChange={(open) => !open && onClose()}
      className="flex animate-rise gap-3 rounded-lg bg-raised p-3 shadow-pop"
    >
      <Icon aria-hidden className={bad ? 'mt-0.5 size-4 shrink-0 text-bad' : 'mt-0.5 size-4 shrink-0 text-good'} />
      <div className="min-w-0 flex-1">
        <RadixToast.Title className="font-medium wrap-anywhere" data-selectable>
          {message}
        </RadixToast.Title>
        {advice !== null && <RadixToast.Description className="text-ink-2">{advice}</RadixToast.Description>}
        {details.length > 0 && (
          <details className="mt-1 text-xs">
            <summary className="text-ink-3 hover:text-ink">{t('app.kit.details')}</summary>
            <pre className="mt-1 max-h-32 overflow-auto whitespace-pre-wrap rounded-md bg-sunken p-2 font-mono wrap-anywhere">
              {details.join('\n')}
            </pre>
          </details>
        )}
        {action && (
          <div className="mt-2">
            <RemedyButton action={action} size="sm" onDone={onClose} />
          </div>
        )}
      </div>
      {toast.offer && (
        <RadixToast.Action altText={t('app.kit.offer', { label: toast.offer.label })} asChild>
          <Button
            size="sm"
            icon={Undo2}
            aria-keyshortcuts="Control+Z"
            className="-my-1"
            onClick={(event) => {
              // Its own click would count as letting the offer go.
              event.preventDefault();
              onTake();
            }}
          >
            {toast.offer.label}
          </Button>
        </RadixToast.Action>
      )}
      <IconButton icon={X} label={t('app.kit.dismiss')} className="-mt-1 -mr-1" onClick={onClose} />
    </RadixToast.Root>
  );
}
