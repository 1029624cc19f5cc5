/** JPEG XL: codestreams and containers, as cjxl writes them. */
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { formatOfBytes } from '../../src/core/imaging/formats.ts'
import { pictureHash } from '../../src/core/imaging/picture-hash.ts'
import { decodeImage } from '../../src/core/imaging/decode.ts'
import { indexed, openCore, temporaryFolder } from '../support/photos.ts'

/** Red from left to right, blue the other way; 600 x 24. */
const codestream = Buffer.from(
  '/wq4gK4ESCguBAoBAABgBAA4AFgAWApE9ACYio6OLQshAGBnZCOOQGrYI7rRObL6VybiwhPmr9qk1tsmq/tZjIe76TmwYJi7CkBBqT5EoABSYrCw' +
    'jTo6IjSqAmHoKFqGIerYSHNijWN1tbw7vcATJ8ry7vQChpQoy7vT6G8LosyvaEyanxTfIsZx3P58RLZVI3BEtjW0WCNwRLZVI7CaBV4Dr/MCAqhg' +
    'rQb/m4AJS6slayTQZBxribEzvJpQYqBDrCaUwAJSpi5RASlTJyQXgkFDwAkToxPfIiAGDuDU+4KIHosRIIJ/6jSiffq5iJ5+srknicj/BL+s1eMF' +
    'zlHcaBOTmbgio4gOM+kZK/ktXXNbrUz2+bAulpftieAGGYkx4/4Wk5BQwBrgwwSiAQCowBEEAQaIgANRawsAgAqVUcYNXs71fPmhw2LaxnWGttq2' +
    'sCQRSoEUSGgrxYsZo3QxZiZngwc8BNDCfPBKIBdg5YkwQN+vkcJdYi7fd9uMlgQpvfZsoATfoOjw3rVwsI1wNH2ZdnbBgsPjD+S8VBhhAQSixpf5' +
    'm+IaA1kCSKEi082zSNslPYCiRfzDgfUAiABlcaTAkECKQJ3HzMDpa5lA8zX76aLAdSIkQ6X9U3uTggIFYyTz6AzDsJEC56LKCgpflbeqWcWJ107m' +
    'a+StGTBqTdBI9K8GAEFnWbiDV5QmvWRvtBQWQWMZ8+XcKLXb200X+6a4D7RwDwDbyO1ozNM2Kvi2',
  'base64',
)
/** The same, 64 x 48, made from a JPEG that lies on its side, with its EXIF packed. */
const container = Buffer.from(
  'AAAADEpYTCANCocKAAAAFGZ0eXBqeGwgAAAAAGp4bCAAAADfanhscAAAAAD/CsssEJIvBQkHyOSGexV8L5kVWv5ZUsKKFCVefSy7KyzwXuDP9fnP' +
    '9fVco29nyWg0+nQ+QtiMaTNbAAC8K3b7ZGLsN6QBZE6YO3PG0JHDAgAAlF//aTx50/3Firb+1NbBjhZSxeg9T1UAAAAAKVMBOIZxMxn4nDlSjgiQ' +
    'MhXAMYybydPnDBkWQu21OtDpNme4n1e7/fff+RrehdB+Jf33331D/ffffkXc5VJgYvIWxOLKufsgYi301gQfq2VJQcxboLYS3bhiJqXynpgm40+h' +
    'jLIBAAAAQGpicmRCcdsAgiAILRM6QPABoUaBVAIAAAA58v8EBQAAAED8v1IJAACAqOT/FxQAAAAA8v8CPwBQWQAAOwAAAKJicm9iRXhpZhvjAADE' +
    'qun27tJkKIouGdT+Q1dNxUhAlW4MNgj3UqAExsVsxw+7G+GwXLPB3wVvAyxNPMSAcxtLO61GkmBiQlGMkKFJkYsiwmO3v6EuBkFlgmpJrHGwNs4c' +
    '+qBqKEbX6RNBb+xcHHH97V4pUKZpPb2jlYomfpLv7xA1IPi2IyXQq0oaErCmaZJfnm654nzFycBx5bkaEwAAAVJqeGxwgAAAAeBbAhAA/ASKegp6' +
    'inr+/w4AABgACAABAAAAAACAgCWJhKhezBUAwHdL6AUAoOSkoKCgMDFIj8E8uzByY/AqGwZatMziUwEA5+o4V/jji7SaejjC6jCTnNpMC1Rdwlms' +
    'WpEqVqhPIbxj4g4GOk7Loj7IVGV80+8AAEwAOAHEkNxhFMg0jJl3MTbFYIzx/h6FYYwxtkBMgzHGGGOMMcYYY4wxxhhjjDHGGGOMMag7xhhD8iTP' +
    'VAqliBBgQxEY+ZkOsIrfIQ4gio4woC2bGoSA8iBSAka9ENJptH+IcDUAjLEMCXH/GitgUgDFODA8lxbLNIwxtiEfxWCMMQP/hWGMMTaDMcYYGBdj' +
    'jDHGGGOMMcYYY4wxxhhjjDHGGAMAAAAAAAgUIe5yequ1B/jGc7L2wyi6SUFBQVE0rg9VXRkhhQDwrL3+618N',
  'base64',
)

