/** How a picture was exposed, by formats, and by what cameras write for what they do not know. */
import { readFile } from 'node:fs/promises'
import sharp, { type Exif } from 'sharp'
import { expect, it } from 'vitest'
import { readExposure } from './exposure.ts'

const written: Exif = {
  IFD2: {
    ExposureTime: '1/250',
    FNumber: '28/10',
    ISOSpeedRatings: '400',
    ExposureBiasValue: '-2/3',
    FocalLength: '50/1',
    FocalLengthIn35mmFilm: '75',
    Flash: '9',
  },
}
const picture = (exif: Exif = {}) =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: 'grey' } }).withExif(exif)

it.each(['jpeg', 'png', 'webp', 'avif'] as const)('is read from %s', async (format) => {
  const bytes = await picture(written).toFormat(format).toBuffer()
  expect(await readExposure(bytes)).toEqual({
    seconds: 1 / 250,
    fNumber: 2.8,
    iso: 400,
    biasStops: -2 / 3,
    focalLengthMm: 50,
    focalLength35Mm: 75,
    flashFired: true,
  })
})

it('is null where nothing is written, where all is nought but what may be, and of what is no picture', async () => {
  const unknown = { IFD2: { ExposureTime: '0/0', FNumber: '0/1', ISOSpeedRatings: '0' } }
  expect(await readExposure(await picture().jpeg().toBuffer())).toBeNull()
  expect(await readExposure(await picture(unknown).jpeg().toBuffer())).toBeNull()
  expect(await readExposure(await readFile(new URL(import.meta.url)))).toBeNull()
  expect(await readExposure(Buffer.alloc(0))).toBeNull()
})
