import { defineConfig } from 'vite';

// The same bytes from the same sources: no hashes in names (the service sends
// each file with its ETag), no source map, nothing of the machine or the day.
export default defineConfig({
  base: '/console/',
  publicDir: false,
  build: {
    target: 'es2022',
    outDir: process.env['CONSOLE_OUT'] ?? '../dist/console',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        entryFileNames: 'console.js',
        chunkFileNames: '[name].js',
        assetFileNames: '[name][extname]',
        postBanner: '/*! Clausewise console. Contains Lit, Copyright Google LLC, BSD-3-Clause, and uPlot, Copyright Leon Sorokin, MIT: see NOTICE. */',
      },
    },
  },
});
