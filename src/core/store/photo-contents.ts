/** Photos as their content: known by hashes, added, said other things of, made part of another. */
import type { Database } from 'better-sqlite3'
import type { PhotoFacts } from '../../shared/domain.ts'
import { toBlob } from './database.ts'
import { createEmbeddingBlocks } from './embedding-blocks.ts'
import { createRegionBlocks } from './region-blocks.ts'

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

export function createPhotoContents(db: Database, clock: () => number) {
  const byHash = db.prepare<[string], { id: number }>('SELECT id FROM photo WHERE content_hash = ?')
  const hashOf = db.prepare<[number], string>('SELECT content_hash FROM photo WHERE id = ?').pluck()
  const insertHistogram = db.prepare('INSERT INTO colour_histogram (photo_id, histogram) VALUES (?, ?)')
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
  // By run: of a photo alone, machine tags have no index.
  const ofRuns = 'run_id IN (SELECT id FROM tag_run) AND photo_id = @photoId'
  // Of two that are told apart the lower one is first, whichever becomes another.
  const otherOf = (last: string) => `photo_id + ${last} - @photoId`
  const isOfThePhoto = (last: string) => `@photoId IN (photo_id, ${last}) AND @holder NOT IN (photo_id, ${last})`
  const choicesTo = db.prepare(`
    UPDATE photo SET favourite = max(photo.favourite, o.favourite), own_rating = coalesce(photo.own_rating, o.own_rating),
      kept_out = coalesce(photo.kept_out, o.kept_out) FROM photo o WHERE o.id = @photoId AND photo.id = @holder`)
  const absorbed = [
    'DELETE FROM label WHERE photo_id = @photoId',
    `UPDATE OR IGNORE machine_tag SET photo_id = @holder WHERE ${ofRuns}`,
    `DELETE FROM machine_tag WHERE ${ofRuns}`,
    'DELETE FROM standing_machine_tag WHERE photo_id IN (@photoId, @holder)',
    `INSERT INTO standing_machine_tag (tag_id, photo_id, run_id)
      SELECT r.tag_id, m.photo_id, max(m.run_id) FROM tag_run r CROSS JOIN machine_tag m ON m.run_id = r.id
      WHERE m.photo_id = @holder AND r.undone_at_ms IS NULL GROUP BY r.tag_id`,
    "UPDATE action_change SET photo_id = @holder WHERE photo_id = @photoId AND table_name = 'label'",
    "UPDATE action_change SET row_id = @holder WHERE row_id = @photoId AND table_name = 'photo'",
    `UPDATE OR IGNORE told_apart SET photo_id = min(@holder, ${otherOf('other_id')}), other_id = max(@holder, ${otherOf('other_id')})
      WHERE ${isOfThePhoto('other_id')}`,
    `UPDATE action_change SET photo_id = min(@holder, ${otherOf('row_id')}), row_id = max(@holder, ${otherOf('row_id')})
      WHERE table_name = 'told_apart' AND ${isOfThePhoto('row_id')}`,
    'UPDATE file SET photo_id = @holder WHERE photo_id = @photoId',
    'UPDATE photo SET edited_from = @holder WHERE edited_from = @photoId AND id <> @holder',
    // Its row stays, since a model that is being made may know of it; its hashes are the holder's to have.
    "UPDATE photo SET content_hash = 'in ' || @holder || ', was ' || id, picture_hash = NULL WHERE id = @photoId",
  ].map((sql) => db.prepare(sql))
  /** One photo becomes part of another, marks and what was found and all. */
  const absorb = (holder: number, photoId: number) =>
    [labelsTo, choicesTo, ...absorbed].forEach((move) => move.run({ photoId, holder }))
  const withoutPicture = db.prepare(
    'UPDATE photo SET picture_hash = NULL WHERE id = @photoId AND picture_hash = @pictureHash',
  )
  const filesTo = db.prepare(
    'UPDATE file SET photo_id = @holder WHERE photo_id = @photoId AND content_hash = @contentHash',
  )
  const renewPhoto = db.prepare(`
    UPDATE photo SET content_hash = @contentHash, width = @width, height = @height, captured_at_ms = @capturedAtMs,
      pixel_slot = @pixelSlot, format = @format, date_origin = @dateOrigin, camera = @camera, lens = @lens, rating = @rating,
      latitude = @latitude, longitude = @longitude
    WHERE id = @photoId`)
  const seenByModels = [createEmbeddingBlocks(db), createRegionBlocks(db)]

  /** Adds a photo with its histogram; returns its id. Throws when the content is known. */
  const insert = ({ colourHistogram, about = noFacts, pictureHash = null, editedFrom = null, ...photo }: NewPhoto) =>
    db.transaction(() => {
      const { id } = insertPhoto.get({ ...photo, ...about, pictureHash, editedFrom, nowMs: clock() })!
      insertHistogram.run(id, toBlob(colourHistogram))
      return id
    })()

  const findByHash = (contentHash: string): number | null => byHash.get(contentHash)?.id ?? null
  const findByPicture = (pictureHash: string): number | null => byPicture.get(pictureHash)?.id ?? null
  /** Two copies of one photo may be read at the same time: the second finds the first's row. */
  const put = (photo: NewPhoto): number =>
    findByHash(photo.contentHash) ?? (photo.pictureHash ? findByPicture(photo.pictureHash) : null) ?? insert(photo)

  return {
    contentHash: (photoId: number): string | null => hashOf.get(photoId) ?? null,
    /** In the order given; ids that are none are left out. */
    contentHashes: (photoIds: Iterable<number>): string[] =>
      Array.from(photoIds, (photoId) => hashOf.get(photoId)).filter((hash) => hash !== undefined),
    findByHash,
    findByPicture,
    insert,
    put,
    /**
     * A file of a photo is one of its own from now on, with the marks and choices, which were of both. Returns its id.
     */
    splitOff: (photoId: number, photo: NewPhoto): number =>
      db.transaction(() => {
        const { contentHash, pictureHash } = photo
        withoutPicture.run({ photoId, pictureHash })
        const holder = put(photo)
        for (const copy of [labelsTo, choicesTo]) copy.run({ photoId, holder })
        filesTo.run({ photoId, holder, contentHash })
        return holder
      })(),
    /**
     * For photos of older versions. Where another photo has that picture the two become that one, with the marks and
     * the machine tags of both; returns its id.
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
        if (hashOf.get(photoId) === contentHash) absorb(holder, photoId)
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
  }
}
