import './strict-csp.ts';
import './styles/app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { languageFor } from '../shared/languages/language.ts';
import { App } from './app/app.tsx';
import { createClient } from './bridge.ts';
import { createWords } from './language/words.ts';
import { createStores, type Stores, StoresContext } from './stores/stores.ts';
import { createToastStore } from './stores/toasts.ts';

const element = document.getElementById('root');
if (element === null) throw new Error('index.html has no #root.');
const root = createRoot(element);

const bridge = window.computeswarm;
if (bridge === undefined) {
  const { t } = createWords(languageFor('system', navigator.languages));
  root.render(<p className="p-8">{t('app.ownWindow')}</p>);
} else {
  const toasts = createToastStore();
  const client = createClient({
    bridge,
    onBadAnnouncement: toasts.getState().failWith,
    words: () => stores.language.getState().words,
  });
  const stores: Stores = createStores(client, toasts);
  stores.start(document);
  root.render(
    <StrictMode>
      <StoresContext value={stores}>
        <App />
      </StoresContext>
    </StrictMode>,
  );
}
