/** A made-up library whose photos have thumbnails: some drawn pictures, each under many names. */
import { linkSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { thumbnailPath } from '../../src/core/library/thumbnails.ts'
import { openCatalogue } from '../../src/core/store/catalogue.ts'
import { contentHashOf, fillCatalogue, fillPixels } from '../fill-catalogue.ts'

/** So many that a file system lets each have. */
const namesOfPicture = 20_000

/** Returns the catalogue's folder. */
export async function madeUpGallery(photoCount: number): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'semblance-bench-'))
  const catalogue = openCatalogue(dir)
  fillCatalogue(catalogue, photoCount)
  catalogue.close()
  fillPixels(dir, photoCount)
  const pictureCount = Math.max(40, Math.ceil(photoCount / namesOfPicture))
  for (let i = 0; i < photoCount; i++) {
    const path = thumbnailPath(join(dir, 'thumbnails'), contentHashOf(i))
    mkdirSync(dirname(path), { recursive: true })
    if (i < pictureCount) await drawn(i, path)
    else linkSync(thumbnailPath(join(dir, 'thumbnails'), contentHashOf(i % pictureCount)), path)
  }
  return dir
}

/** As detailed as a photo: noise over a colour, about 15 kB. */
const drawn = (seed: number, path: string) =>
  sharp({
    create: {
      width: 320,
      height: 240,
      channels: 3,
      background: { r: (seed * 67) % 256, g: (seed * 131) % 256, b: (seed * 29) % 256 },
      noise: { type: 'gaussian', mean: 128, sigma: 12 },
    },
  })
    .webp({ quality: 75 })
    .toFile(path)
