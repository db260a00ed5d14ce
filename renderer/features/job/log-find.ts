import { useCallback, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { LogWindow } from '../../stores/log-window.ts';
import { useStores } from '../../stores/stores.ts';
import type { LogTarget } from './log-scroll.ts';
import { createMatcher, matchesOf } from './log-search.ts';
import { allStreams } from './log-streams.tsx';
import type { LogStream } from './log-text.ts';

interface FindOptions {
  jobId: string;
  /** What is on the screen. */
  shown: LogWindow;
  newest: LogWindow;
  streams: ReadonlySet<LogStream>;
  onGo: (target: LogTarget) => void;
}

/** Looks for words in the whole log, and in the lines that come after; until that is done, in the lines held. */
export function useLogFind({ jobId, shown, newest, streams, onGo }: FindOptions) {
  const { finder, log } = useStores();
  const [query, setQuery] = useState('');
  const [place, setPlace] = useState<number | null>(null);
  const status = useStore(finder, (state) => state.status);
  const found = useStore(finder, (state) => state.found);
  const matcher = useMemo(() => createMatcher(query), [query]);

  useEffect(() => {
    setPlace(null);
    if (query === '' || streams.size === 0) finder.clear();
    else {
      const only = streams.size === allStreams.size ? [] : [...streams];
      finder.look({ jobId, text: query, streams: only }, () => log.getState().window.total);
    }
    return finder.clear;
  }, [finder, log, jobId, query, streams]);

  const { entries } = found === null ? shown : newest;
  const matches = useMemo(
    () => (query === '' ? [] : matchesOf({ matcher, streams, found, entries })),
    [query, matcher, streams, found, entries],
  );
  const at = place === null ? 0 : Math.max(0, matches.indexOf(place));
  const current = matches[at];

  const goTo = useCallback(
    (seq: number | undefined) => {
      if (seq === undefined) return;
      setPlace(seq);
      onGo({ seq, isLikely: matcher.has, align: 'center' });
    },
    [matcher, onGo],
  );

  const over = status === 'done' || status === 'failed';
  // Once for each search: matches that come later must not take the person away.
  useEffect(() => {
    if (over) goTo(matches[0]);
  }, [over, found]);

  return {
    query,
    matcher,
    matches,
    status,
    found,
    /** Number of the match that the person is at, from 1; 0 without one. */
    place: current === undefined ? 0 : at + 1,
    current,
    search: setQuery,
    move: (by: 1 | -1) => goTo(matches[(at + by + matches.length) % matches.length]),
  };
}
