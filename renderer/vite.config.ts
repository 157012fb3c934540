import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [vue()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    // Electron 22, the oldest runtime that the app is packaged with.
    target: 'chrome108',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
