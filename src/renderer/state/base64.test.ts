import { expect, test } from 'vitest'
import { asPhotoIds, bytesOf } from './base64.ts'

test('few photos are named one by one, many as packed numbers', () => {
  const few = [3, 1, 2]
  expect(asPhotoIds(few)).toBe(few)
  const many = Array.from({ length: 20_001 }, (_, i) => 3 * i + 1)
  const packed = asPhotoIds(many) as string
  expect([...new Int32Array(bytesOf(packed))]).toEqual(many)
})
