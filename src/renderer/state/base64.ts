/** Numbers that travel packed as Base64. Imports only shared types. */
import type { PhotoIds } from '../../shared/domain.ts'

export function bytesOf(text: string): ArrayBuffer {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
  return bytes.buffer
}

/** Photos of an answer. */
export const idsOf = (photoIds: string): Int32Array<ArrayBuffer> => new Int32Array(bytesOf(photoIds))

/** More ids are not taken one by one. */
const mostListed = 1000

/** As a call of the contract takes them. */
export function asPhotoIds(photoIds: number[]): PhotoIds {
  if (photoIds.length <= mostListed) return photoIds
  const bytes = new Uint8Array(Int32Array.from(photoIds).buffer)
  let binary = ''
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(binary)
}
