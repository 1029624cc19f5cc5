/**
 * Photos: one row per content. A photo without a present file keeps its row and labels, but no list shows it.
 * Imports only shared and the store's own tools.
 */
import type { Database } from 'better-sqlite3'
import type { KeptOut, PhotoDetail, PhotoFacts, PhotoFile, PhotoSummary, PhotoTag } from '../../shared/domain.ts'
import { shownName } from '../../shared/shown-name.ts'
import { isShown } from './choices.ts'
import { toBlob, toSlice, type RowSlice } from './database.ts'
import { createEmbeddingBlocks } from './embedding-blocks.ts'
import { createRegionBlocks } from './region-blocks.ts'
import { isRefused, path } from './tag-tree.ts'

export interface NewPhoto {
  contentHash: string
  width: number
  height: number
  /** Of the picture alone, whatever is written about it in the file; null where it is not known. */
  pictureHash?: string | null
  capturedAtMs: number | null
  pixelSlot: number | null
  /** The photo that stood at its path before, with other pixels. */
  editedFrom?: number | null
  about?: PhotoFacts
  /** Unit vector, the same size for all photos. */
  colourHistogram: Float32Array
}

const noFacts: PhotoFacts = {
  format: null,
  dateOrigin: null,
  camera: null,
  lens: null,
  rating: null,
  latitude: null,
  longitude: null,
}

export type PhotoWithPath = PhotoSummary & { path: string }

/** What a photo is shown by. */
export interface ShownPhoto {
  photoId: number
  /** Of the file. */
  contentHash: string
  /** Photos of older versions have none until their file is read again. */
  pictureHash: string | null
  format: string | null
}

const present = "state IN ('found', 'decoded')"
/** The file that a photo is shown by comes first, then pictures, then what only belongs to it. */
const shownFirst = (photo: string) =>
  `file.content_hash IS NOT ${photo}.content_hash, file.content_hash IS NULL, file.path`
/** Files on drives that are not connected come last. */
export const pathOf = `(SELECT file.path FROM file JOIN folder ON folder.id = file.folder_id WHERE photo_id = p.id AND ${present}
  ORDER BY folder.unavailable IS NOT NULL, ${shownFirst('p')} LIMIT 1)`
/** Where a photo without a present file was last seen, so that a labelled one still has a name. */
const lostPathOf = `(SELECT path FROM file WHERE photo_id = p.id ORDER BY ${shownFirst('p')} LIMIT 1)`
const columns = `p.id AS photoId, ${pathOf} AS path, ${lostPathOf} AS lostPath, p.width, p.height, p.captured_at_ms AS capturedAtMs,
  p.favourite, coalesce(p.own_rating, p.rating) AS stars`

/** All that a photo was edited from, however often. */
export const earlierPhotos = (photoId: string) => `
  WITH RECURSIVE earlier (id) AS (
    SELECT one.edited_from FROM photo one WHERE one.id = ${photoId} AND one.edited_from IS NOT NULL
    UNION SELECT p.edited_from FROM earlier e CROSS JOIN photo p ON p.id = e.id WHERE p.edited_from IS NOT NULL)
  SELECT id FROM earlier`

/** What a person said of those and not of this photo, in `photo`. Values in brackets, null where there is none. */
export const offeredFavourite = `(SELECT max(old.favourite) FROM photo old
  WHERE photo.favourite = 0 AND old.id IN (${earlierPhotos('photo.id')}))`
export const offeredStars = `(SELECT old.own_rating FROM photo old
  WHERE photo.own_rating IS NULL AND old.own_rating IS NOT NULL AND old.own_rating IS NOT photo.rating
    AND old.id IN (${earlierPhotos('photo.id')}) ORDER BY old.id DESC LIMIT 1)`

interface Row extends Omit<PhotoSummary, 'name' | 'favourite'> {
  favourite: 0 | 1
  path: string | null
  lostPath: string | null
}

function withName({ path, lostPath, favourite, ...row }: Row): PhotoWithPath {
  const whole = path ?? lostPath ?? ''
  return {
    ...row,
    path: whole,
    favourite: favourite === 1,
    name: shownName(whole.slice(Math.max(whole.lastIndexOf('/'), whole.lastIndexOf('\\')) + 1)),
  }
}

function withoutPath({ path: _path, ...summary }: PhotoWithPath): PhotoSummary {
  return summary
}

export type Photos = ReturnType<typeof createPhotos>

