/** Opening, locking, crash safety and what users are told. */
import { mkdirSync, existsSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { openCatalogue } from './catalogue.ts'
import { withTranslatedErrors } from './errors.ts'
import { createFiles } from './files.ts'
import { createFolders } from './folders.ts'
import { addPhoto, addPhotos, startChild, temporaryCatalogue, temporaryDir } from './testing/support.ts'

const codeOf = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    return { code: (error as { code: string }).code, message: (error as Error).message }
  }
  return { code: 'none', message: '' }
}

/** A closed catalogue that `change` was done to. */
function changedCatalogue(change: (db: Database.Database) => void): { dir: string; file: string } {
  const dir = temporaryDir()
  openCatalogue(dir).close()
  const file = join(dir, 'catalogue.sqlite')
  const db = new Database(file)
  change(db)
  db.close()
  return { dir, file }
}

describe('opening', () => {
  it('makes folder and database, and keeps what was written', () => {
    const dir = join(temporaryDir(), 'a', 'b')
    const first = openCatalogue(dir)
    const photoId = addPhoto(first, 'a')
    first.close()
    first.close()
    expect(temporaryCatalogue(dir).photos.summary(photoId)?.name).toBe('a.jpg')
  })

  it('uses WAL and leaves one file behind when closed', () => {
    const dir = temporaryDir()
    const catalogue = openCatalogue(dir)
    addPhoto(catalogue, 'a')
    expect(existsSync(join(dir, 'catalogue.sqlite-wal'))).toBe(true)
    catalogue.close()
    expect(existsSync(join(dir, 'catalogue.sqlite-wal'))).toBe(false)
    expect(existsSync(join(dir, 'catalogue.pid'))).toBe(false)
  })

  it('keeps foreign keys: a file of no folder is refused', () => {
    const { files } = temporaryCatalogue()
    expect(() => files.upsertFound(99, '/x.jpg', 1, 1)).toThrow(/FOREIGN KEY/)
  })

  it('says which folder cannot be made', () => {
    const file = join(temporaryDir(), 'photo.jpg')
    writeFileSync(file, 'not a folder')
    const { code, message } = codeOf(() => openCatalogue(join(file, 'catalogue')))
    expect(code).toBe('INVALID_ARGUMENT')
    expect(message).toContain(join(file, 'catalogue'))
  })
})

