import { LoaderCircle, type LucideIcon } from 'lucide-react';
import type { ComponentProps, Ref } from 'react';
import { useState } from 'react';
import { useStores } from '../stores/stores.ts';
import { cx } from './cx.ts';
import { Hint } from './hint.tsx';

const tones = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover',
  secondary: 'bg-surface text-ink border border-line-strong hover:bg-hover active:bg-pressed',
  ghost: 'text-ink-2 hover:bg-hover hover:text-ink active:bg-pressed',
  danger: 'bg-bad-fill text-on-accent hover:brightness-110',
} as const;

const sizes = {
  sm: 'h-7 px-2.5 gap-1.5 text-xs',
  md: 'h-8 px-3 gap-2 text-base',
} as const;

export interface ButtonProps extends ComponentProps<'button'> {
  tone?: keyof typeof tones;
  size?: keyof typeof sizes;
  icon?: LucideIcon | undefined;
  /** Shows a spinner in place of the icon and takes no clicks. */
  pending?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({
  tone = 'secondary',
  size = 'md',
  icon,
  pending = false,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const Icon = pending ? LoaderCircle : icon;
  return (
    <button
      type="button"
      aria-busy={pending || undefined}
      aria-disabled={pending || undefined}
      onClick={pending ? undefined : onClick}
      className={cx(
        'inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap rounded-md font-medium transition-colors',
        'disabled:opacity-45 disabled:pointer-events-none aria-disabled:opacity-70',
        tones[tone],
        sizes[size],
        className,
      )}
      {...rest}
    >
      {Icon && (
        <Icon aria-hidden className={cx('size-4 shrink-0', size === 'sm' && 'size-3.5', pending && 'animate-spin')} />
      )}
      {children}
    </button>
  );
}

interface AsyncProps extends Omit<ButtonProps, 'onClick' | 'pending'> {
  /** What it throws is shown as an error message. */
  action: () => Promise<unknown>;
}

/** Runs `action` and says so in `pending` meanwhile; what it throws is shown. */
export function useAction(action: () => Promise<unknown>): { pending: boolean; run: () => void } {
  const { toasts } = useStores();
  const [pending, setPending] = useState(false);
  return {
    pending,
    run: () => {
      setPending(true);
      action()
        .catch(toasts.getState().fail)
        .finally(() => setPending(false));
    },
  };
}

export function AsyncButton({ action, ...rest }: AsyncProps) {
  const { pending, run } = useAction(action);
  return <Button {...rest} pending={pending} onClick={run} />;
}

interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon'> {
  icon: LucideIcon;
  /** Accessible name, and what the tooltip says. */
  label: string;
  /** For a button that switches something on and off. */
  pressed?: boolean;
}

export function IconButton({ icon, label, pressed, size = 'sm', className, ...rest }: IconButtonProps) {
  return (
    <Hint text={label}>
      <Button
        tone="ghost"
        size={size}
        icon={icon}
        aria-label={label}
        aria-pressed={pressed}
        className={cx(
          'px-0',
          size === 'sm' ? 'w-7' : 'w-8',
          pressed && 'bg-accent-soft text-accent-ink hover:text-accent-ink',
          className,
        )}
        {...rest}
      />
    </Hint>
  );
}

export function AsyncIconButton({ action, ...rest }: Omit<IconButtonProps, 'onClick' | 'pending'> & AsyncProps) {
  const { pending, run } = useAction(action);
  return <IconButton {...rest} pending={pending} onClick={run} />;
}
