import { defineConfig } from 'vitest/config';

const everywhere = ['**/node_modules/**', 'out/**', 'dist/**', 'e2e/**/*.spec.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: [...everywhere, '**/*.engine.test.ts'],
          // Guards against a hang; no test asserts on it.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'engine',
          include: ['**/*.engine.test.ts'],
          exclude: everywhere,
          // One engine and two cores: files that start containers at the same time only slow each other down.
          fileParallelism: false,
          // Guards against a hang; no test asserts on it.
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
