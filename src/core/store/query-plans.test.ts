/** How the database goes about the store's statements. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { openCatalogue } from './catalogue.ts'
import { temporaryDir } from './testing/support.ts'

interface Step {
  parent: number
  detail: string
}

/** What is prepared while a catalogue is opened. */
function statementsOf(dir: string): string[] {
  const sources: string[] = []
  const { prepare } = Database.prototype
  onTestFinished(() => void (Database.prototype.prepare = prepare))
  Database.prototype.prepare = function (this: Database.Database, source: string) {
    sources.push(source)
    return prepare.call(this, source)
  } as typeof prepare
  openCatalogue(dir).close()
  return sources
}

it('what is read a part at a time is found by where the part before ended, and nothing is sorted for it', () => {
  const dir = temporaryDir()
  const parts = statementsOf(dir).filter((source) => />\s*@after/.test(source))
  expect(parts.length).toBeGreaterThan(15)
  const db = new Database(join(dir, 'catalogue.sqlite'))
  onTestFinished(() => void db.close())
  for (const source of parts) {
    const names = Array.from(source.matchAll(/@(\w+)/g), ([, name]) => [name, 1])
    const plan = db.prepare<[object], Step>(`EXPLAIN QUERY PLAN ${source}`).all(Object.fromEntries(names))
    expect(plan.map(({ detail }) => detail).join('\n'), source).toMatch(/SEARCH .*>\?/)
    const isPage = /ORDER BY [^()]*LIMIT [^()]*$/.test(source)
    const isSorted = plan.some(({ parent, detail }) => parent === 0 && detail === 'USE TEMP B-TREE FOR ORDER BY')
    expect(isPage && isSorted, source).toBe(false)
  }
})
