import { ToggleGroup } from 'radix-ui';
import { useWords } from '../stores/stores.ts';
import { cx } from './cx.ts';

interface FilterProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string; count: number }[];
  onChange: (value: T) => void;
}

/** Which of the rows below are shown, each choice with how many there are. */
export function Filter<T extends string>({ label, value, options, onChange }: FilterProps<T>) {
  const { formatCount } = useWords();
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        const chosen = options.find((option) => option.value === next);
        if (chosen) onChange(chosen.value);
      }}
      className="flex flex-wrap gap-0.5"
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className={cx(
            'flex h-7 items-center gap-1.5 whitespace-nowrap rounded-md px-2.5 text-ink-2 transition-colors hover:bg-hover hover:text-ink',
            'data-[state=on]:bg-pressed data-[state=on]:font-medium data-[state=on]:text-ink',
          )}
        >
          {option.label}
          <span className="min-w-2 font-normal text-ink-3 text-xs">{formatCount(option.count)}</span>
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
