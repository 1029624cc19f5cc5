/** The gallery, its photos one by one, and what a person says of them. */
import type {
  Choice,
  Exposure,
  Gallery,
  GalleryOrder,
  KeptOut,
  PhotoDetail,
  PhotoIds,
  PhotoSummary,
  Placeholders,
} from '../domain.ts'

export interface GalleryApi {
  /** One page of present photos, newest capture first. */
  listPhotos(args: { offset: number; limit: number; keptOut?: KeptOut }): Promise<{
    total: number
    photos: PhotoSummary[]
  }>
  /**
   * Every present photo with its shape and group, in one call; with `keptOut` those kept out so, by date taken. `near`
   * is the photo that "similar" asks for. Throws NOT_FOUND where that is not shown, INVALID_ARGUMENT without it.
   */
  getGallery(args: { order: GalleryOrder; near?: number; keptOut?: KeptOut }): Promise<Gallery>
  /** In the order asked for; unknown ones are left out. */
  getSummaries(args: { photoIds: number[] }): Promise<PhotoSummary[]>
  /** Those without pixels are left out. */
  getPlaceholders(args: { photoIds: number[] }): Promise<Placeholders>
  /** Throws NOT_FOUND. */
  getPhoto(args: { photoId: number }): Promise<PhotoDetail>
  /** Read from its file now; null where that says nothing, or cannot be read. Throws NOT_FOUND. */
  getExposure(args: { photoId: number }): Promise<Exposure | null>
  /** The path of the file that each photo is shown by, in the order asked for; those without one are left out. */
  getPaths(args: { photoIds: number[] }): Promise<{ photoId: number; path: string }[]>
  /** Which photo stands at each path; null where the library knows none. */
  findPhotosByPath(args: { paths: string[] }): Promise<{ path: string; photoId: number | null }[]>
  /**
   * Favourites, stars, and what is not to be shown: one of these a call, for many photos as one step of the history.
   * Ids that are none are left out. Returns how many photos changed.
   */
  choose(args: { photoIds: PhotoIds; choice: Choice }): Promise<{ changedCount: number }>
  /**
   * Gives an edited photo the marks, favourite and stars of the one that it was made from, where it has none of its
   * own. Throws NOT_FOUND.
   */
  takeOverMarks(args: { photoId: number }): Promise<PhotoDetail>
}
