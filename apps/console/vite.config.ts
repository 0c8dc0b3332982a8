import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressed } from './scripts/compressed.ts';

export default defineConfig({
  plugins: [react(), compressed()],
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
