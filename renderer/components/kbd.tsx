import { useWords } from '../stores/stores.ts';
import { cx } from './cx.ts';

interface KbdProps {
  /** The caps of the keys, one list for each press. */
  strokes: readonly (readonly string[])[];
  className?: string;
}

/** Keys of a shortcut. */
export function Kbd({ strokes, className }: KbdProps) {
  const { t } = useWords();
  return (
    <span className={cx('inline-flex items-center gap-1 whitespace-nowrap text-ink-2', className)}>
      {strokes.map((caps, index) => (
        <span key={index} className="inline-flex items-center gap-1">
          {index > 0 && <span className="text-2xs">{t('app.shortcut.afterKey')}</span>}
          {caps.map((cap) => (
            <kbd
              key={cap}
              className="grid h-5 min-w-5 place-items-center rounded-sm border border-line-strong border-b-2 bg-sunken px-1 font-sans text-2xs text-ink-2"
            >
              {cap}
            </kbd>
          ))}
        </span>
      ))}
    </span>
  );
}
