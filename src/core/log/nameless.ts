/** Lines of the log without any word that may name a photo, a tag, a folder or a person. Pure. */
import { constants } from 'node:os'
import { errorCodes } from '../../shared/errors.ts'

const kinds = ['Error', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'SemblanceError', 'SqliteError']
const known = new Set<string>([
  ...errorCodes,
  ...kinds,
  ...Object.keys(constants.errno),
  ...Object.keys(constants.signals),
])

const headPattern = /^(\d{4}-\d\d-\d\dT[\d:.]+Z [a-z, ]+): (.*)$/
const framePattern = /^\s+at (?:([^()/\\]+) \()?.*?([^()/\\]+:\d+:\d+)\)?$/

/**
 * Of each entry when, who and which of the codes that are known by name; of a stack the functions and the names of our
 * own files. All else is left out, since a message may hold any name.
 */
export function withoutNames(lines: string[]): string[] {
  return lines.flatMap((line) => {
    const head = headPattern.exec(line)
    if (head) return `${head[1]}: ${codesIn(head[2])}(words left out)`
    const frame = framePattern.exec(line)
    return frame ? `    at ${frame[1] ?? ''} (${frame[2]})` : []
  })
}

const codesIn = (message: string): string =>
  [...message.matchAll(/[A-Za-z][A-Za-z_\d]*/g)]
    .map(([word]) => word)
    .filter((word) => known.has(word))
    .map((word) => `${word} `)
    .join('')
