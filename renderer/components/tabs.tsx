import { Tabs as RadixTabs } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx.ts';

interface TabBarProps<T extends string> {
  label: string;
  tabs: readonly { value: T; label: ReactNode }[];
  className?: string;
}

export const Tabs = RadixTabs.Root;

export function TabBar<T extends string>({ label, tabs, className }: TabBarProps<T>) {
  return (
    <RadixTabs.List aria-label={label} className={cx('flex gap-5 border-line border-b', className)}>
      {tabs.map((tab) => (
        <RadixTabs.Trigger
          key={tab.value}
          value={tab.value}
          className={cx(
            '-mb-px h-9 border-transparent border-b-2 px-0.5 text-ink-2 transition-colors hover:text-ink',
            'data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink',
          )}
        >
          {tab.label}
        </RadixTabs.Trigger>
      ))}
    </RadixTabs.List>
  );
}

export function TabPanel({ className, ...rest }: ComponentProps<typeof RadixTabs.Content>) {
  return <RadixTabs.Content className={cx('min-h-0', className)} {...rest} />;
}
