import { SearchX } from 'lucide-react';
import { useEffect } from 'react';
import { cx } from '../../components/cx.ts';
import { Empty } from '../../components/empty.tsx';
import { useWords } from '../../stores/stores.ts';
import { type Found, piecesOf, searchWords, sentenceAbout } from './registry/search.ts';

/** Id of the list, to which the search field belongs. */
export const resultsId = 'settings-found';
export const resultId = (path: string) => `settings-found-${path}`;

interface SearchResultsProps {
  query: string;
  found: readonly Found[];
  /** Index of the one that Enter opens. */
  active: number;
  onGo: (found: Found) => void;
}

/** The settings that a search finds, best first. The keyboard stays in the search field. */
export function SearchResults({ query, found, active, onGo }: SearchResultsProps) {
  const { t } = useWords();
  const words = searchWords(query);
  const path = found[active]?.path;
  useEffect(() => {
    if (path !== undefined) document.getElementById(resultId(path))?.scrollIntoView({ block: 'nearest' });
  }, [path]);
  return (
    <>
      <p role="status" className="sr-only">
        {found.length === 0 ? t('settings.search.none') : t('settings.search.some', { count: found.length })}
      </p>
      {found.length === 0 ? (
        <Empty icon={SearchX} title={t('settings.search.noneTitle')}>
          <p className="wrap-anywhere">{t('settings.search.noneText', { query: query.trim() })}</p>
        </Empty>
      ) : (
        <div
          id={resultsId}
          role="listbox"
          aria-label={t('settings.search.list')}
          className="overflow-hidden rounded-lg border border-line bg-surface shadow-card"
        >
          {found.map((each, index) => (
            <Result key={each.path} found={each} words={words} active={index === active} onGo={() => onGo(each)} />
          ))}
        </div>
      )}
    </>
  );
}

interface ResultProps {
  found: Found;
  words: readonly string[];
  active: boolean;
  onGo: () => void;
}

function Result({ found: { path, topic, value }, words, active, onGo }: ResultProps) {
  const { t } = useWords();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search field has the keyboard, and its Enter does the same
    // biome-ignore lint/a11y/useFocusableInteractive: the search field has the keyboard and points here
    <div
      id={resultId(path)}
      role="option"
      aria-selected={active}
      data-path={path}
      onClick={onGo}
      className={cx(
        'scroll-my-24 border-line border-b px-4 py-2.5 last:border-b-0 hover:bg-hover',
        active && 'bg-accent-soft hover:bg-accent-soft',
      )}
    >
      <div className="flex items-baseline gap-3">
        <p className="min-w-0 flex-1">
          <span className="font-medium">
            <Marked text={topic.title} words={words} />
          </span>
          <span className="ml-2 text-ink-3 text-xs">
            <Marked text={t(`settings.section.${topic.section}`)} words={words} />
          </span>
        </p>
        {value !== null && (
          <p className="max-w-1/2 shrink-0 truncate text-right text-ink-2 text-xs">
            <span className="sr-only">{t('settings.search.now')} </span>
            <Marked text={value} words={words} />
          </p>
        )}
      </div>
      <p className="line-clamp-2 max-w-xl text-ink-3 text-xs">
        <Marked text={sentenceAbout(topic, words)} words={words} />
      </p>
    </div>
  );
}

function Marked({ text, words }: { text: string; words: readonly string[] }) {
  return piecesOf(text, words).map((piece) =>
    piece.hit ? (
      <mark key={piece.start} className="rounded-xs bg-mark text-ink">
        {piece.text}
      </mark>
    ) : (
      piece.text
    ),
  );
}
