/** What commands put on standard output: text, or with --json one value, also where they fail. */
import type { ErrorValue } from '../shared/errors.ts'

/** A command that fails after it has printed must not print a second value. */
let isPrinted = false
let isOver = false

/** Before each command. */
export const beginOutput = (): void => void (isPrinted = isOver = false)

/** A command that is stopped may come to an end that is not its result. */
export const endOutput = (): void => void (isOver = true)

/** One JSON value with --json, else the text. */
export function print(options: { json?: boolean }, value: unknown, text: string): void {
  if (isOver) return
  isPrinted = true
  process.stdout.write(`${options.json ? JSON.stringify(value) : text}\n`)
}

/** For scripts; the words on standard error stay. */
export function printError(error: ErrorValue): void {
  if (!isPrinted) print({ json: true }, { error }, '')
}
