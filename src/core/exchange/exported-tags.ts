/** Tags, scores and where they come from as a table: CSV, JSON or Parquet, one row a photo and tag. */
import { createWriteStream, existsSync } from 'node:fs'
import { extname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate as turn } from 'node:timers/promises'
import { fileWriter, parquetWriteRows } from 'hyparquet-writer'
import type { TagRow } from '../../shared/exchange.ts'
import { SemblanceError } from '../../shared/errors.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { chosenNames } from './chosen-names.ts'
import { isOneOf } from './keywords.ts'
import { removeTemporary, takeNewPlace, temporaryBeside } from './temporary-file.ts'
import { takenAlready, unwritten } from './unwritten.ts'
import { refuseRelative } from './whole-path.ts'

type ExportedRow = { path: string; time: Date } & Omit<TagRow, 'timeMs'>
type Rows = AsyncIterable<ExportedRow>

const columns = [
  { name: 'path', type: 'STRING' },
  { name: 'tag', type: 'STRING' },
  { name: 'value', type: 'STRING' },
  { name: 'author', type: 'STRING' },
  { name: 'confidence', type: 'DOUBLE' },
  { name: 'score', type: 'DOUBLE' },
  { name: 'scorer', type: 'STRING' },
  { name: 'run', type: 'INT32' },
  { name: 'modelVersion', type: 'INT32' },
  { name: 'time', type: 'TIMESTAMP' },
] as const

/** Each group is written in one go, and so is the table of all groups at the end: some milliseconds' worth of both. */
const rowGroupSize = 2000

const writers: Record<string, (file: string, rows: Rows) => Promise<void>> = {
  '.csv': (file, rows) => pipeline(Readable.from(csvOf(rows)), createWriteStream(file)),
  '.json': (file, rows) => pipeline(Readable.from(jsonOf(rows)), createWriteStream(file)),
  '.parquet': async (file, rows) =>
    parquetWriteRows({ writer: fileWriter(file), rows, columns: [...columns], rowGroupSize }),
}

/** Written whole or not at all; nothing that is there is overwritten. Throws INVALID_ARGUMENT, DISK_FULL. */
export async function exportTags(
  catalogue: Catalogue,
  { path, tagIds }: { path: string; tagIds?: number[] },
): Promise<{ path: string; rowCount: number }> {
  refuseRelative(path)
  const write = writers[extname(path).toLowerCase()]
  if (!write) throw refused(`${path} ends in none of ${Object.keys(writers).join(', ')}. Give one of these endings.`)
  if (existsSync(path)) throw takenAlready(path)
  const chosen = chosenNames(catalogue, tagIds)
  const temporary = temporaryBeside(path)
  let rowCount = 0
  async function* counted(): Rows {
    for await (const row of rowsOf(catalogue, chosen)) {
      rowCount++
      yield row
    }
  }
  try {
    await write(temporary, counted())
    takeNewPlace(temporary, path)
  } catch (error) {
    throw unwritten(path, error as NodeJS.ErrnoException)
  } finally {
    removeTemporary(temporary)
  }
  return { path, rowCount }
}

/** Photos read at a time: some milliseconds' worth. */
const sliceSize = 100

async function* rowsOf({ tagRows, photos }: Catalogue, chosen: string[] | null): Rows {
  const lastId = tagRows.lastPhotoId()
  for (let after = 0; after < lastId; after += sliceSize) {
    const rows = tagRows.between(after, after + sliceSize).filter(({ tag }) => !chosen || isOneOf(tag, chosen))
    const summaries = photos.summaries([...new Set(rows.map(({ photoId }) => photoId))])
    for (const { photoId, timeMs, tagId: _tagId, ...row } of rows)
      yield { path: summaries.get(photoId)!.path, ...row, time: new Date(timeMs) }
    await turn()
  }
}

const names = columns.map(({ name }) => name)

/** RFC 4180, in UTF-8. */
async function* csvOf(rows: Rows) {
  yield `${names.join(',')}\r\n`
  for await (const row of rows) yield `${names.map((name) => cell(row[name])).join(',')}\r\n`
}

function cell(value: string | number | Date | null): string {
  const text = value instanceof Date ? value.toISOString() : String(value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

async function* jsonOf(rows: Rows) {
  let before = '[\n'
  for await (const row of rows) {
    yield before + JSON.stringify(row)
    before = ',\n'
  }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}

const refused = (message: string) => new SemblanceError('INVALID_ARGUMENT', message)
