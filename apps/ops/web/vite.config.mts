import { resolve } from 'node:path';
import { defineConfig } from 'vite';

/** What every page needs; the charts, which one page needs, come when it is opened. */
const LIBRARIES =
  /node_modules[\\/](react|react-dom|scheduler|react-router|@mantine[\\/](core|hooks|notifications|store)|@floating-ui|@tanstack|@tabler|i18next|react-i18next|clsx)[\\/]/;

/** The page of on call: static files that ops serves. Everything it needs comes from its own host. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  // No configuration of PostCSS is looked for outside of this folder.
  css: { postcss: { plugins: [] } },
  build: {
    outDir: resolve(import.meta.dirname, '../../../dist/web/ops'),
    emptyOutDir: true,
    // A data: URL would need an exception in the content security policy.
    assetsInlineLimit: 0,
    // The page is for current browsers of colleagues; what they lack they are told by the browser.
    target: 'es2022',
    // The libraries in one file: they change less often than the page and stay in the cache.
    rolldownOptions: {
      // "use client" of the libraries is for servers that render; here everything is the client.
      onLog: (level, log, report) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
      output: {
        codeSplitting: { groups: [{ name: 'libraries', test: LIBRARIES }] },
      },
    },
    chunkSizeWarningLimit: 900,
  },
  // `vite` on a developer's machine: the API of a running system (npm start prints its address).
  server: { proxy: { '/api': process.env.OPS_URL ?? 'http://127.0.0.1:3006' } },
});
