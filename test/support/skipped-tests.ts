/** Vitest's reporter of what did not run, and why, so that no test is left out without a word. */
import type { Reporter, TestModule } from 'vitest/node'

export default class SkippedTests implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const test of modules.flatMap(({ children }) => [...children.allTests('skipped')])) {
      const result = test.result()
      if (result.state === 'skipped' && result.note) console.warn(`skipped, ${result.note}: ${test.fullName}`)
    }
  }
}
