import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/end-to-end/**'],
          // What hangs is to fail, and what has to share a machine is not: the longest take 12 s alone.
          testTimeout: 120_000,
          // Node.js takes the types out of what a worker thread loads with WebAssembly, and V8 crashes now and then where
          // such a thread has ended while another one compiles the calls between that and JavaScript anew.
          execArgv: ['--wasm-wrapper-tiering-budget=1000000000'],
        },
      },
      {
        test: {
          name: 'end-to-end',
          include: ['test/end-to-end/**/*.test.ts'],
          // They share one loopback and measure real programs: one after the other.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
