import { Switch as RadixSwitch } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cx } from './cx.ts';

export function Switch({ className, ...rest }: ComponentProps<typeof RadixSwitch.Root>) {
  return (
    <RadixSwitch.Root
      className={cx(
        'relative h-4.5 w-8 shrink-0 rounded-full bg-idle transition-colors data-[state=checked]:bg-good',
        'disabled:opacity-50',
        className,
      )}
      {...rest}
    >
      <RadixSwitch.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-on-accent shadow-card transition-transform data-[state=checked]:translate-x-4" />
    </RadixSwitch.Root>
  );
}
