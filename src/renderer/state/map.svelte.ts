/** The map of the library: where photos stand, how it is coloured, where it was left, what is selected on it. */
import { SvelteMap } from 'svelte/reactivity'
import type { LibraryMap as Answer, MapStatus, PhotoSummary } from '../../shared/domain.ts'
import type { AppState } from './app.svelte.ts'
import { bytesOf, idsOf } from './base64.ts'
import { GridMemory, type GridPlace } from './grid-memory.svelte.ts'
import { keepNewest } from './keep-newest.ts'
import type { PhotoSource } from './photo-source.ts'

export const colourings = ['nothing', 'tag', 'confidence', 'date', 'folder'] as const
export type ColourBy = (typeof colourings)[number]

/** What is in the middle of the screen, in the map's own units, and how much larger than all of it. */
export interface Camera {
  x: number
  y: number
  zoom: number
}

type MapPlace = GridPlace & { camera: Camera; by: ColourBy; tagId: number | null }
type Services = Pick<AppState, 'session' | 'toasts'>

const unknown = { name: '', width: 1, height: 1, capturedAtMs: null, favourite: false, stars: null }
const mostNames = 5000
/** As many as one call of the contract takes. */
const mostAsked = 1000

export class LibraryMap {
  photoIds = $state.raw(new Int32Array())
  /** [N, 2], y up. */
  places = $state.raw(new Float32Array())
  answer = $state.raw<Answer | null>(null)
  by = $state<ColourBy>('nothing')
  tagId = $state<number | null>(null)
  camera = $state.raw<Camera>({ x: 0, y: 0, zoom: 1 })
  readonly grid = new GridMemory()
  readonly names = new SvelteMap<number, string>()
  readonly #indexes = $derived(new Map(Array.from(this.photoIds, (photoId, index) => [photoId, index])))
  readonly photos: PhotoSource<PhotoSummary>
  readonly place = {
    read: (): MapPlace => ({ ...this.grid.read(), camera: this.camera, by: this.by, tagId: this.tagId }),
    write: ({ camera, by, tagId, ...place }: MapPlace): void => {
      Object.assign(this, { camera, by, tagId })
      this.grid.write(place)
    },
  }
  #services: Services

  constructor(services: Services) {
    this.#services = services
    const totalOf = () => this.photoIds.length
    this.photos = {
      get total() {
        return totalOf()
      },
      isWhole: true,
      at: (index) => {
        const photoId = this.photoIds[index]
        return photoId === undefined ? undefined : { ...unknown, photoId, name: this.names.get(photoId) ?? '' }
      },
      indexOf: (photoId) => this.#indexes.get(photoId) ?? -1,
      ensure: () => {},
    }
  }

  /** Events tell of it sooner than answers. */
  get status(): MapStatus | null {
    return this.#services.session.map ?? this.answer?.status ?? null
  }

  /** Reads the map; makes it, or finds places for what came, unless somebody said no to that. */
  async refresh(): Promise<void> {
    await this.#try(async () => {
      const answer = await this.#services.session.api.getMap({})
      this.photoIds = idsOf(answer.photoIds)
      this.places = new Float32Array(bytesOf(answer.places))
      this.answer = answer
      const { state } = this.status ?? answer.status
      if (this.canBeMade && !['running', 'cancelled', 'failed'].includes(state)) await this.make()
    })
  }

  /** There is a model, enough photos, and some of them without a place. */
  get canBeMade(): boolean {
    const { answer } = this
    if (answer === null || answer.modelVersion === null || answer.unplacedCount === 0) return false
    return this.photoIds.length + answer.unplacedCount >= leastOnMap
  }

  async readIfNeeded(): Promise<void> {
    if (this.answer === null) await this.refresh()
  }

  make = (): Promise<void> => this.#try(async () => void (await this.#services.session.api.makeMap({})))
  cancel = (): Promise<void> => this.#try(async () => void (await this.#services.session.api.cancelMap({})))

  /** Beside what is selected. */
  selectAlso(indexes: number[]): void {
    const ids = indexes.map((index) => this.photoIds[index])
    this.grid.selection = { ids: new Set([...this.grid.selection.ids, ...ids]), lastId: null }
  }

  /** As far as it was read. */
  nameOf(index: number): string {
    return this.names.get(this.photoIds[index]) || 'Photo'
  }

  /** Reads the names of these photos, where they are not known. */
  async name(photoIds: number[]): Promise<void> {
    const wanted = photoIds.filter((photoId) => !this.names.has(photoId)).slice(0, mostAsked)
    if (wanted.length === 0) return
    await this.#try(async () => {
      for (const { photoId, name } of await this.#services.session.api.getSummaries({ photoIds: wanted }))
        this.names.set(photoId, name)
      keepNewest(this.names, mostNames)
    })
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#services.toasts.error(error)
    }
  }
}

/** Fewer say nothing on a map. */
export const leastOnMap = 30
