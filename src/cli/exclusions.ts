/** What the commands that index have in common: patterns to leave out, and telling what was. */
import type { Command } from 'commander'
import type { Core } from '../core/core.ts'
import { checkPatterns } from '../core/library/exclusions.ts'
import type { LeftOut, LibraryStatus } from '../shared/domain.ts'
import { SemblanceError } from '../shared/errors.ts'
import { leftOutInWords } from '../shared/format.ts'
import type { CommonOptions } from './shared.ts'
import { isCatalogue } from './with-core.ts'

export interface ExclusionOptions {
  exclude?: string[]
  unexclude?: string[]
}

const repeated = (pattern: string, before: string[] = []): string[] => [...before, pattern]

export const withExclusionOptions = (command: Command): Command =>
  command
    .option(
      '--exclude <pattern>',
      'leave this out of every folder of the library from now on, as in a .gitignore: "drafts/", "*.png" (repeatable)',
      repeated,
    )
    .option('--unexclude <pattern>', 'take such a pattern back (repeatable)', repeated)

/** Before a catalogue is made, which has no patterns. Throws INVALID_ARGUMENT. */
export function checkExclusions({ catalogue, exclude = [], unexclude = [] }: ExclusionOptions & CommonOptions): void {
  checkPatterns(exclude)
  if (!isCatalogue(catalogue)) checkKnown(unexclude, [])
}

/** Throws INVALID_ARGUMENT. */
export async function changeExclusions({ api }: Core, { exclude = [], unexclude = [] }: ExclusionOptions) {
  if (exclude.length + unexclude.length === 0) return
  const { exclusions } = await api.getStatus({})
  checkKnown(unexclude, exclusions)
  const kept = exclusions.filter((pattern) => !unexclude.includes(pattern))
  await api.setExclusions({ patterns: [...new Set([...kept, ...exclude])] })
}

function checkKnown(unexclude: string[], exclusions: string[]): void {
  const unknown = unexclude.find((pattern) => !exclusions.includes(pattern))
  if (unknown === undefined) return
  const known = exclusions.map((pattern) => `"${pattern}"`).join(', ') || 'none'
  throw new SemblanceError('INVALID_ARGUMENT', `--unexclude "${unknown}": the library's patterns are ${known}.`)
}

/** A line for each pattern and each other reason. */
export function leftOutLines({ exclusions, leftOut }: Pick<LibraryStatus, 'exclusions' | 'leftOut'>): string[] {
  const found = (pattern: string) => leftOut.find(({ isPattern, reason }) => isPattern && reason === pattern)
  return [
    ...exclusions.map((pattern) =>
      pattern.startsWith('!') ? `An exception: "${pattern}"` : `Left out by "${pattern}": ${counted(found(pattern))}`,
    ),
    ...leftOut.filter(({ isPattern }) => !isPattern).map((each) => `Left out (${each.reason}): ${counted(each)}`),
  ]
}

const counted = (found?: LeftOut): string => leftOutInWords(found ? [found] : []) || 'nothing'
