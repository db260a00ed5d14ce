/** What of a window's contents tells that its page is no more. */
interface Page {
  on(event: 'destroyed', listener: () => void): unknown;
  on(event: 'render-process-gone', listener: () => void): unknown;
  on(
    event: 'did-start-navigation',
    listener: (details: { isMainFrame: boolean; isSameDocument: boolean }) => void,
  ): unknown;
}

/** Takes what windows say about showing GPUs. */
export type GpuWatch = (shown: boolean, page: Page) => void;

/**
 * Tells `watch` whether the window that spoke last shows GPUs. One that was closed, has crashed or shows its page anew does
 * not, though it never said so.
 */
export function createGpuWatch(watch: (shown: boolean) => void): GpuWatch {
  const known = new WeakSet<Page>();
  let showing: Page | null = null;

  return (shown, page) => {
    const gone = () => {
      if (showing !== page) return;
      showing = null;
      watch(false);
    };
    if (!known.has(page)) {
      known.add(page);
      page.on('destroyed', gone);
      page.on('render-process-gone', gone);
      page.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
        if (isMainFrame && !isSameDocument) gone();
      });
    }
    showing = shown ? page : null;
    watch(shown);
  };
}
