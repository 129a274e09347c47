import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // Relative: the same files are served under /vendor/, /customer/, /bench/ and from the app's own scheme.
  base: './',
  plugins: [react()],
  build: {
    outDir: `${import.meta.dirname}/../dist/renderer`,
    emptyOutDir: true,
    target: 'chrome130',
    // The pages' content policy takes fonts and images from their own origin only, never from data: URLs in styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 600,
    // Schemas of records are made by calls, which a bundler must keep; the windows check nothing, so they leave them out.
    rolldownOptions: { treeshake: { manualPureFunctions: ['Type', 'Obj', 'OneOf', 'Int', 'Text', 'Nullable'] } },
  },
});
