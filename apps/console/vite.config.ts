import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Rolldown } from 'vite';
import { dropUnusedStyles } from './scripts/drop-unused-styles.ts';
import { classicScript, preloadShell } from './scripts/index-html.ts';

/** Stands in `index.html` for the nonce that the API makes for each answer. */
const noncePlaceholder = '__CSP_NONCE__';

/** During development the API runs beside Vite; it has to believe that the page is its own. */
const devApi = 'http://127.0.0.1:3001';

/** What only some pages show, and what is large: the others needn't wait for it. */
const onlyForSome =
  /src\/pages\/(account|admin|batch|links)\/|captions\/src\/(check-caption|links|screening)|tlds\/|@floating-ui\/|@mantine\/core\/esm\/(components\/(Combobox|Drawer|Modal|ModalBase|Pagination|Popover|Radio|ScrollArea|Select|SimpleGrid|Table|Tooltip)|utils\/Floating)\//;

/**
 * Which scripts are one file. Left alone, the bundler makes one of each part that the same pages share, and a phone on a
 * slow line waits for forty. Here it is one that everyone needs at once, and one with what several pages share.
 */
const sharedScripts: Rolldown.CodeSplittingGroup[] = [
  { name: 'first', tags: ['$initial'], priority: 2 },
  {
    name: 'shared',
    test: (id) => !onlyForSome.test(id),
    minShareCount: 2,
    includeDependenciesRecursively: false,
    priority: 1,
  },
];

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    react(),
    classicScript(import.meta.dirname, '/src/assets/color-scheme.js'),
    dropUnusedStyles(),
    preloadShell(join(import.meta.dirname, 'src/app/shell/shell.tsx'), noncePlaceholder),
  ],
  publicDir: false,
  html: { cspNonce: noncePlaceholder },
  build: {
    target: 'baseline-widely-available',
    outDir: 'dist',
    emptyOutDir: true,
    // A data: URL is one more thing that a policy has to allow.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_000,
    rolldownOptions: { output: { codeSplitting: { groups: sharedScripts } } },
  },
  server: {
    proxy: {
      '/api': {
        target: devApi,
        changeOrigin: true,
        configure: (proxy) => {
          proxy.on('proxyReq', (request) => {
            if (request.getHeader('origin') !== undefined) request.setHeader('origin', devApi);
          });
        },
      },
    },
  },
});
