/** Gathers what a new bank is judged by: the user's labels as it and the model in use see them. */
import type { LabelValue } from '../../shared/domain.ts'
import {
  agreement,
  examplesAgreement,
  judge,
  type Agreement,
  type LabelledTag,
  type ModelScores,
  type Verdict,
  type ViewComparison,
} from '../search/model-check.ts'
import type { Catalogue } from '../store/catalogue.ts'
import type { Bank } from '../store/bank.ts'
import type { LabelExamples } from './label-examples.ts'

/** Of each tag, as many yes and as many no. */
const mostMarks = 200
/** The same of all tags together: meanwhile the core does nothing else. */
const mostOfAll = 1000

/** With `examples` (a refinement), only those kept out of training are asked about, and none may be lost. */
export function judgeNewBank(
  catalogue: Catalogue,
  bank: Bank,
  examples: LabelExamples | null,
  views: ViewComparison | null = null,
): { verdict: Verdict; scores: ModelScores } {
  const active = catalogue.models.active()
  const before = active ? catalogue.models.loadBank(active.modelVersion) : null
  const agreementOf = examples ? (each: Bank) => byExamples(each, examples) : byTags(catalogue, bank, before)
  return judge(bank.embeddings, bank.embeddingSize, agreementOf(bank), before && agreementOf(before), {
    areKeptOut: examples !== null,
    isRefined: active?.origin === 'refined' && !examples,
    views,
    hasLearnt: active?.origin === 'trained' || active?.origin === 'refined',
  })
}

/** Each tag's labels are voted on by its others, over the photos that both banks have seen. */
function byTags({ tags, labels }: Catalogue, bank: Bank, before: Bank | null): (bank: Bank) => Agreement {
  const [now, then] = [rowsById(bank), before && rowsById(before)]
  const isSeen = (photoId: number) => now.has(photoId) && (!then || then.has(photoId))
  const marked = (tagId: number, label: LabelValue) => [...labels.markedAs(tagId, label)].filter(isSeen)
  const all = tags
    .list()
    .map(({ tagId, name }) => ({ name, yes: marked(tagId, 'yes'), no: marked(tagId, 'no') }))
    .filter(({ yes }) => yes.length > 0)
  const everyYes = [...new Set(all.flatMap(({ yes }) => yes))]
  const most = Math.min(mostMarks, Math.ceil(mostOfAll / all.length))
  const counted = all.map(({ name, yes, no }) => ({
    yes: some(yes, most),
    no: some(no, most),
    lent: no.length > 0 ? [] : some(lentNos(name, all, everyYes), most),
  }))
  return (each) => agreement(labelledTags(each, counted))
}

/**
 * Who marks with yes alone says of no photo that it is a no: a photo that has another tag, and none above or beneath
 * this one, serves as one.
 */
function lentNos(tag: string, all: { name: string; yes: number[] }[], everyYes: number[]): number[] {
  const own = new Set(all.filter(({ name }) => areRelated(name, tag)).flatMap(({ yes }) => yes))
  return everyYes.filter((photoId) => !own.has(photoId))
}

/** Of "Animals" and "Animals/Dogs". */
const areRelated = (one: string, other: string) => `${one}/`.startsWith(`${other}/`) || other.startsWith(`${one}/`)

/** From all along, so that of a tag that holds half the library no more is compared than takes a moment. */
function some(photoIds: number[], most: number): number[] {
  const step = Math.ceil(photoIds.length / most)
  return photoIds.filter((_, i) => i % step === 0)
}

function* labelledTags(bank: Bank, tags: Record<'yes' | 'no' | 'lent', number[]>[]): Generator<LabelledTag> {
  const rows = rowsById(bank)
  for (const { yes, no, lent } of tags) {
    yield {
      rows: rowsOf(rows, [...yes, ...no, ...lent], bank.embeddingSize),
      isYes: [...yes.map(() => true), ...no.map(() => false), ...lent.map(() => false)],
      askedCount: yes.length + no.length,
    }
  }
}

function byExamples(bank: Bank, { photoIds, classes, asked }: LabelExamples): Agreement {
  const rows = rowsOf(rowsById(bank), photoIds, bank.embeddingSize)
  return examplesAgreement({ rows, classes: Int32Array.from(classes), asked })
}

/** [L, D]; zeros for a photo the bank has not seen. */
function rowsOf(rows: Map<number, Float32Array>, photoIds: number[], embeddingSize: number): Float32Array {
  const all = new Float32Array(photoIds.length * embeddingSize)
  photoIds.forEach((photoId, i) => all.set(rows.get(photoId) ?? [], i * embeddingSize))
  return all
}

function rowsById({ photoIds, embeddings, embeddingSize }: Bank): Map<number, Float32Array> {
  return new Map(
    Array.from(photoIds, (photoId, row) => [
      photoId,
      embeddings.subarray(row * embeddingSize, (row + 1) * embeddingSize),
    ]),
  )
}
