import { ListFilter } from 'lucide-react';
import { IconButton } from '../../components/button.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { Popover } from '../../components/popover.tsx';
import { useWords } from '../../stores/stores.ts';
import type { LogStream } from './log-text.ts';

export const allStreams: ReadonlySet<LogStream> = new Set<LogStream>(['stdout', 'stderr', 'app']);

interface LogStreamsProps {
  shown: ReadonlySet<LogStream>;
  onChange: (shown: ReadonlySet<LogStream>) => void;
}

/** Which lines of the log are shown, by where they came from. */
export function LogStreams({ shown, onChange }: LogStreamsProps) {
  const { t } = useWords();
  return (
    <Popover
      label={t('job.log.streams')}
      className="w-56 p-2"
      trigger={
        <IconButton icon={ListFilter} label={t('job.log.chooseStreams')} pressed={shown.size < allStreams.size} />
      }
    >
      {[...allStreams].map((stream) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: the checkbox within is one
        <label key={stream} className="flex h-8 items-center gap-2.5 rounded-md px-2 hover:bg-hover">
          <Checkbox
            label={t(`job.log.stream.${stream}`)}
            checked={shown.has(stream)}
            onChoose={(checked) => {
              const next = new Set(shown);
              if (checked) next.add(stream);
              else next.delete(stream);
              onChange(next);
            }}
          />
          {t(`job.log.stream.${stream}`)}
        </label>
      ))}
    </Popover>
  );
}
