import { defineConfig } from 'vite';

/** Bundles the gateway program, which runs in a container that has Node.js and nothing else, into one file. */
export default defineConfig({
  build: {
    ssr: 'electron/gateway/program/main.ts',
    outDir: 'out/gateway',
    target: 'node24',
    minify: true,
    rolldownOptions: { output: { entryFileNames: 'gateway.mjs' } },
  },
  ssr: { noExternal: true },
});
