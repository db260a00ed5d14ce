import { useWords } from '../stores/stores.ts';
import { cx } from './cx.ts';

/** A name that a stranger chose: cleaned, on one line, and unable to turn the text around it. */
export function Name({ name, className }: { name: string; className?: string }) {
  const { nameOf } = useWords();
  const clean = nameOf(name);
  return (
    <bdi className={cx('block truncate', className)} title={clean}>
      {clean}
    </bdi>
  );
}
