import './strict-csp.ts';
import './styles/app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { createClient } from './bridge.ts';
import { createStores, StoresContext } from './stores/stores.ts';
import { createToastStore } from './stores/toasts.ts';

const element = document.getElementById('root');
if (element === null) throw new Error('index.html has no #root.');
const root = createRoot(element);

const bridge = window.computeswarm;
if (bridge === undefined) {
  root.render(<p className="p-8">ComputeSwarm Seller runs in its own window: start the app to see it.</p>);
} else {
  const toasts = createToastStore();
  const stores = createStores(createClient({ bridge, onBadAnnouncement: toasts.getState().failWith }), toasts);
  stores.start(document);
  root.render(
    <StrictMode>
      <StoresContext value={stores}>
        <App />
      </StoresContext>
    </StrictMode>,
  );
}
