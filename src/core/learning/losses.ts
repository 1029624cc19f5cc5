/**
 * The objectives in plain TypeScript, double precision inside: the reference the engines are tested against.
 * Wu et al. 2018: eq. 2 (non-parametric softmax), eq. 4 to 8 (NCE), eq. 9 (proximal term). v embeddings [B, D],
 * f bank rows [N, D], τ temperature, m negatives, Z partition. Losses are means over the batch in nats; gradients are
 * of that mean with respect to v, before any normalisation. Pure. Cost B·N·D, NCE B·m·D.
 */
export interface Loss {
  loss: number
  /** [B, D]. */
  gradient: Float64Array
}

export interface LossInput {
  embeddings: ArrayLike<number>
  bank: ArrayLike<number>
  /** [B], bank row of each embedding. */
  instances: ArrayLike<number>
  embeddingSize: number
}

/** −log(exp(v·f_i/τ) / Σ_j exp(v·f_j/τ)). */
export function nonParametricSoftmax(input: LossInput, temperature: number): Loss {
  const { loss, gradient } = parametricSoftmax(input, temperature)
  return { loss, gradient }
}

/**
 * Eq. 1: the same formula, its rows f learnt as weights: `bankGradient` [N, D] is the loss's slope by them. Differs
 * from the paper in scale only: weights are f/τ, so that both softmaxes begin alike.
 */
export function parametricSoftmax(input: LossInput, temperature: number): Loss & { bankGradient: Float64Array } {
  const { embeddings, bank, instances, embeddingSize: D } = input
  const bankGradient = new Float64Array(bank.length)
  const rowCount = bank.length / D
  const mean = meanOverBatch(input, (b, gradient) => {
    const logits = Array.from({ length: rowCount }, (_, row) => dot(input, b, row) / temperature)
    const highest = logits.reduce((a, x) => Math.max(a, x), -Infinity)
    const sum = logits.reduce((total, logit) => total + Math.exp(logit - highest), 0)
    logits.forEach((logit, row) => {
      const probability = Math.exp(logit - highest) / sum
      const pull = (probability - (row === instances[b] ? 1 : 0)) / temperature
      for (let d = 0; d < D; d++) {
        gradient[d] += pull * bank[row * D + d]
        bankGradient[row * D + d] += (pull * embeddings[b * D + d]) / instances.length
      }
    })
    return highest + Math.log(sum) - logits[instances[b]]
  })
  return { ...mean, bankGradient }
}

export interface NceOptions {
  temperature: number
  /** [B, m] bank rows drawn uniformly (noise probability 1/N). */
  negatives: ArrayLike<number>
  partition: number
}

/** −log h(i) − Σ_j log(1 − h(j)), h = P / (P + m/N) with P = exp(v·f/τ) / Z, which is σ(v·f/τ − log(Z m/N)). */
export function noiseContrastive(input: LossInput, { temperature, negatives, partition }: NceOptions): Loss {
  const { bank, instances, embeddingSize: D } = input
  const negativeCount = negatives.length / instances.length
  const offset = Math.log((partition * negativeCount * D) / bank.length)
  return meanOverBatch(input, (b, gradient) => {
    let loss = 0
    const add = (row: number, positive: boolean) => {
      const margin = dot(input, b, row) / temperature - offset
      const mistake = positive ? -margin : margin
      loss += Math.max(mistake, 0) + Math.log1p(Math.exp(-Math.abs(mistake)))
      const pull = (positive ? -1 : 1) / (1 + Math.exp(-mistake)) / temperature
      for (let d = 0; d < D; d++) gradient[d] += pull * bank[row * D + d]
    }
    add(instances[b], true)
    for (let j = 0; j < negativeCount; j++) add(negatives[b * negativeCount + j], false)
    return loss
  })
}

/**
 * Z = Σ_j exp(v·f_j/τ), averaged over the batch, as the photo's own row and N − 1 times the mean over those negatives
 * that are another row: unbiased for negatives drawn uniformly with replacement. Eq. 8 is N times the mean over a
 * random subset; the authors' code has the own row in that mean, with weight 1/(m + 1) in place of 1/N, which is
 * harmless while the bank is random and far too much where it holds the photo's own embedding and m is small.
 */