export function createPhotos(db: Database, clock: () => number) {
  const byHash = db.prepare<[string], { id: number }>('SELECT id FROM photo WHERE content_hash = ?')
  const byPath = db.prepare<[string], { id: number }>(
    `SELECT photo_id AS id FROM file WHERE path = ? AND photo_id IS NOT NULL AND ${present}`,
  )
  const insertPhoto = db.prepare<[object], { id: number }>(`
    INSERT INTO photo (content_hash, picture_hash, edited_from, width, height, captured_at_ms, pixel_slot, added_at_ms,
      format, date_origin, camera, lens, rating, latitude, longitude)
    VALUES (@contentHash, @pictureHash, @editedFrom, @width, @height, @capturedAtMs, @pixelSlot, @nowMs,
      @format, @dateOrigin, @camera, @lens, @rating, @latitude, @longitude) RETURNING id`)
  const byPicture = db.prepare<[string], { id: number }>('SELECT id FROM photo WHERE picture_hash = ?')
  const setPicture = db.prepare(
    'UPDATE photo SET picture_hash = @pictureHash WHERE id = @photoId AND picture_hash IS NULL',
  )
  const labelsTo = db.prepare(`
    INSERT OR IGNORE INTO label (tag_id, photo_id, value, author, labelled_at_ms, asked)
    SELECT tag_id, @holder, value, author, labelled_at_ms, asked FROM label WHERE photo_id = @photoId`)
  const absorbed = [
    `UPDATE photo SET favourite = max(photo.favourite, o.favourite), own_rating = coalesce(photo.own_rating, o.own_rating),
      kept_out = coalesce(photo.kept_out, o.kept_out) FROM photo o WHERE o.id = @photoId AND photo.id = @holder`,
    'DELETE FROM label WHERE photo_id = @photoId',
    'UPDATE action_change SET photo_id = @holder WHERE photo_id = @photoId',
    'UPDATE file SET photo_id = @holder WHERE photo_id = @photoId',
    'UPDATE photo SET edited_from = @holder WHERE edited_from = @photoId AND id <> @holder',
    // Its row stays, since a model that is being made may know of it; its hashes are the holder's to have.
    "UPDATE photo SET content_hash = 'in ' || @holder || ', was ' || id, picture_hash = NULL WHERE id = @photoId",
  ].map((sql) => db.prepare(sql))
  /** One photo becomes part of another, marks and all. */
  const absorb = (holder: number, photoId: number) =>
    [labelsTo, ...absorbed].forEach((move) => move.run({ photoId, holder }))
  const renewPhoto = db.prepare(`
    UPDATE photo SET content_hash = @contentHash, width = @width, height = @height, captured_at_ms = @capturedAtMs,
      pixel_slot = @pixelSlot, format = @format, date_origin = @dateOrigin, camera = @camera, lens = @lens, rating = @rating,
      latitude = @latitude, longitude = @longitude
    WHERE id = @photoId`)
  const seenByModels = [createEmbeddingBlocks(db), createRegionBlocks(db)]
  const factsOf = db.prepare<
    [number],
    Pick<
      PhotoDetail,
      keyof PhotoFacts | 'ownRating' | 'keptOut' | 'editedFrom' | 'offeredMarkCount' | 'offeredStars' | 'damage'
    > & { offeredFavourite: 0 | 1 | null }
  >(`
    SELECT format, date_origin AS dateOrigin, camera, lens, rating, latitude, longitude, edited_from AS editedFrom,
      own_rating AS ownRating, kept_out AS keptOut, ${offeredFavourite} AS offeredFavourite,
      ${offeredStars} AS offeredStars,
      (SELECT count(DISTINCT old.tag_id) FROM label old WHERE old.photo_id IN (${earlierPhotos('photo.id')})
        AND ${path('old.tag_id')} IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM label own WHERE own.photo_id = photo.id AND own.tag_id = old.tag_id)) AS offeredMarkCount,
      (SELECT damage FROM file WHERE photo_id = photo.id AND ${present} ORDER BY ${shownFirst('photo')} LIMIT 1) AS damage
    FROM photo WHERE id = ?`)

  const shownBy = db.prepare<[string], { id: number }>(`
    SELECT id FROM photo WHERE content_hash = ?
      AND (present_file_count > 0 OR EXISTS (SELECT 1 FROM label WHERE photo_id = photo.id))`)
  const insertHistogram = db.prepare('INSERT INTO colour_histogram (photo_id, histogram) VALUES (?, ?)')
  const one = db.prepare<[number], Row>(`SELECT ${columns} FROM photo p WHERE p.id = ?`)
  const shown = db.prepare<[number], ShownPhoto>(
    'SELECT id AS photoId, content_hash AS contentHash, picture_hash AS pictureHash, format FROM photo WHERE id = ?',
  )
  const filesOf = db.prepare<[number], PhotoFile>(`
    SELECT file.path, size_bytes AS sizeBytes, modified_at_ms AS modifiedAtMs, state FROM file
    JOIN photo ON photo.id = file.photo_id WHERE photo_id = ? ORDER BY ${shownFirst('photo')}`)
  const tagsOf = db.prepare<[object], PhotoTag>(`
    SELECT t.id AS tagId, ${path('t.id')} AS name, l.value AS label, m.confidence, m.run_id AS runId
    FROM tag t LEFT JOIN label l ON l.tag_id = t.id AND l.photo_id = @photoId
    LEFT JOIN standing_machine_tag s ON s.tag_id = t.id AND s.photo_id = @photoId AND NOT ${isRefused('s.tag_id', 's.photo_id')}
    LEFT JOIN machine_tag m ON m.run_id = s.run_id AND m.photo_id = @photoId
    WHERE t.id IN (SELECT tag_id FROM label WHERE photo_id = @photoId
      UNION SELECT tag_id FROM standing_machine_tag WHERE photo_id = @photoId)
      AND (l.value IS NOT NULL OR s.run_id IS NOT NULL) AND ${path('t.id')} IS NOT NULL ORDER BY ${path('t.id', 'name_key')}`)
  // What is shown of a photo is looked up for the page alone, not for all that are sorted.
  const pageSql = (filter: string) => `
    SELECT ${columns} FROM (
      SELECT p.id FROM photo p WHERE p.present_file_count > 0 AND ${filter}
      ORDER BY p.captured_at_ms DESC, p.id LIMIT @limit OFFSET @offset) chosen
    JOIN photo p ON p.id = chosen.id ORDER BY p.captured_at_ms DESC, p.id`
  const page = db.prepare<[object], Row>(pageSql('p.kept_out IS NULL'))
  const keptOutPage = db.prepare<[object], Row>(pageSql('p.kept_out = @keptOut'))
  const count = db.prepare<[], { count: number }>(`SELECT count(*) AS count FROM photo WHERE ${isShown}`)
  const slots = db
    .prepare<[], [number, number, number, number]>(
      `
    SELECT id, pixel_slot, width, height FROM photo WHERE ${isShown} AND pixel_slot IS NOT NULL ORDER BY id`,
    )
    .raw()
  const shownId = db.prepare<[number], { id: number }>(`SELECT id FROM photo WHERE id = ? AND ${isShown}`)
  const keptOutIds = db.prepare<[], number>('SELECT id FROM photo WHERE kept_out IS NOT NULL').pluck()
  const keptOutCount = db.prepare<[object], { count: number }>(
    'SELECT count(*) AS count FROM photo WHERE present_file_count > 0 AND kept_out = @keptOut',
  )
  const slotOf = db.prepare<[number], { slot: number | null }>('SELECT pixel_slot AS slot FROM photo WHERE id = ?')
  const forgetSlots = db.prepare('UPDATE photo SET pixel_slot = NULL WHERE pixel_slot >= ?')
  const readAgain = db.prepare(
    `UPDATE file SET state = 'found' WHERE state = 'decoded' AND content_hash IS NOT NULL
       AND photo_id IN (SELECT id FROM photo WHERE pixel_slot IS NULL)`,
  )
  const oneHistogram = db.prepare<[], { histogram: Uint8Array }>('SELECT histogram FROM colour_histogram LIMIT 1')
  const presentColours = db
    .prepare<[object], [number, number, Uint8Array]>(
      `
    SELECT p.id, p.id, c.histogram FROM colour_histogram c JOIN photo p ON p.id = c.photo_id
    WHERE p.id > @after AND p.present_file_count > 0 AND p.kept_out IS NULL AND p.pixel_slot IS NOT NULL ORDER BY p.id LIMIT @limit`,
    )
    .raw()

  const summary = (photoId: number): PhotoWithPath | null => {
    const row = one.get(photoId)
    return row ? withName(row) : null
  }

  return {
    findByHash: (contentHash: string): number | null => byHash.get(contentHash)?.id ?? null,
    /** The photo whose present file stands at this absolute path. */
    byPath: (path: string): number | null => byPath.get(path)?.id ?? null,
    /** Adds a photo with its histogram; returns its id. Throws when the content is known. */
    insert: ({ colourHistogram, about = noFacts, pictureHash = null, editedFrom = null, ...photo }: NewPhoto): number =>
      db.transaction(() => {
        const { id } = insertPhoto.get({ ...photo, ...about, pictureHash, editedFrom, nowMs: clock() })!
        insertHistogram.run(id, toBlob(colourHistogram))
        return id
      })(),
    findByPicture: (pictureHash: string): number | null => byPicture.get(pictureHash)?.id ?? null,
    /**
     * For photos of older versions. Where another photo has that picture the two become that one, with the marks of
     * both; returns its id.
     */
    setPicture: (photoId: number, pictureHash: string): number =>
      db.transaction(() => {
        const holder = byPicture.get(pictureHash)?.id ?? photoId
        if (holder === photoId) setPicture.run({ photoId, pictureHash })
        else absorb(holder, photoId)
        return holder
      })(),
    /**
     * A companion that was in one photo is in another from now on, where it brings the marks. A photo that was shown by
     * its bytes is no other photo any more.
     */
    joinTo: (holder: number, photoId: number, contentHash: string): void =>
      db.transaction(() => {
        if (photoId === holder) return
        if (shown.get(photoId)?.contentHash === contentHash) absorb(holder, photoId)
        else labelsTo.run({ photoId, holder })
      })(),
    /** The same picture from a file that says other things of it. Where it is turned, models see it anew. */
    renew: (
      photoId: number,
      { about = noFacts, colourHistogram: _same, pictureHash: _picture, editedFrom: _from, ...photo }: NewPhoto,
      isTurned: boolean,
    ): void =>
      db.transaction(() => {
        renewPhoto.run({ ...photo, ...about, photoId })
        if (isTurned) for (const blocks of seenByModels) blocks.forget(photoId)
      })(),
    summary: (photoId: number): PhotoSummary | null => {
      const found = summary(photoId)
      return found && withoutPath(found)
    },
    /**
     * By id, with the path of each first present file (where last seen, for a vanished photo). Unknown ids are left
     * out.
     */
    summaries: (photoIds: number[]): Map<number, PhotoWithPath> =>
      new Map(
        photoIds.flatMap((photoId) => {
          const found = summary(photoId)
          return found ? [[photoId, found] as const] : []
        }),
      ),
    detail: (photoId: number): PhotoDetail | null => {
      const found = summary(photoId)
      if (!found) return null
      const { contentHash } = shown.get(photoId)!
      const { offeredFavourite, ...facts } = factsOf.get(photoId)!
      return {
        ...withoutPath(found),
        ...facts,
        offeredFavourite: offeredFavourite === 1,
        contentHash,
        files: filesOf.all(photoId),
        tags: tagsOf.all({ photoId }),
      }
    },
    /** The same of those that are kept out. */
    keptOutPage: (offset: number, limit: number, keptOut: KeptOut): { total: number; photos: PhotoSummary[] } => ({
      total: keptOutCount.get({ keptOut })!.count,
      photos: keptOutPage.all({ offset, limit, keptOut }).map((row) => withoutPath(withName(row))),
    }),
    /** Newest capture first, undated last. */
    page: (offset: number, limit: number): { total: number; photos: PhotoSummary[] } => ({
      total: count.get()!.count,
      photos: page.all({ offset, limit }).map((row) => withoutPath(withName(row))),
    }),
    /** Photos with a present file. */
    count: (): number => count.get()!.count,
    /** Whether lists and searches have it: there, and not kept out. */
    isShown: (photoId: number): boolean => shownId.get(photoId) !== undefined,
    /** Photos that are not to be in any list but their own. */
    keptOutIds: (): Set<number> => new Set(keptOutIds.all()),
    /** The first present file's path, null for a vanished photo. */
    presentPath: (photoId: number): string | null => one.get(photoId)?.path ?? null,
    /** In the order given; ids that are none are left out. */
    contentHashes: (photoIds: Iterable<number>): string[] =>
      Array.from(photoIds, (photoId) => shown.get(photoId)?.contentHash).filter((hash) => hash !== undefined),
    /** Whether a photo that is there, or that a person marked, is shown by the file with these bytes. */
    isShownBy: (contentHash: string): boolean => shownBy.get(contentHash) !== undefined,
    contentHash: (photoId: number): string | null => shown.get(photoId)?.contentHash ?? null,
    shown: (photoId: number): ShownPhoto | null => shown.get(photoId) ?? null,
    /** Present photos that have training pixels, by id; four arrays of one length. */
    pixelSlots: () => {
      const rows = slots.all()
      const column = (index: number) => Int32Array.from(rows, (row) => row[index])
      return { photoIds: column(0), slots: column(1), widths: column(2), heights: column(3) }
    },
    /** Where its training pixels are; null where they were lost. Another one when it was read again. */
    pixelSlot: (photoId: number): number | null => slotOf.get(photoId)?.slot ?? null,
    /**
     * Slots from this one on were lost (a power cut): their photos are read again by the next scan. Returns how many.
     */
    forgetPixelsFrom: (slotCount: number): number =>
      db.transaction(() => {
        const { changes } = forgetSlots.run(slotCount)
        if (changes > 0) readAgain.run()
        return changes
      })(),
    /** Numbers in a histogram; 0 before the first photo. */
    colourHistogramSize: (): number => (oneHistogram.get()?.histogram.byteLength ?? 0) / 4,
    /** The next histograms of photos that are there, by photo id; `last` is the last one's. */
    presentColours: (size: number, { after, limit }: { after: number; limit: number }): RowSlice =>
      toSlice(presentColours.all({ after, limit }), size),
  }
}