/** 30,000 x 30,000 by its header, and nothing behind. */
const huge = Buffer.concat([Buffer.from('ff0a7ca923030000', 'hex'), Buffer.alloc(64)])

test('is read under any name, upright, dated and shown as JPEG', async () => {
  const [home, catalogue] = [temporaryFolder(), temporaryFolder()]
  const core = await openCore(catalogue.path)
  writeFileSync(join(home.path, 'a.jxl'), codestream)
  writeFileSync(join(home.path, 'b.jpg'), container)
  copyFileSync(join(home.path, 'b.jpg'), join(home.path, 'copy'))
  await core.api.addFolder({ path: home.path })
  expect(await indexed(core)).toMatchObject({ state: 'done', failedCount: 0, decodedCount: 2 })
  const { photos } = await core.api.listPhotos({ offset: 0, limit: 9 })
  const [b, a] = await Promise.all(
    photos.sort((one, other) => one.width - other.width).map(({ photoId }) => core.api.getPhoto({ photoId })),
  )
  expect(a).toMatchObject({ width: 600, height: 24, format: 'JPEG XL', damage: null })
  expect(b).toMatchObject({ width: 48, height: 64, camera: 'Cam', capturedAtMs: Date.UTC(2019, 6, 4, 10, 20, 30) })
  const shown = (await core.media.display(a.photoId)) as { path: string; contentType: string }
  expect(shown.contentType).toBe('image/jpeg')
  expect(await sharp(shown.path).metadata()).toMatchObject({ width: 600, height: 24, format: 'jpeg' })
  await core.close()
  for (const folder of [home, catalogue]) folder.remove()
})

test('its colours', async () => {
  const { thumbnail } = await decodeImage(codestream)
  const { data, info } = await sharp(thumbnail).raw().toBuffer({ resolveWithObject: true })
  const [left, right] = [data.subarray(9, 12), data.subarray(3 * info.width - 12, 3 * info.width - 9)]
  expect([left[0] < 60, left[2] > 190, right[0] > 190, right[2] < 60]).toEqual([true, true, true, true])
})

test('cut short it is shown as far as it goes; too large or broken it is refused by its header', async () => {
  expect(await decodeImage(codestream.subarray(0, 300))).toMatchObject({
    width: 600,
    damage: expect.stringContaining('cut short'),
  })
  await expect(decodeImage(huge)).rejects.toThrow('more than 150 million pixels')
  await expect(decodeImage(codestream.subarray(0, 8))).rejects.toThrow('The JPEG XL image is damaged.')
})

test('what is written about it does not change the picture', async () => {
  const about = Buffer.from([0, 0, 0, 16, ...Buffer.from('xml <x></x>'), 0])
  const written = Buffer.concat([container, about])
  const hashOf = (bytes: Buffer) => pictureHash(bytes, formatOfBytes(bytes))
  expect(await hashOf(written)).toBe(await hashOf(container))
  expect(await hashOf(codestream)).not.toBe(await hashOf(container))
})
