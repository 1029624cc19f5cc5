/** The photo that was looked at last, large or with the ring: the one that galleries are sorted by similarity to. */
import type { PhotoSummary } from '../../shared/domain.ts'

/** `name` is empty where it had not come. */
export type NamedPhoto = Pick<PhotoSummary, 'photoId' | 'name'>

class LastPhoto {
  #photo = $state.raw<NamedPhoto | null>(null)

  get value(): NamedPhoto | null {
    return this.#photo
  }

  see({ photoId, name }: NamedPhoto): void {
    this.#photo = { photoId, name }
  }
}

export const lastPhoto = new LastPhoto()
