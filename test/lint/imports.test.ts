/** A wrong import fails the lint: each rule of docs/architecture.md, tried on a file that breaks it. */
import { fileURLToPath } from 'node:url'
import { ESLint } from 'eslint'
import { expect, test } from 'vitest'

const eslint = new ESLint({ cwd: fileURLToPath(new URL('../..', import.meta.url)) })

test.each([
  ['src/shared/a.ts', 'node:fs'],
  ['src/shared/a.ts', '../core/core.ts'],
  ['src/shared/contract/a.ts', '../../core/core.ts'],
  ['src/core/learning/a.ts', 'node:fs'],
  ['src/core/learning/a.ts', '../engines/create-engine.ts'],
  ['src/core/engines/onnx/a.ts', '../../training/training.ts'],
  ['src/core/library/a.ts', '../training/training.ts'],
  ['src/core/library/a.ts', '../learning/trainer.ts'],
  ['src/core/library/a.ts', 'sharp'],
  ['src/core/imaging/a.ts', '../store/catalogue.ts'],
  ['src/core/imaging/a.ts', 'better-sqlite3'],
  ['src/core/store/a.ts', 'sharp'],
  ['src/core/store/a.ts', '../library/library.ts'],
  ['src/core/learner/a.ts', '../library/library.ts'],
  ['src/core/learner/a.ts', '../imaging/pixels.ts'],
  ['src/core/evaluation/a.ts', '../store/catalogue.ts'],
  ['src/core/learner/a.ts', '../search/similarity.ts'],
  ['src/core/search/a.ts', '../tagging/tagging.ts'],
  ['src/core/search/a.ts', 'better-sqlite3'],
  ['src/core/tagging/a.ts', '../training/training.ts'],
  ['src/core/duplicates/a.ts', '../tagging/tagging.ts'],
  ['src/core/duplicates/a.ts', '../library/library.ts'],
  ['src/core/training/a.ts', '../evaluation/evaluation.ts'],
  ['src/core/training/a.ts', 'sharp'],
  ['src/core/training/a.ts', '../../server/server.ts'],
  ['src/core/exchange/a.ts', 'electron'],
  ['src/core/exchange/a.ts', '../library/library.ts'],
  ['src/core/exchange/a.ts', '../tagging/tagging.ts'],
  ['src/transport/a.ts', '../core/core.ts'],
  ['src/server/a.ts', 'electron'],
  ['src/cli/a.ts', 'better-sqlite3'],
  ['src/main/a.ts', '../core/store/catalogue.ts'],
  ['src/main/a.ts', '../cli/commands/index.ts'],
  ['src/preload/a.ts', 'node:fs'],
  ['src/renderer/state/a.ts', 'node:fs'],
  ['src/renderer/state/a.ts', '../../core/core.ts'],
])('%s may not import %s', async (filePath, from) => {
  const [{ messages }] = await eslint.lintText(`import * as wrong from '${from}'\nexport default wrong\n`, { filePath })
  expect(messages.map(({ ruleId }) => ruleId)).toContain('no-restricted-imports')
})

test.each([
  ['src/shared/contract/a.ts', '../domain.ts'],
  ['src/core/store/a.ts', 'better-sqlite3'],
  ['src/core/imaging/a.ts', 'sharp'],
  ['src/core/learner/a.ts', '../learning/trainer.ts'],
  ['src/core/evaluation/a.ts', '../learner/run.ts'],
  ['src/core/learner/a.ts', '../search/nearest.ts'],
  ['src/core/training/a.ts', '../search/model-check.ts'],
  ['src/core/library/a.ts', '../../shared/domain.ts'],
  ['src/core/exchange/a.ts', '../library/file-names.ts'],
  ['src/main/a.ts', 'electron'],
  ['src/main/a.ts', '../cli/semblance.ts'],
  ['src/renderer/state/a.ts', '../../shared/contract.ts'],
])('%s may import %s', async (filePath, from) => {
  const [{ messages }] = await eslint.lintText(`import * as right from '${from}'\nexport default right\n`, { filePath })
  expect(messages).toEqual([])
})
