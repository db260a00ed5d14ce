import type { en } from '../../shared/languages/en/en.ts';
import type { Translate } from '../../shared/languages/translate.ts';
import { accelerators } from '../../shared/window-commands.ts';

/** A combination such as `CmdOrCtrl+K`, a key such as `/`, or keys one after the other such as `G J`. */
export type Keys = string;

/** Keys of `app.shortcut`. */
export const shortcutGroups = ['anywhere', 'go', 'inList', 'inLog', 'inJob'] as const;

/** Every shortcut of the window: what the handler listens to is what the list and the palette show. */
export const shortcuts = [
  { id: 'palette', keys: [accelerators.palette], title: 'app.palette.title', group: 'anywhere' },
  { id: 'new_job', keys: ['N', accelerators.newJob], title: 'app.newJob', group: 'anywhere' },
  { id: 'search', keys: ['/'], title: 'app.shortcut.search', group: 'anywhere' },
  { id: 'shortcuts', keys: ['?'], title: 'app.shortcut.list', group: 'anywhere' },
  { id: 'go_overview', keys: ['G O', accelerators.overview], title: 'app.view.overview', group: 'go' },
  { id: 'go_jobs', keys: ['G J', accelerators.jobs], title: 'app.view.jobs', group: 'go' },
  { id: 'go_gpus', keys: ['G G', accelerators.gpus], title: 'app.view.gpus', group: 'go' },
  { id: 'go_storage', keys: ['G D', accelerators.storage], title: 'app.view.storage', group: 'go' },
  { id: 'go_settings', keys: ['G S', accelerators.settings], title: 'app.view.settings', group: 'go' },
  { id: 'back', keys: ['Escape'], title: 'app.shortcut.back', group: 'inJob' },
] as const satisfies readonly {
  id: string;
  keys: readonly Keys[];
  title:
    | 'app.newJob'
    | 'app.palette.title'
    | `app.shortcut.${keyof (typeof en)['app']['shortcut']}`
    | `app.view.${keyof (typeof en)['app']['view']}`;
  group: (typeof shortcutGroups)[number];
}[];

/** Keys that parts of views listen to themselves, while they have the focus. */
export const partKeys = [
  { title: 'app.shortcut.selectOne', keys: ['Space'], group: 'inList' },
  { title: 'app.shortcut.selectAll', keys: ['CmdOrCtrl+A'], group: 'inList' },
  { title: 'app.shortcut.delete', keys: ['Delete'], group: 'inList' },
  { title: 'app.shortcut.undo', keys: ['CmdOrCtrl+Z'], group: 'inList' },
  { title: 'app.shortcut.goToLine', keys: ['CmdOrCtrl+G'], group: 'inLog' },
  { title: 'app.shortcut.selectLines', keys: ['Shift+↓', 'Shift+↑'], group: 'inLog' },
  { title: 'app.shortcut.copyLines', keys: ['CmdOrCtrl+C'], group: 'inLog' },
  { title: 'app.shortcut.startAndEnd', keys: ['Home', 'End'], group: 'inLog' },
] as const satisfies readonly {
  title: `app.shortcut.${keyof (typeof en)['app']['shortcut']}`;
  keys: readonly Keys[];
  group: (typeof shortcutGroups)[number];
}[];

export type ShortcutId = (typeof shortcuts)[number]['id'];

/** The keys of a shortcut as the table has them, the one to show first at the front. */
export const keysOf = (id: ShortcutId): readonly Keys[] => shortcuts.find((shortcut) => shortcut.id === id)?.keys ?? [];

/** What of a key event counts. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'repeat' | 'timeStamp'
>;

/** How long after the first key of a sequence the second one counts, in milliseconds. */
const sequenceMs = 1_000;

/**
 * Makes shortcuts of key presses, one after the other.
 * @param apple whether Command is the key that makes combinations, instead of Ctrl
 */
export function createKeyReader(apple: boolean): (press: KeyPress) => ShortcutId | null {
  let first = '';
  let firstAt = 0;
  return (press) => {
    const stroke = strokeOf(press, apple);
    if (stroke === null) return null;
    const before = press.timeStamp - firstAt < sequenceMs ? first : '';
    first = '';
    const found = (before !== '' && withKeys(`${before} ${stroke}`)) || withKeys(stroke);
    if (found) return found;
    if (!press.repeat && shortcuts.some(({ keys }) => keys.some((each) => each.startsWith(`${stroke} `)))) {
      first = stroke;
      firstAt = press.timeStamp;
    }
    return null;
  };
}

const withKeys = (keys: Keys): ShortcutId | null =>
  shortcuts.find((shortcut) => shortcut.keys.some((each) => each === keys))?.id ?? null;

/** Whether a press types nothing, so that it counts in a field too. */
export const isCombination = ({ ctrlKey, metaKey }: KeyPress) => ctrlKey || metaKey;

function strokeOf({ key, code, ctrlKey, metaKey, altKey, shiftKey }: KeyPress, apple: boolean): string | null {
  if (altKey) return null;
  const letter = letterOf(key, code);
  if (ctrlKey || metaKey) {
    const wanted = apple ? metaKey && !ctrlKey : ctrlKey && !metaKey;
    return wanted && !shiftKey ? `CmdOrCtrl+${letter ?? key}` : null;
  }
  if (letter !== null) return shiftKey ? null : letter;
  return key;
}

/** The letter as the table writes it; on a layout that has no Latin letters, the one that the key has elsewhere. */
function letterOf(key: string, code: string): string | null {
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  return /^\p{L}$/u.test(key) ? (/^Key([A-Z])$/.exec(code)?.[1] ?? null) : null;
}

/**
 * The keys as the caps on a keyboard, one list for each press.
 * @param apple whether to show Apple's sign for Command
 */
export function keyCaps(keys: Keys, apple: boolean, t: Translate): string[][] {
  const names: Readonly<Record<string, string>> = {
    CmdOrCtrl: apple ? '⌘' : t('app.key.ctrl'),
    Escape: t('app.key.escape'),
    Shift: t('app.key.shift'),
    Space: t('app.key.space'),
    Delete: t('app.key.delete'),
    Home: t('app.key.home'),
    End: t('app.key.end'),
  };
  return keys.split(' ').map((stroke) => stroke.split('+').map((cap) => names[cap] ?? cap));
}