export function estimatePartition(input: LossInput, { temperature, negatives }: Omit<NceOptions, 'partition'>): number {
  const { bank, instances, embeddingSize } = input
  const negativeCount = negatives.length / instances.length
  const meanOf = (pairs: [b: number, row: number][]) =>
    pairs.reduce((sum, [b, row]) => sum + Math.exp(dot(input, b, row) / temperature), 0) / Math.max(pairs.length, 1)
  const drawn = Array.from(negatives, (row, j): [number, number] => [Math.floor(j / negativeCount), row])
  return (
    meanOf(Array.from(instances, (row, b) => [b, row])) +
    (bank.length / embeddingSize - 1) * meanOf(drawn.filter(([b, row]) => row !== instances[b]))
  )
}

/** λ ‖v − f_i‖². Differs from the paper: f_i stands for the embedding of the last visit, after the bank momentum. */
export function proximal(input: LossInput, weight: number): Loss {
  const { embeddings, bank, instances, embeddingSize: D } = input
  return meanOverBatch(input, (b, gradient) => {
    let loss = 0
    for (let d = 0; d < D; d++) {
      const change = embeddings[b * D + d] - bank[instances[b] * D + d]
      loss += weight * change * change
      gradient[d] += 2 * weight * change
    }
    return loss
  })
}

export interface ViewLossInput {
  /** [R, D]: views of B photos, view by view, the large ones first. */
  embeddings: ArrayLike<number>
  embeddingSize: number
  photoCount: number
  /** How many of the R rows are large. */
  largeCount: number
}

/**
 * Views of a photo pulled together: each view v to each large view v⁺ of its photo but itself, among the large views N
 * of other photos. −log(exp(v·v⁺/τ) / (exp(v·v⁺/τ) + Σ_N exp(v·v_j/τ))), mean over the v⁺, then over all views. Not in
 * the paper: with two large views NT-Xent of Chen et al. 2020 (SimCLR), eq. 1; small views as in Caron et al. 2020
 * (SwAV), section 3.3.
 */
export function viewsTogether(
  { embeddings, embeddingSize: D, photoCount, largeCount }: ViewLossInput,
  temperature: number,
): Loss {
  const count = embeddings.length / D
  const gradient = new Float64Array(embeddings.length)
  let loss = 0
  for (let row = 0; row < count; row++) {
    const logits = Array.from({ length: largeCount }, (_, j) => rowsDot(embeddings, D, row, j) / temperature)
    const isSamePhoto = logits.map((_, j) => j % photoCount === row % photoCount)
    const positives = [...logits.keys()].filter((j) => isSamePhoto[j] && j !== row)
    for (const positive of positives) {
      const others = logits.map((logit, j) => (isSamePhoto[j] && j !== positive ? -Infinity : logit))
      const { logSum, shares } = softmaxOf(others)
      loss += (logSum - logits[positive]) / positives.length / count
      shares.forEach((share, j) => {
        const pull = (share - (j === positive ? 1 : 0)) / (temperature * positives.length * count)
        for (let d = 0; d < D; d++) {
          gradient[row * D + d] += pull * embeddings[j * D + d]
          gradient[j * D + d] += pull * embeddings[row * D + d]
        }
      })
    }
  }
  return { loss, gradient }
}

function softmaxOf(logits: number[]): { logSum: number; shares: number[] } {
  const highest = Math.max(...logits)
  const logSum = highest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0))
  return { logSum, shares: logits.map((logit) => Math.exp(logit - logSum)) }
}

function rowsDot(rows: ArrayLike<number>, D: number, a: number, b: number): number {
  let sum = 0
  for (let d = 0; d < D; d++) sum += rows[a * D + d] * rows[b * D + d]
  return sum
}

function meanOverBatch(input: LossInput, addOne: (b: number, gradient: Float64Array) => number): Loss {
  const { instances, embeddingSize: D } = input
  const gradient = new Float64Array(instances.length * D)
  let loss = 0
  for (let b = 0; b < instances.length; b++) loss += addOne(b, gradient.subarray(b * D, (b + 1) * D))
  return { loss: loss / instances.length, gradient: gradient.map((value) => value / instances.length) }
}

function dot({ embeddings, bank, embeddingSize: D }: LossInput, b: number, row: number): number {
  let sum = 0
  for (let d = 0; d < D; d++) sum += embeddings[b * D + d] * bank[row * D + d]
  return sum
}
