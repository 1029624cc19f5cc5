/** A made-up library for benchmarks: rows without files, and a model with random embeddings. */
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pixelFile } from '../src/core/imaging/pixel-store.ts'
import { PIXEL_BYTES } from '../src/core/imaging/pixels.ts'
import { storedRegions } from '../src/core/imaging/regions.ts'
import { MemoryBank } from '../src/core/learning/memory-bank.ts'
import { Random } from '../src/core/learning/random.ts'
import type { Catalogue } from '../src/core/store/catalogue.ts'

interface Made {
  photosDir?: string
  /** The model has seen the first so many; default all. */
  embeddedCount?: number
  /** [embeddedCount, 128], unit rows; default random ones. */
  embeddings?: Float32Array
}

/** Of the i-th photo. */
export const contentHashOf = (i: number): string => i.toString(16).padStart(64, '0')

/** A thousand photos a folder; returns their ids. */
export function fillCatalogue(
  catalogue: Catalogue,
  photoCount: number,
  { photosDir = '/photos', embeddedCount = photoCount, embeddings }: Made = {},
): Int32Array {
  const { folderId } = catalogue.folders.add(photosDir)
  const photoIds = new Int32Array(photoCount)
  const histogram = new Float32Array(64)
  catalogue.transaction(() => {
    for (let i = 0; i < photoCount; i++) {
      const contentHash = contentHashOf(i)
      photoIds[i] = catalogue.photos.insert({
        contentHash,
        pictureHash: contentHash,
        width: 400,
        height: 300,
        capturedAtMs: i * 60_000,
        pixelSlot: i,
        colourHistogram: histogram,
      })
      const path = join(photosDir, String(Math.floor(i / 1000)), `${i}.jpg`)
      const fileId = catalogue.files.upsertFound(folderId, path, 1, 1)
      catalogue.files.markDecoded(fileId, { photoId: photoIds[i], contentHash, damage: null })
    }
  })
  addModel(catalogue, photoIds.subarray(0, embeddedCount), embeddings)
  return photoIds
}

/** In use from now on; `embeddings` [N, 128], unit rows, default random ones. */
export function addModel(catalogue: Catalogue, photoIds: Int32Array, embeddings?: Float32Array): void {
  const version = catalogue.models.create({ seed: 1, recipe: { embeddingSize: 128 } })
  catalogue.models.publish(version, {
    photoIds,
    embeddings: embeddings ?? MemoryBank.random(photoIds.length, 128, new Random(version)).rows,
    embeddingSize: 128,
    trainingSeconds: 0,
    imagesPerSecond: 0,
    encoderPath: 'encoder.safetensors',
  })
}

/** Random ones of every photo, by the model in use. */
export function fillRegions({ models, transaction }: Catalogue, photoIds: Int32Array): void {
  const { modelVersion } = models.active()!
  const random = new Random(9)
  transaction(() => {
    for (let from = 0; from < photoIds.length; from += 256) {
      const some = photoIds.subarray(from, from + 256)
      const { rows } = MemoryBank.random(some.length * storedRegions.length, 128, random)
      models.addRegions(modelVersion, some, rows, 128)
    }
  })
}

/** Pixels of nothing, which take no room on the disk. */
export function fillPixels(catalogueDir: string, photoCount: number): void {
  const path = join(catalogueDir, pixelFile)
  writeFileSync(path, '')
  truncateSync(path, photoCount * PIXEL_BYTES)
}
