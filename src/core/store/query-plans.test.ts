/** How the database goes about the store's statements. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { assemble, openCatalogue } from './catalogue.ts'
import { temporaryDir } from './testing/support.ts'

interface Step {
  id: number
  parent: number
  detail: string
}

/** All that the store prepares; that SQLite takes each is seen by the way. */
function statementsOf(db: Database.Database): string[] {
  const sources: string[] = []
  const prepare = (source: string) => {
    sources.push(source)
    return db.prepare(source)
  }
  const noting = Object.create(db, { prepare: { value: prepare } }) as Database.Database
  assemble('', '', noting, { open: () => db, release: () => {} }, Date.now)
  return sources
}

/** As SQLite goes about it; parameters are 1. */
function planOf(db: Database.Database, source: string): Step[] {
  const names = Array.from(source.matchAll(/@(\w+)/g), ([, name]) => [name, 1])
  return db.prepare<[object], Step>(`EXPLAIN QUERY PLAN ${source}`).all(Object.fromEntries(names))
}

function openDatabase(): Database.Database {
  const dir = temporaryDir()
  openCatalogue(dir).close()
  const db = new Database(join(dir, 'catalogue.sqlite'))
  onTestFinished(() => void db.close())
  return db
}

it('what is asked of one photo does not gather the marks that others have', () => {
  const db = openDatabase()
  const ofOne = statementsOf(db).filter((source) => /^\s*SELECT[^]*\bphoto_id = @photoId/.test(source))
  expect(ofOne.length).toBeGreaterThan(0)
  for (const source of ofOne)
    for (const { detail } of planOf(db, source)) expect(detail, source).not.toMatch(/\blabel_by_value\b/)
})

it('what other runs keep is gathered once, not asked of each run for each photo', () => {
  const db = openDatabase()
  const sources = statementsOf(db).filter((source) => source.includes('@others'))
  expect(sources).toHaveLength(1)
  const plan = planOf(db, sources[0])
  const asked = plan.filter(({ detail }) => detail.startsWith('CORRELATED')).map(({ id }) => id)
  const ofEach = plan.filter(({ parent }) => asked.includes(parent)).map(({ detail }) => detail)
  expect(ofEach.filter((detail) => /\b[rm] USING/.test(detail))).toEqual([])
})

it('what is read a part at a time is found by where the part before ended, and nothing is sorted for it', () => {
  const db = openDatabase()
  const parts = statementsOf(db).filter((source) => />\s*@after/.test(source))
  expect(parts.length).toBeGreaterThan(15)
  for (const source of parts) {
    const plan = planOf(db, source)
    expect(plan.map(({ detail }) => detail).join('\n'), source).toMatch(/SEARCH .*>\?/)
    const isPage = /ORDER BY [^()]*LIMIT [^()]*$/.test(source)
    const isSorted = plan.some(({ parent, detail }) => parent === 0 && detail === 'USE TEMP B-TREE FOR ORDER BY')
    expect(isPage && isSorted, source).toBe(false)
  }
})
