/** Tags of the library into sidecars: looked at page by page, written where they were looked at. */
import type { PhotoApi } from '../../shared/contract.ts'
import type { FileProblem, SidecarNaming } from '../../shared/exchange.ts'
import { SemblanceError } from '../../shared/errors.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { SidecarTask } from './change-sidecar.ts'
import { isOneOf } from './keywords.ts'
import { createPhotoPages, isStemShared } from './photo-pages.ts'
import { chosenNames } from './chosen-names.ts'
import type { SidecarThread } from './sidecar-thread.ts'

export interface SidecarDependencies {
  catalogue: Catalogue
  thread: SidecarThread
}

type Tag = SidecarTask['tags'][number]

/** Which tags, and under which names. */
interface Manner {
  tagIds?: number[]
  naming?: SidecarNaming
}

export function createSidecars({
  catalogue,
  thread,
}: SidecarDependencies): Pick<PhotoApi, 'previewSidecars' | 'writeSidecars'> {
  const { files } = catalogue
  const pageOf = createPhotoPages(catalogue)
  return {
    previewSidecars: async ({ after, limit, ...manner }) => {
      const { files: present, ...page } = await pageOf(after, limit)
      const chosen = chosenNames(catalogue, manner.tagIds)
      const tagsOf = tagsBetween(catalogue, after, page.last ?? Number.MAX_SAFE_INTEGER, chosen)
      const tasks = present.map(({ photoId, path, isShared }) => ({
        ...task(path, manner, chosen),
        isShared,
        tags: tagsOf.get(photoId) ?? [],
      }))
      const outcomes = await thread.changeSidecars(tasks)
      return {
        ...page,
        // Copies side by side, "a.jpg" and "a.jpeg", may have one sidecar.
        changes: [...new Map(outcomes.flatMap(({ change }) => (change ? [[change.path, change]] : []))).values()],
        problems: [...outcomes.flatMap(({ problem }) => problem ?? []), ...outOfReach(catalogue, tagsOf, present)],
      }
    },
    writeSidecars: async ({ changes, ...manner }) => {
      const chosen = chosenNames(catalogue, manner.tagIds)
      const each = new Map(changes.map(({ photoPath, hash }) => [photoPath, hash]))
      const tasks = [...each].map(([path, hash]) => {
        const photoId = files.get(path)?.photoId
        if (photoId == null) throw new SemblanceError('NOT_FOUND', `${path} is no photo of the library.`)
        const tags = tagsBetween(catalogue, photoId - 1, photoId, chosen).get(photoId) ?? []
        return { ...task(path, manner, chosen), isShared: isStemShared(catalogue, { photoId, path }), tags, hash }
      })
      const outcomes = await thread.changeSidecars(tasks)
      return {
        writtenCount: outcomes.filter(({ change }) => change !== null).length,
        problems: outcomes.flatMap(({ problem }) => problem ?? []),
      }
    },
  }
}

const task = (photoPath: string, { naming = 'found' }: Manner, chosen: string[] | null) => ({
  photoPath,
  naming,
  chosen,
})

/** Of each photo the tags that it has: marked yes, or by a machine. */
function tagsBetween({ tagRows }: Catalogue, after: number, upTo: number, chosen: string[] | null): Map<number, Tag[]> {
  const tagsOf = new Map<number, Tag[]>()
  for (const { photoId, tag, value } of tagRows.between(after, upTo)) {
    if (value === 'no' || (chosen && !isOneOf(tag, chosen))) continue
    tagsOf.set(photoId, [...(tagsOf.get(photoId) ?? []), { name: tag, isMachine: value === 'machine' }])
  }
  return tagsOf
}

/** Tagged photos that no sidecar can be written for now. */
function outOfReach({ photos }: Catalogue, tagsOf: Map<number, Tag[]>, page: { photoId: number }[]): FileProblem[] {
  const present = new Set(page.map(({ photoId }) => photoId))
  const gone = [...tagsOf.keys()].filter((photoId) => !present.has(photoId))
  return [...photos.summaries(gone).values()].map(({ path }) => ({
    path,
    reason: 'The photo is gone, or its drive is not connected. Its tags are kept.',
  }))
}
