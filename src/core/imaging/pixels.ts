/** The size of stored training pixels, shared by those who make, keep and read them. Imports nothing. */

/** Side of the stored square, pixels. */
export const PIXEL_SIZE = 96
/** Bytes of one stored photo, RGB. */
export const PIXEL_BYTES = PIXEL_SIZE * PIXEL_SIZE * 3
/** Stored photos stand for aspects from 1/2 to 2; longer ones lose their ends. */
export const WIDEST_ASPECT = 2
