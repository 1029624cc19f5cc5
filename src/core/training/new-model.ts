/** Gathers what a new bank is judged by: the user's labels as it and the model in use see them. */
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
    views,
    hasLearnt: active?.origin === 'trained',
  })
}

/** Each tag's labels are voted on by its others, over the photos that both banks have seen. */
function byTags(catalogue: Catalogue, bank: Bank, before: Bank | null): (bank: Bank) => Agreement {
  const [now, then] = [rowsById(bank), before && rowsById(before)]
  const labels = catalogue.tags
    .list()
    .map(({ tagId }) =>
      catalogue.labels.list(tagId).filter(({ photoId }) => now.has(photoId) && (!then || then.has(photoId))),
    )
  return (each) => {
    const tags = labels.map((marks): LabelledTag => ({
      rows: rowsOf(
        each,
        marks.map(({ photoId }) => photoId),
      ),
      isYes: marks.map(({ label }) => label === 'yes'),
    }))
    return agreement(tags)
  }
}

function byExamples(bank: Bank, { photoIds, classes, asked }: LabelExamples): Agreement {
  return examplesAgreement({ rows: rowsOf(bank, photoIds), classes: Int32Array.from(classes), asked })
}

/** [L, D]; zeros for a photo the bank has not seen. */
function rowsOf(bank: Bank, photoIds: number[]): Float32Array {
  const rows = rowsById(bank)
  const all = new Float32Array(photoIds.length * bank.embeddingSize)
  photoIds.forEach((photoId, i) => all.set(rows.get(photoId) ?? [], i * bank.embeddingSize))
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
