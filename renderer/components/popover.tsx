import { Popover as RadixPopover } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

interface PopoverProps {
  /** A button; it opens and closes the popover. */
  trigger: ReactNode;
  label: string;
  children: ReactNode;
  className?: string;
}

export function Popover({ trigger, label, children, className }: PopoverProps) {
  return (
    <RadixPopover.Root>
      <RadixPopover.Trigger asChild>{trigger}</RadixPopover.Trigger>
      <RadixPopover.Portal>
        <RadixPopover.Content
          aria-label={label}
          align="start"
          sideOffset={8}
          collisionPadding={12}
          onOpenAutoFocus={(event) => {
            // The popover itself: a button in it would come up with its tooltip.
            event.preventDefault();
            if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
          }}
          className={cx(
            'z-30 max-h-(--radix-popover-content-available-height) w-80 animate-appear overflow-y-auto rounded-lg bg-raised p-4 shadow-pop focus:outline-none',
            className,
          )}
        >
          {children}
        </RadixPopover.Content>
      </RadixPopover.Portal>
    </RadixPopover.Root>
  );
}
