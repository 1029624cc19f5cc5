/**
 * The objectives as graph pieces: Wu et al. 2018, eq. 2 (non-parametric softmax), eq. 4 to 8 (NCE with constant Z),
 * eq. 9 (proximal term). v embedding [B, D], f bank rows [N, D], τ temperature, m negatives, Z partition.
 * Differs from the paper: exponentials are shifted by 1/τ (similarities are at most 1), which cancels; the proximal
 * term pulls to the bank row, which is what the embedding of the last visit became after the bank momentum.
 */
import type { EngineConfig } from '../../learning/engine.ts'
import type { Graph, Value } from './graph.ts'

export interface ObjectiveResult {
  /** Scalar, mean over the batch, nats. */
  loss: Value
  /** [B, D], gradient of the mean loss with respect to the embeddings. */
  gradient: Value
  /** Scalar estimate of Z; 1 for the softmax. */
  partition: Value
  /** Parametric softmax only: [N, D]. */
  bankGradient: Value | null
}

/** `bank` [N, D]. */
export function objective(graph: Graph, config: EngineConfig, embeddings: Value, bank: Value, batchSize: Value): ObjectiveResult {
  const instances = graph.input('instances', 'int32', ['B'])
  const own = graph.op('Gather', [bank, instances], { axis: 0 })
  const { losses, gradients, partition, bankGradients } = chosen[config.objective](graph, config, embeddings, bank, own, instances)
  const proximal = proximalTerm(graph, config.proximalWeight, embeddings, own)
  const perPhoto: PerPhoto = {
    losses: graph.op('Add', [losses, proximal.losses]),
    gradients: graph.op('Add', [gradients, proximal.gradients]),
  }
  const all = config.viewWeight > 0 ? plus(graph, perPhoto, twoViews(graph, config, embeddings)) : perPhoto
  return {
    loss: graph.reduce('Mean', all.losses, 0, false),
    gradient: graph.op('Div', [all.gradients, batchSize]),
    partition,
    bankGradient: bankGradients ? graph.op('Div', [bankGradients, batchSize]) : null,
  }
}

interface InstanceTerm extends PerPhoto {
  partition: Value
  /** [N, D], summed over the batch. */
  bankGradients?: Value
}

type Term = (graph: Graph, config: EngineConfig, v: Value, bank: Value, own: Value, instances: Value) => InstanceTerm
const chosen: Record<EngineConfig['objective'], Term> = { softmax, nce, parametric }

interface PerPhoto {
  /** [B]. */
  losses: Value
  /** [B, D]. */
  gradients: Value
}

/** −log P(i|v), P(i|v) = exp(v·f_i / τ) / Σ_j exp(v·f_j / τ); gradient (Σ_j P(j|v) f_j − f_i) / τ. */
function softmax(graph: Graph, { temperature }: EngineConfig, v: Value, bank: Value, own: Value): InstanceTerm {
  const inverse = graph.scalar(1 / temperature)
  const logits = graph.op('Gemm', [v, bank], { transB: 1, alpha: 1 / temperature })
  const weights = graph.op('Exp', [graph.op('Sub', [logits, inverse])])
  const sum = graph.reduce('Sum', weights, 1)
  const expected = graph.op('Div', [graph.op('MatMul', [weights, bank]), sum])
  const ownLogit = graph.op('Mul', [rowDot(graph, v, own), inverse])
  const logSum = graph.op('Add', [graph.op('Log', [graph.reshape(sum, [-1])]), inverse])
  return {
    losses: graph.op('Sub', [logSum, ownLogit]),
    gradients: graph.op('Mul', [graph.op('Sub', [expected, own]), inverse]),
    partition: graph.scalar(1),
  }
}

/** Eq. 1 with weights bank / τ: as the softmax, but of rows of any length, and with the gradient by the rows. */
function parametric(graph: Graph, { temperature }: EngineConfig, v: Value, bank: Value, _own: Value, instances: Value): InstanceTerm {
  const inverse = graph.scalar(1 / temperature)
  const logits = graph.op('Gemm', [v, bank], { transB: 1, alpha: 1 / temperature })
  const logShares = graph.op('LogSoftmax', [logits], { axis: 1 })
  const rowCount = graph.op('Shape', [bank], { start: 0, end: 1 })
  const wanted = graph.op('OneHot', [graph.op('Cast', [instances], { to: 7 }), rowCount, graph.floats([0, 1], [2])], { axis: 1 })
  const pull = graph.op('Mul', [graph.op('Sub', [graph.op('Exp', [logShares]), wanted]), inverse])
  return {
    losses: graph.op('Neg', [rowDot(graph, logShares, wanted)]),
    gradients: graph.op('MatMul', [pull, bank]),
    bankGradients: graph.op('Gemm', [pull, v], { transA: 1 }),
    partition: graph.scalar(1),
  }
}

/**
 * −log h(i, v) − Σ_m log(1 − h(j, v)), h = σ(v·f / τ − log(Z m / N)); gradient ((h_i − 1) f_i + Σ h_j f_j) / τ.
 * `partition` 0 uses this batch's own estimate, N times the mean of exp(v·f / τ) over positives and negatives.
 */
