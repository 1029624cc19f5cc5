/** The map of the library as the contract has it: kept for its model, made when asked for, grown by what comes. */
import { setImmediate as turn } from 'node:timers/promises'
import type { PhotoApi, PhotoEvents } from '../../shared/contract.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { packed } from '../tools/packed.ts'
import type { PhotoGraph } from '../search/neighbour-graph.ts'
import type { SearchSpace } from '../search/search-space.ts'
import type { Similarity } from '../search/similarity.ts'
import { mapPath, readPlaces, writePlaces, type Places } from './kept-places.ts'
import { leastLaidOut, mostLaidOut } from './layout.ts'
import type { LayoutTask } from './layout-worker.ts'
import { createMaking } from './making.ts'

export interface LibraryMapDependencies {
  similarity: Pick<Similarity, 'space'>
  modelsDir: string
  graphOf(space: SearchSpace): Promise<PhotoGraph>
  emit(event: 'map', value: PhotoEvents['map']): void
}

type Methods = Pick<PhotoApi, 'getMap' | 'makeMap' | 'cancelMap'>
type ModelSpace = SearchSpace & { modelVersion: number }

/** Some milliseconds' worth. */
const sliceSize = 2000

export function createLibraryMap({ similarity, modelsDir, graphOf, emit }: LibraryMapDependencies) {
  const making = createMaking((status) => emit('map', status))
  let last: { modelVersion: number; kept: Places | null } | null = null

  async function keptOf(modelVersion: number): Promise<Places | null> {
    if (last?.modelVersion === modelVersion) return last.kept
    const kept = await readPlaces(mapPath(modelsDir, modelVersion))
    last = { modelVersion, kept }
    await turn()
    return kept
  }

  async function modelSpace(): Promise<ModelSpace | null> {
    const space = await similarity.space()
    return space.modelVersion === null || space.basis !== 'encoder' ? null : (space as ModelSpace)
  }

  async function makeMap() {
    const space = await modelSpace()
    if (!space)
      throw new SemblanceError('NOT_FOUND', 'There is no model yet. Let Semblance learn from the photos first.')
    if (space.photoIds.length < leastLaidOut) throw new SemblanceError('NOT_ENOUGH_PHOTOS', tooFew(space))
    const kept = await keptOf(space.modelVersion)
    return making.start({ task: () => taskOf(space, kept), save: (places) => save(space, kept, places) })
  }

  async function taskOf(space: ModelSpace, kept: Places | null): Promise<LayoutTask> {
    const { rows, size, photoIds, rowOf } = space
    const places = new Float32Array(2 * photoIds.length).fill(NaN)
    if (!kept) return { rows, size, places, photoIds, graph: await graphOf(space) }
    for await (const [at, photoId] of inTurns(kept.photoIds)) {
      const row = rowOf.get(photoId)
      if (row !== undefined) places.set(kept.places.subarray(2 * at, 2 * at + 2), 2 * row)
    }
    return { rows, size, places, photoIds, graph: null }
  }

  /** Photos out of sight keep their places: they may come back. */
  async function save(space: ModelSpace, kept: Places | null, places: Float32Array): Promise<void> {
    const away: number[] = []
    if (kept) for await (const [at, photoId] of inTurns(kept.photoIds)) if (!space.rowOf.has(photoId)) away.push(at)
    const count = space.photoIds.length
    const all = { photoIds: new Int32Array(count + away.length), places: new Float32Array(2 * (count + away.length)) }
    all.photoIds.set(space.photoIds)
    all.places.set(places)
    if (kept) copy(kept, away, all, count)
    await writePlaces(mapPath(modelsDir, space.modelVersion), all)
    last = { modelVersion: space.modelVersion, kept: all }
  }

  const methods: Methods = {
    getMap: async () => {
      const space = await modelSpace()
      const kept = space && (await keptOf(space.modelVersion))
      const shown = kept ? await shownIn(space!, kept) : { photoIds: new Int32Array(), places: new Float32Array() }
      const photoIds = packed(shown.photoIds)
      await turn()
      const places = packed(shown.places)
      await turn()
      return {
        status: making.status(),
        modelVersion: space?.modelVersion ?? null,
        photoIds,
        places,
        unplacedCount: (space?.photoIds.length ?? 0) - shown.photoIds.length,
        laidOutCount: Math.min(shown.photoIds.length, mostLaidOut),
      }
    },
    makeMap,
    cancelMap: making.cancel,
  }
  return { methods, close: making.cancel }
}

async function shownIn({ rowOf }: SearchSpace, kept: Places): Promise<Places> {
  const shown: number[] = []
  for await (const [at, photoId] of inTurns(kept.photoIds)) if (rowOf.has(photoId)) shown.push(at)
  if (shown.length === kept.photoIds.length) return kept
  const some = { photoIds: new Int32Array(shown.length), places: new Float32Array(2 * shown.length) }
  copy(kept, shown, some)
  return some
}

/** Number by number: pieces of 100,000 photos made for it would keep the thread. */
function copy(from: Places, wanted: number[], to: Places, begin = 0): void {
  for (let i = 0; i < wanted.length; i++) {
    to.photoIds[begin + i] = from.photoIds[wanted[i]]
    to.places[2 * (begin + i)] = from.places[2 * wanted[i]]
    to.places[2 * (begin + i) + 1] = from.places[2 * wanted[i] + 1]
  }
}

async function* inTurns(photoIds: Int32Array): AsyncGenerator<[at: number, photoId: number]> {
  for (let at = 0; at < photoIds.length; at++) {
    if (at % sliceSize === sliceSize - 1) await turn()
    yield [at, photoIds[at]]
  }
}

const tooFew = ({ photoIds }: SearchSpace): string =>
  `A map wants at least ${leastLaidOut} photos; the model knows ${photoIds.length}. Add more.`
