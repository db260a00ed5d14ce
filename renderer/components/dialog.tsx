import { X } from 'lucide-react';
import { AlertDialog, Dialog as RadixDialog } from 'radix-ui';
import { type ReactNode, type RefObject, useRef } from 'react';
import { useWords } from '../stores/stores.ts';
import { Button, IconButton, useAction } from './button.tsx';
import { cx } from './cx.ts';

const scrim = 'fixed inset-0 z-40 bg-scrim animate-appear';
const panel =
  'fixed top-1/2 left-1/2 z-40 -translate-1/2 animate-appear rounded-xl bg-raised shadow-pop focus:outline-none';

/**
 * Gives the keyboard back to what had it before, when a dialog that has no trigger of its own closes.
 * @param focusAfter says where else it goes; null for back
 */
function useReturningFocus(focusAfter?: () => HTMLElement | null) {
  const opener = useRef<Element | null>(null);
  return {
    remember: () => {
      opener.current = document.activeElement;
    },
    giveBack: (event: Event) => {
      event.preventDefault();
      const next = focusAfter?.() ?? opener.current;
      if (next instanceof HTMLElement) next.focus();
    },
  };
}

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description: string;
  children: ReactNode;
  /** Buttons; they stay in view while the content scrolls. */
  footer?: ReactNode;
  className?: string;
  /** Title and description are there to be heard only: the content says the same to the eye. */
  bare?: boolean;
  /** What has the keyboard first; the dialog itself, if that is left out. */
  initialFocus?: RefObject<HTMLElement | null>;
  /** It has closed, and the keyboard is where it was before. */
  onClosed?: () => void;
  /** Where the keyboard goes when it closes; where it came from, if that is left out or null. */
  focusAfter?: () => HTMLElement | null;
}

export function Dialog({
  open,
  onClose,
  title,
  description,
  children,
  footer,
  className,
  bare = false,
  initialFocus,
  onClosed,
  focusAfter,
}: DialogProps) {
  const focus = useReturningFocus(focusAfter);
  const { t } = useWords();
  return (
    <RadixDialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className={scrim} />
        <RadixDialog.Content
          onCloseAutoFocus={(event) => {
            focus.giveBack(event);
            onClosed?.();
          }}
          onOpenAutoFocus={(event) => {
            focus.remember();
            // The dialog itself, not its close button with a tooltip: the title is read, Tab goes on from there.
            event.preventDefault();
            const first = initialFocus?.current ?? event.currentTarget;
            if (first instanceof HTMLElement) first.focus();
          }}
          className={cx(panel, 'flex max-h-[calc(100vh-48px)] w-[min(680px,calc(100vw-48px))] flex-col', className)}
        >
          <header className={bare ? 'sr-only' : 'flex items-start gap-4 px-5 pt-4 pb-3'}>
            <div className="min-w-0 flex-1">
              <RadixDialog.Title className="font-semibold text-md">{title}</RadixDialog.Title>
              <RadixDialog.Description className="text-ink-2">{description}</RadixDialog.Description>
            </div>
            {!bare && (
              <RadixDialog.Close asChild>
                <IconButton icon={X} label={t('app.kit.close')} className="-mr-1.5" />
              </RadixDialog.Close>
            )}
          </header>
          {children}
          {footer && (
            <footer className="flex items-center justify-end gap-2 border-line border-t px-5 py-3">{footer}</footer>
          )}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

interface ConfirmProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description: ReactNode;
  confirm: string;
  keep: string;
  action: () => Promise<unknown>;
  /** Where the keyboard goes when it closes; where it came from, if that is left out or null. */
  focusAfter?: () => HTMLElement | null;
}

/** Asks before something that cannot be taken back; closes when `action` is through. */
export function Confirm({ open, onClose, title, description, confirm, keep, action, focusAfter }: ConfirmProps) {
  const focus = useReturningFocus(focusAfter);
  const { pending, run } = useAction(() => action().finally(onClose));
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={scrim} />
        <AlertDialog.Content
          className={cx(panel, 'w-[min(420px,calc(100vw-48px))] p-5')}
          onOpenAutoFocus={focus.remember}
          onCloseAutoFocus={focus.giveBack}
        >
          <AlertDialog.Title className="font-semibold text-md wrap-anywhere">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-1 text-ink-2">{description}</AlertDialog.Description>
          <div className="mt-5 flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>{keep}</Button>
            </AlertDialog.Cancel>
            <Button tone="danger" pending={pending} onClick={run}>
              {confirm}
            </Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
