import { Search, X } from 'lucide-react';
import type { ComponentProps } from 'react';
import { useWords } from '../stores/stores.ts';
import { IconButton } from './button.tsx';
import { cx } from './cx.ts';
import { inputLook } from './field.tsx';

interface SearchFieldProps extends Omit<ComponentProps<'input'>, 'value' | 'onChange'> {
  /** Accessible name, and what stands in it while it is empty. */
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Arrow down goes on to what was found. */
  onLeave?: () => void;
}

/** Narrows what is below it; `/` goes there, Escape empties and leaves it. */
export function SearchField({ label, value, onChange, onLeave, className, onKeyDown, ...input }: SearchFieldProps) {
  const { t } = useWords();
  return (
    <div className={cx('relative w-56', className)}>
      <Search aria-hidden className="pointer-events-none absolute inset-y-0 left-2.5 my-auto size-4 text-ink-3" />
      <input
        type="search"
        data-search
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder={label}
        maxLength={200}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' && onLeave) {
            event.preventDefault();
            onLeave();
          }
          onKeyDown?.(event);
          if (event.key !== 'Escape') return;
          onChange('');
          event.currentTarget.blur();
        }}
        className={cx(inputLook, 'h-7.5 px-8')}
        {...input}
      />
      {value === '' ? (
        <kbd
          aria-hidden
          className="pointer-events-none absolute inset-y-0 right-2 my-auto h-4.5 rounded-sm border border-line px-1.5 font-sans text-2xs text-ink-3"
        >
          /
        </kbd>
      ) : (
        <IconButton
          icon={X}
          label={t('app.kit.clearSearch')}
          className="absolute inset-y-0 right-0.5 my-auto size-6"
          onClick={() => onChange('')}
        />
      )}
    </div>
  );
}
