/**
 * Errors cross every boundary as `{ code, message }`; the code comes from this closed set.
 * Runs everywhere. Imports nothing.
 */
export const errorCodes = [
  'INVALID_ARGUMENT',
  'NOT_FOUND',
  'FOLDER_NOT_FOUND',
  'NOT_A_FOLDER',
  'FOLDER_UNREADABLE',
  'NO_PHOTOS',
  'IMAGE_UNREADABLE',
  'CATALOGUE_NEWER',
  'CATALOGUE_LOCKED',
  'CATALOGUE_CORRUPT',
  'DISK_FULL',
  'NOT_ENOUGH_PHOTOS',
  'NOT_ENOUGH_LABELS',
  'LEARNER_FAILED',
  'BUSY',
  'CANCELLED',
  'CONNECTION_LOST',
  'INTERNAL',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** The one error type users see: what was wrong, which file or option, what to do. */
export class SemblanceError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SemblanceError'
    this.code = code
  }
}

/** An error as it travels: plain JSON. */
export interface ErrorValue {
  code: ErrorCode
  message: string
}

/** Turns anything thrown into a travelling error; unknown errors become INTERNAL. */
export function toErrorValue(error: unknown): ErrorValue {
  if (error instanceof SemblanceError) return { code: error.code, message: error.message }
  return { code: 'INTERNAL', message: messageOf(error) }
}

const diskFullCodes = ['ENOSPC', 'EDQUOT']
/** Whether a disk has no room left, or none for this person, as the system says it. */
export const isDiskFull = (error: unknown): boolean =>
  diskFullCodes.includes((error as { code?: string } | null)?.code ?? '')

/**
 * Why a place takes no more of a file, and what helps, in words that go on: "and export again." Null where that is not
 * why.
 */
export function noRoom(error: unknown, place: string): string | null {
  if (isDiskFull(error)) return `The disk with ${place} is full. Make room there`
  const isTooLarge = (error as { code?: string } | null)?.code === 'EFBIG'
  return isTooLarge ? `The file system with ${place} allows no file that large. Use another drive` : null
}

/** What was said of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