describe('a catalogue that must not be touched', () => {
  it('refuses a newer schema, naming both versions, and leaves it as it was', () => {
    const { dir, file } = changedCatalogue((db) => db.pragma('user_version = 99'))
    const before = readFileSync(file)
    const { code, message } = codeOf(() => openCatalogue(dir))
    expect(code).toBe('CATALOGUE_NEWER')
    expect(message).toMatch(/schema 99.*up to \d+\..*update Semblance/s)
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('refuses what is no database', () => {
    const dir = temporaryDir()
    const file = join(dir, 'catalogue.sqlite')
    writeFileSync(file, 'this is no database, only some words '.repeat(200))
    const { code, message } = codeOf(() => openCatalogue(dir))
    expect(code).toBe('CATALOGUE_CORRUPT')
    expect(message).toContain(file)
    expect(readFileSync(file, 'utf8')).toMatch(/^this is no database/)
  })

  it("refuses another program's database", () => {
    const dir = temporaryDir()
    const foreign = new Database(join(dir, 'catalogue.sqlite'))
    foreign.exec('CREATE TABLE recipe (name TEXT)')
    foreign.close()
    expect(codeOf(() => openCatalogue(dir)).code).toBe('CATALOGUE_CORRUPT')
  })

  it('reports a file cut short, and not as locked the second time', () => {
    const { dir, file } = changedCatalogue(() => {})
    truncateSync(file, 6000)
    const attempt = () => codeOf(() => openCatalogue(dir).photos.page(0, 10)).code
    expect([attempt(), attempt()]).toEqual(['CATALOGUE_CORRUPT', 'CATALOGUE_CORRUPT'])
  })
})

describe('two processes', () => {
  it('locks the second out, naming catalogue and holder, at once', async () => {
    const dir = temporaryDir()
    const holder = await startChild(dir, 'hold')
    const startedMs = Date.now()
    const { code, message } = codeOf(() => openCatalogue(dir))
    expect(code).toBe('CATALOGUE_LOCKED')
    expect(message).toContain(dir)
    expect(message).toContain(`process ${holder.pid}`)
    // Well before the five seconds that SQLite would wait for a lock.
    expect(Date.now() - startedMs).toBeLessThan(4000)
  })

  it('takes the lock of a killed process over', async () => {
    const dir = temporaryDir()
    const holder = await startChild(dir, 'hold')
    await holder.kill()
    expect(readFileSync(join(dir, 'catalogue.pid'), 'utf8')).toBe(`${holder.pid}\n`)
    expect(temporaryCatalogue(dir).photos.count()).toBe(0)
    expect(readFileSync(join(dir, 'catalogue.pid'), 'utf8')).toBe(`${process.pid}\n`)
  })

  it('locks within one process too, and frees on close', () => {
    const dir = temporaryDir()
    const first = openCatalogue(dir)
    expect(codeOf(() => openCatalogue(dir)).code).toBe('CATALOGUE_LOCKED')
    first.close()
    expect(codeOf(() => openCatalogue(dir).close()).code).toBe('none')
  })

  it('is not kept out by a process number that nobody holds the lock for', () => {
    const dir = temporaryDir()
    writeFileSync(join(dir, 'catalogue.pid'), `${process.pid}\n`)
    expect(temporaryCatalogue(dir).dir).toBe(dir)
  })

  it('says what is wrong with the catalogue where the number can neither be written nor removed', () => {
    const { dir, file } = changedCatalogue(() => {})
    mkdirSync(join(dir, 'catalogue.pid'))
    openCatalogue(dir).close()
    writeFileSync(file, 'no catalogue')
    expect(codeOf(() => openCatalogue(dir)).code).toBe('CATALOGUE_CORRUPT')
  })
})

describe('kill -9 in the middle of a transaction', () => {
  it('keeps every label saved before and nothing of the half-done work', async () => {
    const dir = temporaryDir()
    const catalogue = openCatalogue(dir)
    addPhotos(catalogue, 2)
    const [first] = catalogue.photos.page(0, 1).photos
    catalogue.close()
    const child = await startChild(dir, 'mid-transaction')
    await child.kill()
    const { tags, labels, files, folders } = temporaryCatalogue(dir)
    const [dogs] = tags.list()
    expect(dogs).toMatchObject({ name: 'dogs', yesCount: 1, noCount: 0 })
    expect(labels.list(dogs.tagId)).toMatchObject([{ photoId: first.photoId, label: 'yes' }])
    expect(files.listUnder('/photos').map(({ state }) => state)).toEqual(['decoded', 'decoded'])
    expect(files.listUnder('/more')).toEqual([])
    expect(folders.list().map(({ path }) => path)).toEqual(['/photos'])
  })
})

describe('transactions', () => {
  it('are all or nothing', () => {
    const catalogue = temporaryCatalogue()
    const work = () =>
      catalogue.transaction(() => {
        addPhoto(catalogue, 'a')
        throw new Error('stop')
      })
    expect(work).toThrow('stop')
    expect(catalogue.photos.count()).toBe(0)
    expect(catalogue.folders.list()).toEqual([])
  })
})

describe('a catalogue that is deleted or moved while it is open', () => {
  it.each<[string, (dir: string) => void]>([
    ['deleted', (dir) => rmSync(dir, { recursive: true })],
    ['moved', (dir) => renameSync(dir, `${dir}-moved`)],
  ])('takes nothing more, and says so: %s', (_, away) => {
    const dir = join(temporaryDir(), 'catalogue')
    const catalogue = openCatalogue(dir)
    const { tagId } = catalogue.tags.create('dogs')
    const photoId = addPhoto(catalogue, 'a')
    away(dir)
    const refused = { code: 'NOT_FOUND', message: expect.stringContaining('not there any more') }
    expect(codeOf(() => catalogue.tags.create('cats'))).toEqual(refused)
    expect(codeOf(() => catalogue.labels.set(tagId, [{ photoId, label: 'yes' }]))).toEqual(refused)
    expect(codeOf(() => catalogue.transaction(() => {}))).toEqual(refused)
    catalogue.close()
    expect(existsSync(dir)).toBe(false)
  })
})

describe('a full disk', () => {
  it('is DISK_FULL with the catalogue named, loses nothing saved, and writing goes on when there is space', () => {
    const dir = temporaryDir()
    openCatalogue(dir).close()
    const file = join(dir, 'catalogue.sqlite')
    const db = new Database(file)
    try {
      const files = withTranslatedErrors(createFiles(db, Date.now), file)
      const { folderId } = createFolders(db, Date.now).add('/photos')
      const addMany = (prefix: string) =>
        db.transaction(() => {
          for (let at = 0; at < 2000; at++) files.upsertFound(folderId, `/photos/${prefix}${at}.jpg`, 1, 1)
        })()
      files.upsertFound(folderId, '/photos/before.jpg', 1, 1)
      db.pragma(`max_page_count = ${(db.pragma('page_count', { simple: true }) as number) + 10}`)
      const { code, message } = codeOf(() => addMany('a'))
      expect(code).toBe('DISK_FULL')
      expect(message).toContain(file)
      expect(files.listUnder('/photos')).toHaveLength(1)
      db.pragma('max_page_count = 1000000')
      addMany('b')
      expect(files.listUnder('/photos')).toHaveLength(2001)
    } finally {
      db.close()
    }
  })

  it('is told from a damaged disk when the operating system says so', () => {
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' })
    const repository = withTranslatedErrors(
      {
        write: () => {
          throw full
        },
      },
      '/c/catalogue.sqlite',
    )
    expect(codeOf(repository.write).code).toBe('DISK_FULL')
  })
})

it('says so when another program holds the database', () => {
  const dir = temporaryDir()
  openCatalogue(dir).close()
  const other = new Database(join(dir, 'catalogue.sqlite'))
  other.pragma('locking_mode = EXCLUSIVE')
  other.exec('BEGIN EXCLUSIVE')
  try {
    expect(codeOf(() => openCatalogue(dir, { busyTimeoutMs: 10 })).code).toBe('CATALOGUE_LOCKED')
  } finally {
    other.close()
  }
})
