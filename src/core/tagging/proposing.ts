/** Groups that may want a name, as the contract has them: found once a model, in a thread of their own. */
import { createHash } from 'node:crypto'
import { extname } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import type { PhotoApi } from '../../shared/contract.ts'
import type { Proposal } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { oneAnswer } from '../tools/one-answer.ts'
import type { SearchSpace } from '../search/search-space.ts'
import type { Similarity } from '../search/similarity.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { Grouping } from './grouping-worker.ts'
import type { LibraryGraph } from './library-graph.ts'
import { fewestInGroup, type PhotoGroup } from './photo-groups.ts'
import { checkedName } from './tag-name.ts'
import type { Changed } from './tags-and-marks.ts'

type Methods = Pick<PhotoApi, 'listProposals' | 'nameProposal' | 'putAsideProposal'>

/** A group by the ids of its photos, most typical first. */
interface Group {
  proposalId: string
  photoIds: number[]
}

const typicalCount = 12
/** Of the typical ones, and of all: with more the group has a name already. */
const [mostTaggedTypical, mostTagged] = [2, 0.5]
const laterMs = 7 * 24 * 60 * 60_000
/** Most of a group is what was put aside. */
const sameShare = 0.5
/** Ids and groups that are looked up at a time. */
const [sliceSize, groupsAtATime] = [2_000, 100]

export interface ProposingDependencies {
  catalogue: Catalogue
  similarity: Pick<Similarity, 'space'>
  graphs: Pick<LibraryGraph, 'of'>
  changed: Changed
  clock?: () => number
}

export function createProposing({ catalogue, similarity, graphs, changed, clock = Date.now }: ProposingDependencies) {
  const { putAside, history, tags, labels, photos, tagRows } = catalogue
  let found: { space: SearchSpace; groups: Promise<Group[]> } | null = null
  const workers = new Set<Worker>()

  async function groups(): Promise<Group[]> {
    const space = await similarity.space()
    if (space.basis !== 'encoder') return []
    if (found?.space !== space) found = { space, groups: groupsOf(space) }
    const { groups: begun } = found
    begun.catch(() => (found = found?.groups === begun ? null : found))
    return begun
  }

  async function groupsOf(space: SearchSpace): Promise<Group[]> {
    const { photoIds } = space
    if (photoIds.length < 2 * fewestInGroup) return []
    const workerData: Grouping = { graph: await graphs.of(space), photoIds }
    const url = new URL(`./grouping-worker${extname(import.meta.url)}`, import.meta.url)
    const rowsFound = await oneAnswer<PhotoGroup[]>({ url, workerData, workers, doing: 'Looking for groups' })
    const all: Group[] = []
    for (const [at, group] of rowsFound.entries()) {
      const ids = Array.from(group, (row) => photoIds[row])
      const hash = createHash('sha256').update(Int32Array.from(ids).sort())
      all.push({ proposalId: hash.digest('hex').slice(0, 12), photoIds: ids })
      if (at % groupsAtATime === 0) await turn()
    }
    return all
  }

  async function taggedPhotos(): Promise<Set<number>> {
    const tagged = new Set<number>()
    const last = tagRows.lastPhotoId()
    for (let after = 0; after < last; after += sliceSize) {
      for (const photoId of tagRows.taggedBetween(after, after + sliceSize)) tagged.add(photoId)
      await turn()
    }
    return tagged
  }

  /** Those that have no name and are not put aside, without the photos that carry a tag. */
  async function open(): Promise<Group[]> {
    const [all, tagged] = [await groups(), await taggedPhotos()]
    const nowMs = clock()
    const aside = putAside.list().filter(({ forGood, createdAtMs }) => forGood || nowMs - createdAtMs < laterMs)
    const asideIds = aside.map(({ photoIds }) => new Set(photoIds))
    const isAside = ({ photoIds }: Group) =>
      asideIds.some((ids) => photoIds.filter((id) => ids.has(id)).length >= sameShare * photoIds.length)
    return all.flatMap((group) => {
      const typicalTagged = group.photoIds.slice(0, typicalCount).filter((id) => tagged.has(id)).length
      const photoIds = group.photoIds.filter((id) => !tagged.has(id))
      const isNamed = typicalTagged > mostTaggedTypical || photoIds.length < mostTagged * group.photoIds.length
      return isNamed || photoIds.length < fewestInGroup || isAside(group) ? [] : [{ ...group, photoIds }]
    })
  }

  async function openGroup(proposalId: string): Promise<Group> {
    const group = (await open()).find((each) => each.proposalId === proposalId)
    if (group) return group
    throw new SemblanceError('NOT_FOUND', 'This group is not proposed any more. List the proposals again.')
  }

  function proposalOf({ proposalId, photoIds }: Group): Proposal {
    const summaries = photos.summaries(photoIds.slice(0, typicalCount))
    return { proposalId, photoCount: photoIds.length, typical: photoIds.flatMap((id) => summaries.get(id) ?? []) }
  }

  const methods: Methods = {
    listProposals: async () => {
      const proposals: Proposal[] = []
      for (const group of await open()) {
        proposals.push(proposalOf(group))
        await turn()
      }
      return proposals
    },
    nameProposal: async ({ proposalId, name, ...asked }) => {
      const photoIds = [...new Set(asked.photoIds)]
      const group = new Set((await openGroup(proposalId)).photoIds)
      const other = photoIds.find((photoId) => !group.has(photoId))
      if (other !== undefined)
        throw new SemblanceError('INVALID_ARGUMENT', `Photo ${other} is not of this group. Name photos that are.`)
      const checked = checkedName(name)
      return changed(
        history.record('name group', { name: checked, count: photoIds.length }, () => {
          const { tagId } = tags.create(checked)
          labels.set(
            tagId,
            photoIds.map((photoId) => ({ photoId, label: 'yes', asked: 'typical' })),
          )
          return tags.get(tagId)!
        }),
      )
    },
    putAsideProposal: async ({ proposalId, forGood }) => {
      const { photoIds } = await openGroup(proposalId)
      putAside.add(photoIds, forGood)
      return changed({ photoCount: photoIds.length })
    },
  }
  return { methods, close: async () => void (await Promise.all([...workers].map((worker) => worker.terminate()))) }
}
