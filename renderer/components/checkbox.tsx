import { Check, Minus } from 'lucide-react';
import { Checkbox as RadixCheckbox } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cx } from './cx.ts';

interface CheckboxProps extends Omit<ComponentProps<typeof RadixCheckbox.Root>, 'checked' | 'onCheckedChange'> {
  /** Accessible name. */
  label: string;
  /** `mixed` stands for some of several. */
  checked: boolean | 'mixed';
  /** `range` tells that Shift was held down. */
  onChoose: (checked: boolean, range: boolean) => void;
}

export function Checkbox({ label, checked, onChoose, className, ...rest }: CheckboxProps) {
  return (
    <RadixCheckbox.Root
      aria-label={label}
      checked={checked === 'mixed' ? 'indeterminate' : checked}
      onClick={(event) => onChoose(checked !== true, event.shiftKey)}
      className={cx(
        'relative grid size-4 shrink-0 place-items-center rounded-sm border border-line-strong bg-surface transition-colors hover:border-ink-3',
        'data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent',
        // A target larger than the box.
        'after:absolute after:-inset-2 disabled:opacity-45',
        className,
      )}
      {...rest}
    >
      <RadixCheckbox.Indicator className="text-on-accent">
        {checked === 'mixed' ? <Minus aria-hidden className="size-3" /> : <Check aria-hidden className="size-3" />}
      </RadixCheckbox.Indicator>
    </RadixCheckbox.Root>
  );
}
