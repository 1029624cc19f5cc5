/** Images from outside the library, dropped or pasted, by a name of this page's own: after a reload they are gone. */
import { keepNewest } from './keep-newest.ts'

export interface OutsideImage {
  name: string
  url: string
  imageBase64: string
}

const largestBytes = 100_000_000
const mostImages = 50

export class OutsideImages {
  #images = new Map<string, OutsideImage>()

  get(imageId: string): OutsideImage | undefined {
    return this.#images.get(imageId)
  }

  /** Returns the image's id. Throws where it cannot be read or is too large. */
  async add(file: File): Promise<string> {
    if (file.size > largestBytes) throw new Error(`${file.name} is larger than 100 MB. Take a smaller image.`)
    const imageId = `image-${crypto.randomUUID().slice(0, 8)}`
    const imageBase64 = await readBase64(file)
    this.#images.set(imageId, { name: file.name, url: URL.createObjectURL(file), imageBase64 })
    keepNewest(this.#images, mostImages)
    return imageId
  }
}

function readBase64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '')
    reader.onerror = () => reject(new Error(`${file.name} could not be read.`))
    reader.readAsDataURL(file)
  })
}
