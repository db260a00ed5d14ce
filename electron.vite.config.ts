import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

export default defineConfig({
  // Packages that are `dependencies` stay packages; all others are bundled, for one file loads sooner than hundreds.
  main: {
    build: {
      outDir: 'out/main',
      rolldownOptions: { input: 'electron/main.ts', output: { entryFileNames: 'main.js' } },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload is one CommonJS file and cannot require packages, so all of them are bundled.
      externalizeDeps: false,
      rolldownOptions: {
        input: 'electron/preload.ts',
        output: { format: 'cjs', entryFileNames: 'preload.cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react(), tailwindcss()],
    build: { outDir: 'out/renderer', minify: true, rolldownOptions: { input: 'renderer/index.html' } },
  },
});
