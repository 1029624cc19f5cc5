/** What must hold at the end, each as a sentence that is right or not. */
import Database from 'better-sqlite3'
import type { PhotoApi } from '../../src/shared/contract.ts'
import type { Churn } from './files.ts'
import type { Person } from './person.ts'

export interface Check {
  what: string
  faults: string[]
}

/** By picture, the photos that its files are; null for a file that is none. */
export async function photosOf(api: PhotoApi, { pictures }: Churn): Promise<Map<number, Set<number | null>>> {
  const photos = new Map<number, Set<number | null>>()
  const paths = [...pictures.keys()]
  for (let from = 0; from < paths.length; from += 500)
    for (const { path, photoId } of await api.findPhotosByPath({ paths: paths.slice(from, from + 500) })) {
      const picture = pictures.get(path)!
      photos.set(picture, (photos.get(picture) ?? new Set()).add(photoId))
    }
  return photos
}

export async function filesAreKnown(
  api: PhotoApi,
  churn: Churn,
  before: Map<number, Set<number | null>>,
): Promise<Check[]> {
  const now = await photosOf(api, churn)
  const { photoCount } = await api.getStatus({})
  const one = (found?: Set<number | null>) => (found?.size === 1 ? [...found][0] : null)
  const lost = [...now].filter(([, found]) => one(found) === null)
  const others = [...now].filter(([picture, found]) => before.has(picture) && one(before.get(picture)) !== one(found))
  const named = (found: typeof lost) =>
    found.map(([picture, photos]) => `picture ${picture}: photos ${[...photos].join()}`)
  return [
    { what: `every file is a photo, copies the same one (${now.size} photos)`, faults: named(lost) },
    { what: 'what moved, was copied or written into is the photo it was', faults: named(others) },
    { what: 'no other photo is there', faults: now.size === photoCount ? [] : [`${photoCount} of ${now.size}`] },
  ]
}

/** What the closed catalogue holds. */
export function catalogueIsWhole(file: string, persons: Person[]): Check[] {
  const db = new Database(file, { readonly: true })
  const rows = db.prepare("SELECT tag_id || ' ' || photo_id, value FROM label").raw().all() as [string, string][]
  const integrity = db.pragma('integrity_check', { simple: true }) as string
  const broken = db.pragma('foreign_key_check') as object[]
  db.close()
  const found = new Map(rows)
  const known = new Map(persons.flatMap((person) => [...person.known]))
  const wrong = [...known].filter(([key, may]) => !may.has((found.get(key) ?? null) as never))
  const more = [...found.keys()].filter((key) => !known.has(key))
  const openCount = [...known.values()].filter(({ size }) => size > 1).length
  return [
    {
      what: `every mark that was answered for is there (${rows.length}; ${openCount} had no answer at the end)`,
      faults: wrong.map(([key, may]) => `${key}: ${[...may].join(' or ')} is ${found.get(key)}`),
    },
    { what: 'no other mark is there', faults: more },
    { what: "SQLite's integrity_check says ok", faults: integrity === 'ok' ? [] : [integrity] },
    { what: 'no reference leads nowhere', faults: broken.map((row) => JSON.stringify(row)) },
    { what: 'no answer is a fault', faults: persons.flatMap(({ faults }) => faults) },
  ]
}
