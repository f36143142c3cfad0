import { defineConfig } from 'vite';

// One classic script, the same bytes from the same sources: no hashes in
// names, no source map, nothing of the machine or the day.
export default defineConfig({
  publicDir: false,
  build: {
    target: 'es2022',
    outDir: process.env['WIDGET_OUT'] ?? '../dist',
    emptyOutDir: false,
    lib: { entry: 'src/main.ts', formats: ['iife'], name: 'Clausewise', fileName: () => 'widget.js' },
    rolldownOptions: {
      output: { postBanner: '/*! Clausewise widget. Contains Lit, Copyright Google LLC, BSD-3-Clause, and d3-array, Copyright Mike Bostock, ISC: see NOTICE. */' },
    },
  },
});
