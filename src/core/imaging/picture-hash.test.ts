import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { formatOfBytes } from './formats.ts'
import { pictureHash, sha256 } from './picture-hash.ts'

const pixels = (shade: number) => Buffer.from(Array.from({ length: 60 * 40 * 3 }, (_, i) => (i * shade) % 251))
const picture = (shade = 7) => sharp(pixels(shade), { raw: { width: 60, height: 40, channels: 3 } })
const hashOf = (bytes: Buffer) => pictureHash(bytes, formatOfBytes(bytes))
const about = {
  IFD0: { Artist: 'somebody', ImageDescription: 'a picture of '.repeat(40) },
  IFD2: { DateTimeOriginal: '2019:07:04 10:20:30' },
}

test.each(['jpeg', 'png', 'webp', 'tiff', 'avif'] as const)(
  '%s: what is written about a picture does not change it, other pixels do',
  async (kind) => {
    const plain = await picture().toFormat(kind).toBuffer()
    const written = await picture()
      .withExif(about)
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
      .toFormat(kind)
      .toBuffer()
    expect(await sha256(written)).not.toBe(await sha256(plain))
    expect(await hashOf(written)).toBe(await hashOf(plain))
    expect(await hashOf(plain)).not.toBe(await sha256(plain))
    expect(await hashOf(await picture(11).toFormat(kind).toBuffer())).not.toBe(await hashOf(plain))
  },
)

test('the orientation tag does not change it, and neither does what lies behind a JPEG', async () => {
  const plain = await picture().jpeg().toBuffer()
  expect(await hashOf(await picture().withMetadata({ orientation: 6 }).jpeg().toBuffer())).toBe(await hashOf(plain))
  expect(await hashOf(Buffer.concat([plain, Buffer.from('a film')]))).toBe(await hashOf(plain))
  const progressive = await picture().jpeg({ progressive: true }).toBuffer()
  expect(await hashOf(progressive)).not.toBe(await hashOf(plain))
})

test('damaged files are their bytes', async () => {
  for (const kind of ['jpeg', 'png', 'webp', 'tiff', 'avif'] as const) {
    const whole = await picture().toFormat(kind).toBuffer()
    for (const length of [3, 9, 17, 30, 50, 90, Math.floor(whole.length / 2)]) {
      expect(await hashOf(whole.subarray(0, length))).toMatch(/^[0-9a-f]{64}$/)
    }
  }
})

/** Made once with `exiftool -Rating=4 -Orientation#=6 -Subject=holiday -o written.KIND plain.KIND` (12.57). */
test.each(['jpeg', 'png', 'webp', 'tiff', 'avif'] as const)('%s after exiftool wrote into it', async (kind) => {
  const [plain, written] = ['plain', 'written'].map((name) =>
    readFileSync(new URL(`testing/exiftool/${name}.${kind}`, import.meta.url)),
  )
  expect(await sha256(written)).not.toBe(await sha256(plain))
  expect(await hashOf(written)).toBe(await hashOf(plain))
})
