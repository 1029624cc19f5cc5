/** Photos as the gallery shows them, in its orders and groups, and what a person says of them. */

/** One photo as the gallery shows it. `name` is the file name of its first present file. */
export interface PhotoSummary {
  photoId: number
  name: string
  /** Width and height in pixels after EXIF orientation. */
  width: number
  height: number
  /** The camera's local time read as UTC; null where nothing tells (`PhotoDetail.dateOrigin` says what does). */
  capturedAtMs: number | null
  favourite: boolean
  /** 0 to 5: a person's own, else what the file says; null where neither is. */
  stars: number | null
}

/** Why a photo that is there is not shown: out of sight until shown again, or out of the library but not the disk. */
export const keptOuts = ['hidden', 'removed'] as const
export type KeptOut = (typeof keptOuts)[number]

/**
 * What a person says of photos beside tags. Stars, 0 to 5, go before those that the file says, null takes them back;
 * `keptOut` null shows photos again.
 */
export type Choice = { favourite: boolean } | { rating: number | null } | { keptOut: KeptOut | null }

/** Photos of a call: some ids, or many as base64 of int32, little-endian. */
export type PhotoIds = number[] | string

/**
 * By capture date or by the day of coming into the library, newest first; by folder and file name; by file name alone
 * (2 before 10); each photo once under the first of its tags; by similarity to one photo, that one first.
 */
export const galleryOrders = ['taken', 'added', 'folder', 'name', 'tag', 'similar'] as const
export type GalleryOrder = (typeof galleryOrders)[number]

/** Every photo that is there, in order and packed: 100,000 of them are 0.8 MB. */
export interface Gallery {
  /** Base64 of int32, little-endian. */
  photoIds: string
  /** Base64 of uint16, little-endian: width over height, in thousandths. */
  aspects: string
  groups: GalleryGroup[]
}

/** Photos that stand together under one heading. */
export interface GalleryGroup {
  /**
   * A month ("2024-03", empty where no date is known); a folder's path; a letter, "0" for digits or "#" for signs; a
   * tag's name (empty for no tag); a level of similarity ("rest" beyond them, empty where they are not known).
   */
  key: string
  count: number
}

/** Rough colours of photos, to be shown until their thumbnails are there. */
export interface Placeholders {
  photoIds: number[]
  /** Base64 of uint8 [N, 4, 4, 3], rows from the top, blue before green and red, as in a bitmap: 64 letters a photo. */
  colours: string
}
