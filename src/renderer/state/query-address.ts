/**
 * A query of examples as a part of an address: "5,-12,7@100:250:500:500,image-1f0c". A minus stands before what is not
 * looked for, a part of a photo is in thousandths of its sides. Pure.
 */
import { mostExamples, type Region } from '../../shared/domain.ts'
import { idAt } from './id-at.ts'

/** A photo, a part of one, or an image of this page (`OutsideImages`), which no address can hold. */
export type QueryItem = ({ photoId: number; region?: Region } | { imageId: string }) & { minus: boolean }

const pattern = /^(-?)(?:(\d+)(?:@(\d+):(\d+):(\d+):(\d+))?|(image-[0-9a-f]+))$/

export const queryAddress = (query: QueryItem[]): string =>
  query.map((item) => (item.minus ? '-' : '') + itemKey(item)).join(',')

/** Null where it is none, or none that can be asked. An empty query is one; one with an example twice is not. */
export function queryAt(text: string): QueryItem[] | null {
  const items = text === '' ? [] : text.split(',').flatMap((part) => itemAt(part) ?? [])
  const isWhole = queryAddress(items) === text && new Set(items.map(itemKey)).size === items.length
  return isWhole && items.length <= mostExamples ? items : null
}

/** What the example is of, whatever its sign. */
export function itemKey(item: QueryItem): string {
  if ('imageId' in item) return item.imageId
  if (item.region === undefined) return String(item.photoId)
  const { x, y, width, height } = item.region
  return `${item.photoId}@${[x, y, width, height].map((share) => Math.round(share * 1000)).join(':')}`
}

function itemAt(text: string): QueryItem | null {
  const found = pattern.exec(text)
  if (found === null) return null
  const [, sign, id, x, y, width, height, imageId] = found
  const minus = sign === '-'
  if (imageId !== undefined) return { imageId, minus }
  const photoId = idAt(id)
  if (photoId === null) return null
  if (x === undefined) return { photoId, minus }
  const shares = [x, y, width, height].map((thousandths) => Number(thousandths) / 1000)
  const region = { x: shares[0], y: shares[1], width: shares[2], height: shares[3] }
  if (!isWithinPhoto(region)) return null
  return { photoId, region, minus }
}

/** But for what fractions lose. */
const isWithinPhoto = ({ x, y, width, height }: Region): boolean =>
  Math.min(width, height) > 0 && Math.max(x + width, y + height) < 1.0001
