import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface EmptyProps {
  icon: LucideIcon;
  title: string;
  /** `h1` where it stands for the whole view. */
  level?: 'h1' | 'h2';
  children?: ReactNode;
}

/** What stands where there is nothing to show, and why. */
export function Empty({ icon: Icon, title, level: Heading = 'h2', children }: EmptyProps) {
  return (
    <div className="m-auto flex max-w-md flex-col items-center px-6 py-12 text-center">
      <span className="mb-4 grid size-11 place-items-center rounded-xl bg-idle-soft text-ink-3">
        <Icon aria-hidden className="size-5.5" />
      </span>
      <Heading className="font-semibold text-md">{title}</Heading>
      {children && <div className="mt-1 text-ink-2">{children}</div>}
    </div>
  );
}
