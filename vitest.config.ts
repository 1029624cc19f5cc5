import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig } from 'vitest/config'

/** Of what the tests start, each process and thread would compile the same sources again. */
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url))

/** And takes the machine for one of a single core. */
const oneCore = new URL('test/support/one-core.ts', import.meta.url).href
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import=${oneCore}`

/** Tests that change what all modules share, and so have a process of their own. */
const apart = ['test/engines/tensorflow-double.test.ts']

const inBrowser = ['test/browser/*.test.ts']

const setupFiles = ['./test/support/one-thread.ts']

export default defineConfig({
  test: {
    environment: 'node',
    reporters: ['default', './test/support/skipped-tests.ts'],
    pool: 'forks',
    // Tests wait, too, for folders, processes and pages: two cores are busy with four.
    maxWorkers: 4,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Machines that test are busy; what polls stops as soon as it may.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...apart, ...inBrowser],
          setupFiles,
          // Loading the core anew for each file took as long as many of the tests.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: inBrowser,
          globalSetup: './test/support/shared-browser.ts',
          isolate: false,
        },
      },
      { extends: true, test: { name: 'apart', include: apart, setupFiles } },
    ],
  },
})
