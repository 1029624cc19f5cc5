/**
 * What a person leaves out of the library: patterns as in a .gitignore, of paths inside a folder of the library, in
 * their order. Letter case counts where the system's file names have it count.
 */
import { relative, sep } from 'node:path'
import ignore from 'ignore'
import { SemblanceError } from '../../shared/errors.ts'

/** The pattern that leaves out what is at `path` in `folder`; null where none does. */
export type Excluded = (folder: string, path: string, isFolder: boolean) => string | null

/** Why a file that is there is as if gone; nothing else is written down of it. */
export const leftOutReason = 'Left out'

const ignorecase = process.platform === 'darwin' || process.platform === 'win32'
/** It keeps what it was asked: some megabytes at most. */
const mostAsked = 20_000
/** Some systems keep "é" as two characters: composed alike on both sides. */
const composed = (text: string) => text.normalize('NFC')
// Many "**" one after the other are as one; as they stand they would be tried at each pair of folders, and so on.
const shortened = (pattern: string) => pattern.replaceAll(/(?<=^!?|\/)(?:\*\*\/)+/g, '**/')

export function createExcluded(patterns: readonly string[]): Excluded {
  if (patterns.length === 0) return () => null
  const marked = patterns.map((pattern, at) => ({ pattern: shortened(composed(pattern)), mark: String(at) }))
  const compiled = () => ignore({ ignorecase }).add(marked)
  let [rules, asked] = [compiled(), 0]
  return (folder, path, isFolder) => {
    if (path === folder) return null
    if (++asked % mostAsked === 0) rules = compiled()
    const inside = relative(folder, path).split(sep).join('/')
    const { rule } = rules.test(composed(inside) + (isFolder ? '/' : ''))
    return rule ? patterns[Number(rule.mark)] : null
  }
}

/** Throws INVALID_ARGUMENT naming the first that is none, and what to write in its place. */
export function checkPatterns(patterns: readonly string[]): void {
  for (const pattern of patterns) {
    const why = whyNoPattern(pattern)
    if (why) throw new SemblanceError('INVALID_ARGUMENT', `"${pattern}" cannot be left out: ${why}`)
  }
}

function whyNoPattern(pattern: string): string | null {
  const text = pattern.trim()
  if (/^!?[/\s]*$/.test(text)) return 'it names nothing. Give a name or a pattern, as "drafts/" or "*.png".'
  if (/^!?(?:\/|~\/|\\\\|[a-z]:)/i.test(text))
    return 'it is a whole path. Patterns are of what is inside a folder: "drafts/" anywhere, "2019/drafts" from its top.'
  if (text.startsWith('#')) return 'a # begins a remark. Write "\\#" for a name that begins with it.'
  if (/(?:^!?|\/)\.\.?(?:\/|$)/.test(text)) return 'it has "." or ".." in it. Write the names of folders alone.'
  if (/\\(?:[\p{L}\p{N}_]|$)/u.test(text)) return 'it has a backslash. Write "/" between folders.'
  return whyNoGlob(text.replaceAll(/\\./gu, ''))
}

/** Of what is not escaped: brackets in pairs, and no braces, which a .gitignore does not know. */
function whyNoGlob(text: string): string | null {
  const set = /\[(?:[!^]|(?![!^]))(?:\[:\w+:\]|\]|[^\]])(?:\[:\w+:\]|[^\]])*\]/g
  const rest = text.replaceAll(set, '')
  if (/[[\]]/.test(rest)) return 'a bracket has no other end. Write "\\[" for the character itself.'
  return /\{[^}]*,.*\}/.test(rest) ? 'braces mean nothing here. Give a pattern for each.' : null
}