function nce(graph: Graph, config: EngineConfig, v: Value, bank: Value, _own: Value, instances: Value): InstanceTerm {
  const D = config.embeddingSize
  const inverse = graph.scalar(1 / config.temperature)
  const negatives = graph.input('negatives', 'int32', ['B', 'm'])
  const all = graph.op('Gather', [bank, graph.op('Concat', [graph.reshape(instances, [-1, 1]), negatives], { axis: 1 })], { axis: 0 })
  const similarities = graph.op('MatMul', [all, graph.reshape(v, [-1, D, 1])])
  const logits = graph.op('Mul', [graph.op('Squeeze', [similarities, graph.int64s([2])]), inverse])
  const [photoCount, negativeCount] = [sideOf(graph, bank, 0), sideOf(graph, negatives, 1)]
  const estimate = graph.op('Mul', [graph.op('ReduceMean', [graph.op('Exp', [logits])], { keepdims: 0 }), photoCount])
  const given = graph.input('partition', 'float32', [])
  const partition = graph.op('Where', [graph.op('Greater', [given, graph.scalar(0)]), given, estimate])
  const odds = graph.op('Log', [graph.op('Div', [graph.op('Mul', [partition, negativeCount]), photoCount])])
  const margins = graph.op('Sub', [logits, odds])
  // +1 in the first column (the photo's own row), −1 in the others: log(1 − σ(x)) = log σ(−x).
  const first = graph.op('Slice', [margins, graph.int64s([0]), graph.int64s([1]), graph.int64s([1])])
  const rest = graph.op('Slice', [margins, graph.int64s([1]), graph.int64s([2 ** 31]), graph.int64s([1])])
  const losses = graph.op('Add', [
    graph.op('Softplus', [graph.reshape(graph.op('Neg', [first]), [-1])]),
    graph.reduce('Sum', graph.op('Softplus', [rest]), 1, false),
  ])
  const pulls = graph.op('Concat', [
    graph.op('Neg', [graph.op('Sigmoid', [graph.op('Neg', [first])])]),
    graph.op('Sigmoid', [rest]),
  ], { axis: 1 })
  const mixed = graph.op('MatMul', [graph.op('Unsqueeze', [pulls, graph.int64s([1])]), all])
  return { losses, gradients: graph.op('Mul', [graph.reshape(mixed, [-1, D]), inverse]), partition: estimate }
}

/** NT-Xent between the two halves of the batch, weighted; see `twoViews` in learning/losses. */
function twoViews(graph: Graph, { viewWeight, viewTemperature, embeddingSize }: EngineConfig, v: Value): PerPhoto {
  const inverse = graph.scalar(1 / viewTemperature)
  const halves = graph.reshape(v, [2, -1, embeddingSize])
  const other = graph.reshape(graph.op('Gather', [halves, graph.int64s([1, 0])], { axis: 0 }), [-1, embeddingSize])
  const logits = graph.op('Gemm', [v, v], { transB: 1, alpha: 1 / viewTemperature })
  const shifted = graph.op('Exp', [graph.op('Sub', [logits, inverse])])
  // A view is no candidate for itself.
  const weights = graph.op('Mul', [shifted, graph.op('Sub', [graph.scalar(1), graph.op('EyeLike', [shifted])])])
  const sum = graph.reduce('Sum', weights, 1)
  const shares = graph.op('Div', [weights, sum])
  const both = graph.op('Add', [shares, graph.op('Transpose', [shares], { perm: [1, 0] })])
  const pulled = graph.op('Sub', [graph.op('MatMul', [both, v]), graph.op('Mul', [other, graph.scalar(2)])])
  const logSum = graph.op('Add', [graph.op('Log', [graph.reshape(sum, [-1])]), inverse])
  const losses = graph.op('Sub', [logSum, graph.op('Mul', [rowDot(graph, v, other), inverse])])
  return {
    losses: graph.op('Mul', [losses, graph.scalar(viewWeight)]),
    gradients: graph.op('Mul', [pulled, graph.scalar(viewWeight / viewTemperature)]),
  }
}

function plus(graph: Graph, a: PerPhoto, b: PerPhoto): PerPhoto {
  return { losses: graph.op('Add', [a.losses, b.losses]), gradients: graph.op('Add', [a.gradients, b.gradients]) }
}

/** λ ‖v − f_i‖²; gradient 2 λ (v − f_i). */
function proximalTerm(graph: Graph, weight: number, v: Value, own: Value): PerPhoto {
  const change = graph.op('Sub', [v, own])
  return {
    losses: graph.op('Mul', [rowDot(graph, change, change), graph.scalar(weight)]),
    gradients: graph.op('Mul', [change, graph.scalar(2 * weight)]),
  }
}

function rowDot(graph: Graph, a: Value, b: Value): Value {
  return graph.reduce('Sum', graph.op('Mul', [a, b]), 1, false)
}

/** One side of a value's shape, as a float scalar. */
function sideOf(graph: Graph, value: Value, side: number): Value {
  const shape = graph.op('Shape', [value], { start: side, end: side + 1 })
  return graph.reshape(graph.op('Cast', [shape], { to: 1 }), [])
}
