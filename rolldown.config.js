import { defineConfig } from 'rolldown';

/** Modules that are started by their path, each as its own file under the name that it has in `src`. */
const ENTRIES = ['cli/main', 'engine/worker', 'source/cap-child', 'demo/child'];

/**
 * The program in few files, because Node.js takes as long to find and link two hundred modules as to start itself. What
 * npm brings stays outside. Every file lies one folder below `dist`, as its sources do below `src`, so that paths relative
 * to `import.meta.url` (`../engine/worker`, `../../package.json`) hold in both.
 */
export default defineConfig({
  input: Object.fromEntries(ENTRIES.map((name) => [name, `src/${name}.ts`])),
  platform: 'node',
  external: /^[^./]/,
  output: {
    dir: 'dist',
    cleanDir: true,
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'parts/[name]-[hash].js',
  },
});
