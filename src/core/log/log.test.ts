import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createFailureLog, lastLines, logPath, openLog } from './log.ts'

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'semblance-log-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

test('lines with their time and who says so; diagnostics begin with the machine', async () => {
  const dir = folder()
  const log = openLog(dir)
  log.write('learning', 'The disk is full.')
  log.write('core', new Error('broken'))
  await log.close()
  expect(lastLines(dir)[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z learning: The disk is full\.$/)
  expect(lastLines(dir).join('\n')).toMatch(/core: Error: broken\n\s+at /)
  const again = openLog(dir)
  expect(again.diagnostics({ withNames: true })).toMatch(/^Semblance \d+\.\S+ on .*Node \d+.*\n.*The disk is full/)
  expect(again.diagnostics({ withNames: false })).toMatch(/Node \d+.*\n\S+ learning: \(words left out\)\n/)
  await again.close()
})

test('the last lines are there, too, when a new part has just begun', () => {
  const dir = folder()
  writeFileSync(join(dir, '20260102-0304-01-semblance.log'), 'before\n')
  writeFileSync(logPath(dir), 'after\n')
  expect(lastLines(dir)).toEqual(['before', 'after'])
})

test('why a job fails is written once, although other jobs that go well are told of between', () => {
  const lines: string[] = []
  const note = createFailureLog({ write: (job, what) => void lines.push(`${job}: ${String(what)}`) })
  const full = { code: 'DISK_FULL', message: 'The disk is full.' } as const
  for (const error of [full, full, null, full]) {
    note('training', error)
    note('indexing', null)
  }
  const line = 'training: DISK_FULL: The disk is full.'
  expect(lines).toEqual([line, line])
})

test('what nobody caught is in it before the process ends', () => {
  const dir = folder()
  const script = `import { openLog } from ${JSON.stringify(join(import.meta.dirname, 'log.ts'))}; openLog(${JSON.stringify(dir)}); setTimeout(() => { throw new Error('nobody caught this') }, 10)`
  const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', script])
  expect(status).not.toBe(0)
  expect(readFileSync(logPath(dir), 'utf8')).toContain('core, uncaught: Error: nobody caught this')
})
