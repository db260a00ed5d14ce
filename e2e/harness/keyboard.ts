import type { Page } from '@playwright/test';

/** More than any view has stops. */
const mostStops = 400;

/** Widgets of many parts with one stop, within which arrow keys move; those of a log select its lines. */
const composites = ['grid', 'listbox', 'log', 'menu', 'radiogroup', 'tablist', 'toolbar', 'tree'];

/**
 * What a mouse can act on in the window, or in the dialog that is open, and a keyboard cannot: whatever looks or listens like
 * a control, and is no stop of the Tab key, nor a part of a widget that is one.
 */
export async function beyondKeyboard(window: Page): Promise<string[]> {
  const stops = await window.evaluateHandle(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    return new Set<Element>();
  });
  for (let presses = 0; presses < mostStops; presses += 1) {
    await window.keyboard.press('Tab');
    const around = await stops.evaluate((seen) => {
      const { activeElement } = document;
      if (activeElement === null || activeElement === document.body) return false;
      const known = seen.has(activeElement);
      seen.add(activeElement);
      return known;
    });
    if (around) break;
  }
  const left = await stops.evaluate((seen, roles) => {
    const widgets = roles.map((role) => `[role=${role}]`).join();
    const looksLikeControl =
      'button, a[href], input, select, textarea, summary, [role=button], [role=option], [role=tab]';
    /** React keeps an element’s handlers beside it, under a name that it makes up. */
    const listens = (element: Element) => {
      const key = Object.keys(element).find((name) => name.startsWith('__reactProps$'));
      const props: unknown = key === undefined ? null : Reflect.get(element, key);
      return typeof props === 'object' && props !== null && ('onClick' in props || 'onDoubleClick' in props);
    };
    const isReached = (element: Element) => {
      const widget = element.closest(widgets);
      // The field of a palette has the focus while keys move in the list that it controls.
      const controls = (stop: Element) => widget?.id && stop.getAttribute('aria-controls') === widget.id;
      return [...seen].some((stop) => element.contains(stop) || widget?.contains(stop) || controls(stop));
    };
    const dialogs = document.querySelectorAll('[role=dialog], [role=alertdialog]');
    const within = dialogs[dialogs.length - 1] ?? document.body;
    return [...within.querySelectorAll('*')]
      .filter((element) => element.matches(looksLikeControl) || listens(element))
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.clientWidth > 0)
      .filter((element) => !element.closest('[aria-hidden=true], [inert], :disabled, [aria-disabled=true]'))
      .filter((element) => !isReached(element))
      .map((element) => element.outerHTML.slice(0, 200));
  }, composites);
  await stops.dispose();
  return left;
}
