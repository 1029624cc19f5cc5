/** The command line in this process, since a new one takes longer to start than most commands take; and as one. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, vi } from 'vitest'
import { semblance as run } from '../../src/cli/semblance.ts'

export const cliEntry = fileURLToPath(new URL('../../src/cli/index.ts', import.meta.url))

export interface Ended {
  exitCode: number
  stdout: string
  stderr: string
}

export async function semblance(...args: string[]): Promise<Ended> {
  const written = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockReturnValue(true))
  try {
    const exitCode = await run(args)
    const [stdout, stderr] = written.map(({ mock }) => mock.calls.map(([text]) => String(text)).join(''))
    return { exitCode, stdout, stderr }
  } finally {
    for (const spy of written) spy.mockRestore()
  }
}

export function semblanceProcess(...args: string[]): Promise<Ended> {
  const env = { ...process.env, NODE_NO_WARNINGS: '1' }
  return new Promise((done) =>
    execFile(process.execPath, [cliEntry, ...args], { env }, (error, stdout, stderr) =>
      done({ exitCode: error ? Number(error.code) : 0, stdout, stderr }),
    ),
  )
}

/** Standard output must be one JSON value and nothing else. */
export async function json<T>(...args: string[]): Promise<T> {
  const { exitCode, stdout, stderr } = await semblance(...args, '--json')
  expect(exitCode, stderr).toBe(0)
  return JSON.parse(stdout) as T
}
