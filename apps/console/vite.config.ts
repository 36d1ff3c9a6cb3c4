import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { classicScript } from './scripts/classic-script.ts';
import { dropUnusedStyles } from './scripts/drop-unused-styles.ts';
import { preloadShell } from './scripts/index-html.ts';
import { sharedScripts } from './scripts/shared-scripts.ts';

/** Stands in `index.html` for the nonce that the API makes for each answer. */
const noncePlaceholder = '__CSP_NONCE__';

/** During development the API runs beside Vite; it has to believe that the page is its own. */
const devApi = 'http://127.0.0.1:3001';

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
