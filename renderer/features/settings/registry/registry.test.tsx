import { Tooltip } from 'radix-ui';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { languages } from '../../../../shared/languages/language.ts';
import { settingPaths } from '../../../../shared/setting-paths.ts';
import { defaultSettings, settingsSections } from '../../../../shared/settings.ts';
import { createClient } from '../../../bridge.ts';
import { createWords } from '../../../language/words.ts';
import { createStores, StoresContext } from '../../../stores/stores.ts';
import { createToastStore } from '../../../stores/toasts.ts';
import { english } from '../../../testing/english.ts';
import { pretendBridge } from '../../../testing/pretend-bridge.ts';
import { sectionContents } from '../section-list.ts';
import { shownPaths, topicOf, topicPaths } from './registry.ts';
import { sayPreset } from './say-value.ts';

/** The paths of the settings that a section shows, in its order. */
function shownIn(section: keyof typeof sectionContents): string[] {
  const { bridge } = pretendBridge({});
  const client = createClient({ bridge, onBadAnnouncement: () => {}, words: () => english });
  const Content = sectionContents[section];
  const page = renderToStaticMarkup(
    <StoresContext value={createStores(client, createToastStore())}>
      <Tooltip.Provider>
        <Content values={defaultSettings} />
      </Tooltip.Provider>
    </StoresContext>,
  );
  return [...page.matchAll(/data-setting="([^"]+)"/g)].map(([, path = '']) => path);
}

describe('the registry', () => {
  it('has an entry for each setting', () => {
    expect([...shownPaths].sort()).toEqual([...settingPaths].sort());
  });

  it.each([...settingsSections])('names what the section %s shows, in its order', (section) => {
    const words = createWords('en');
    const named = topicPaths.filter((path) => topicOf(path, words).section === section);
    expect(shownIn(section)).toEqual(named);
  });

  it.each([...languages])('says of each setting what it is, does and is by default, in %s', (language) => {
    const words = createWords(language);
    for (const path of topicPaths) {
      const { title, help, keywords } = topicOf(path, words);
      expect(title, path).toMatch(/\S/);
      expect(keywords, path).toMatch(/\S/);
      for (const paragraph of help) expect(paragraph, path).toMatch(/^[\p{Lu}/“„].*\.$|^github.*\.$/u);
    }
    for (const path of shownPaths) expect(sayPreset(path, words), path).toMatch(/\S/);
    expect(new Set(topicPaths.map((path) => topicOf(path, words).title)).size).toBe(topicPaths.length);
  });
});
