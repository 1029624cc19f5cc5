/**
 * The objectives as graph pieces: Wu et al. 2018, eq. 1 and 2 (softmax), eq. 9 (proximal term); NCE is in `nce-graph.ts`.
 * v embedding [B, D], f bank rows [N, D], τ temperature, Z partition. Differs from the paper: the proximal term pulls to
 * the bank row, which is what the embedding of the last visit became after the bank momentum. Softmaxes are shifted by
 * each row's largest logit, which cancels, so that no τ overflows; the view term by 1/τ, enough for τ of 0.025 or more.
 */
import type { EngineConfig } from '../../learning/engine.ts'
import type { Graph, Value } from './graph.ts'
import { nce } from './nce-graph.ts'

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

/** One objective against the bank. */
export interface InstanceTerm extends PerPhoto {
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
  const highest = graph.reduce('Max', logits, 1)
  const weights = graph.op('Exp', [graph.op('Sub', [logits, highest])])
  const sum = graph.reduce('Sum', weights, 1)
  const expected = graph.op('Div', [graph.op('MatMul', [weights, bank]), sum])
  const ownLogit = graph.op('Mul', [rowDot(graph, v, own), inverse])
  const logSum = graph.reshape(graph.op('Add', [graph.op('Log', [sum]), highest]), [-1])
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
