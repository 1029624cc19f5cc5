/** Gathers what a new bank is judged by: the user's labels as it and the model in use see them. */
import { judge, type LabelledTag, type Verdict } from '../learning/model-check.ts'
import type { Catalogue } from '../store/catalogue.ts'

export interface Bank {
  photoIds: Int32Array
  /** [N, D]. */
  embeddings: Float32Array
  embeddingSize: number
}

export function judgeNewBank(catalogue: Catalogue, bank: Bank): Verdict {
  const active = catalogue.models.active()
  const before = active ? catalogue.models.loadBank(active.modelVersion) : null
  const [now, then] = [rowsById(bank), before && rowsById(before)]
  // Only photos both have seen, so that both answer the same questions.
  const labels = catalogue.tags.list().map(({ tagId }) => catalogue.tags.labels(tagId).filter(({ photoId }) => now.has(photoId) && (!then || then.has(photoId))))
  const seenBy = (rows: Map<number, Float32Array>, embeddingSize: number): LabelledTag[] =>
    labels.map((marks) => {
      const all = new Float32Array(marks.length * embeddingSize)
      marks.forEach(({ photoId }, i) => all.set(rows.get(photoId)!, i * embeddingSize))
      return { rows: all, isYes: marks.map(({ label }) => label === 'yes') }
    })
  return judge(bank.embeddings, bank.embeddingSize, seenBy(now, bank.embeddingSize), before && then ? seenBy(then, before.embeddingSize) : null)
}

function rowsById({ photoIds, embeddings, embeddingSize }: Bank): Map<number, Float32Array> {
  return new Map(Array.from(photoIds, (photoId, row) => [photoId, embeddings.subarray(row * embeddingSize, (row + 1) * embeddingSize)]))
}
