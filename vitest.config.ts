import { configDefaults, defineConfig } from 'vitest/config'

/** Tests that change what all modules share, and so have a process of their own. */
const apart = ['test/engines/tensorflow-double.test.ts']

export default defineConfig({
  test: {
    environment: 'node',
    reporters: ['default', './test/support/skipped-tests.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Machines that test are busy; what polls stops as soon as it may.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...apart],
          // Loading the core anew for each file took as long as many of the tests.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'apart', include: apart } },
    ],
  },
})
