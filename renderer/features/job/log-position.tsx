import { useEffect, useRef, useState } from 'react';
import { cx } from '../../components/cx.ts';
import { inputLook } from '../../components/field.tsx';
import { useWords } from '../../stores/stores.ts';

interface LogPositionProps {
  /** Number of the first line in view, from 1; null without one. */
  line: number | null;
  total: number;
  /** Goes to a line by its number from 1. */
  onGo: (line: number) => void;
}

/** Says which line is in view and takes the number of one to go to; Ctrl+G brings the person here. */
export function LogPosition({ line, total, onGo }: LogPositionProps) {
  const { t, formatCount } = useWords();
  const [draft, setDraft] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'g') return;
      event.preventDefault();
      input.current?.select();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);

  const go = () => {
    const wanted = Number.parseInt((draft ?? '').replace(/\D/g, ''), 10);
    if (!Number.isNaN(wanted) && total > 0) onGo(Math.min(Math.max(wanted, 1), total));
    setDraft(null);
  };

  return (
    <label className="ml-2 flex shrink-0 items-center gap-1.5 text-ink-3 text-xs">
      {t('job.log.line')}
      <input
        ref={input}
        inputMode="numeric"
        aria-label={t('job.log.goToLine')}
        aria-keyshortcuts="Control+G"
        disabled={total === 0}
        maxLength={14}
        value={draft ?? (line === null ? '' : formatCount(line))}
        onChange={(event) => setDraft(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={() => setDraft(null)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') go();
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          setDraft(null);
          event.currentTarget.blur();
        }}
        // As wide as the largest number, so that nothing moves.
        style={{ width: `calc(${Math.max(5, formatCount(total).length)}ch + 1.25rem)` }}
        className={cx(inputLook, 'h-7 px-2 text-right text-xs')}
      />
    </label>
  );
}
