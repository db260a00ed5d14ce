import { Tooltip } from 'radix-ui';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { settingPaths } from '../../../../shared/setting-paths.ts';
import { defaultSettings, settingsSections } from '../../../../shared/settings.ts';
import { createClient } from '../../../bridge.ts';
import { createStores, StoresContext } from '../../../stores/stores.ts';
import { createToastStore } from '../../../stores/toasts.ts';
import { pretendBridge } from '../../../testing/pretend-bridge.ts';
import { sections } from '../section-list.ts';
import { entryOf, shownPaths, topics } from './registry.ts';
import { sayPreset } from './say-value.ts';

/** The paths of the settings that a section shows, in its order. */
function shownIn(section: keyof typeof sections): string[] {
  const { bridge } = pretendBridge({});
  const client = createClient({ bridge, onBadAnnouncement: () => {} });
  const { Content } = sections[section];
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
    const named = topics.filter(({ topic }) => topic.section === section).map(({ path }) => path);
    expect(shownIn(section)).toEqual(named);
  });

  it('says of each setting what it is, does and is by default', () => {
    for (const path of shownPaths) {
      const { title, help } = entryOf(path);
      expect(title, path).toMatch(/\S/);
      expect(help.join(' '), path).toMatch(/^\p{Lu}.*\.$|^[/“].*\.$|^github.*\.$/u);
      expect(sayPreset(path), path).toMatch(/\S/);
    }
    expect(new Set(shownPaths.map((path) => entryOf(path).title)).size).toBe(shownPaths.length);
  });
});
