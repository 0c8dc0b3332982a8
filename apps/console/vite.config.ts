import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';
import { compressed } from './scripts/compressed.ts';

export default defineConfig({
  plugins: [react(), compressed()],
  // rxjs offers modern code under this name only. Its other build carries the helpers of ES5.
  resolve: { conditions: ['es2015', ...defaultClientConditions] },
  build: {
    target: 'es2022',
    // No inline script: the content security policy allows none.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // One stylesheet: Vite does not load the stylesheet of a part again after it failed once.
    cssCodeSplit: false,
    reportCompressedSize: false,
    rollupOptions: { input: { index: 'index.html', silent: 'silent.html' } },
  },
});
