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
 * Eq. 1: the same formula, its rows f learnt as weights: `bankGradient` [N, D] is the loss's slope by them. Differs from
 * the paper in scale only: weights are f/τ, so that both softmaxes begin alike.
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
 * Z = Σ_j exp(v·f_j/τ), averaged over the batch, as the photo's own row and N − 1 times the mean over those negatives that
 * are another row: unbiased for negatives drawn uniformly with replacement. Eq. 8 is N times the mean over a random subset;
 * the authors' code has the own row in that mean, with weight 1/(m + 1) in place of 1/N, which is harmless while the bank
 * is random and far too much where it holds the photo's own embedding and m is small.
 */
export function estimatePartition(input: LossInput, { temperature, negatives }: Omit<NceOptions, 'partition'>): number {
  const { bank, instances, embeddingSize } = input
  const negativeCount = negatives.length / instances.length
  const meanOf = (pairs: [b: number, row: number][]) =>
    pairs.reduce((sum, [b, row]) => sum + Math.exp(dot(input, b, row) / temperature), 0) / Math.max(pairs.length, 1)
  const drawn = Array.from(negatives, (row, j): [number, number] => [Math.floor(j / negativeCount), row])
  return meanOf(Array.from(instances, (row, b) => [b, row])) + (bank.length / embeddingSize - 1) * meanOf(drawn.filter(([b, row]) => row !== instances[b]))
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

/**
 * Two views of a photo pulled together: −log(exp(v·v⁺/τ) / Σ_{j≠b} exp(v·v_j/τ)) over the batch, v⁺ the other view.
 * Row b and row b + B/2 are views of one photo. Not in the paper: NT-Xent of Chen et al. 2020 (SimCLR), eq. 1.
 */
export function twoViews(embeddings: ArrayLike<number>, embeddingSize: number, temperature: number): Loss {
  const count = embeddings.length / embeddingSize
  const gradient = new Float64Array(embeddings.length)
  const at = (a: number, b: number) => {
    let sum = 0
    for (let d = 0; d < embeddingSize; d++) sum += embeddings[a * embeddingSize + d] * embeddings[b * embeddingSize + d]
    return sum / temperature
  }
  let loss = 0
  for (let b = 0; b < count; b++) {
    const other = (b + count / 2) % count
    const logits = Array.from({ length: count }, (_, j) => (j === b ? -Infinity : at(b, j)))
    const highest = Math.max(...logits)
    const sum = logits.reduce((total, logit) => total + Math.exp(logit - highest), 0)
    loss += highest + Math.log(sum) - logits[other]
    logits.forEach((logit, j) => {
      const pull = (Math.exp(logit - highest) / sum - (j === other ? 1 : 0)) / (temperature * count)
      for (let d = 0; d < embeddingSize; d++) {
        gradient[b * embeddingSize + d] += pull * embeddings[j * embeddingSize + d]
        gradient[j * embeddingSize + d] += pull * embeddings[b * embeddingSize + d]
      }
    })
  }
  return { loss: loss / count, gradient }
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
