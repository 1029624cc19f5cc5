/**
 * The objectives as graph pieces: Wu et al. 2018, eq. 1 and 2 (softmax), eq. 9 (proximal term); NCE is in
 * `nce-graph.ts`, the view term in `view-graph.ts`. v embeddings [L, D] of the large views, f bank rows [N, D], τ
 * temperature, Z partition. Differs from the paper: the proximal term pulls to the bank row, which is what the
 * embedding of the last visit became after the bank momentum. Softmaxes are shifted by each row's largest logit, which
 * cancels, so that no τ overflows.
 */
import type { EngineConfig } from '../../learning/engine.ts'
import type { Graph, Value } from './graph.ts'
import { nce } from './nce-graph.ts'
import { firstRows, upTo, viewTerm, withRowsBelow, type ViewRows } from './view-graph.ts'

export interface ObjectiveResult {
  /** Scalar, nats: the mean over the large views against the bank, and over all views of the view term. */
  loss: Value
  /** [R, D], the loss's gradient with respect to the rows. */
  gradient: Value
  /** Scalar estimate of Z; 1 for the softmax. */
  partition: Value
  /** Parametric softmax only: [N, D]. */
  bankGradient: Value | null
}

/** `bank` [N, D]. The bank is for the large views; small ones are only pulled to those. */
export function objective(graph: Graph, config: EngineConfig, views: ViewRows, bank: Value): ObjectiveResult {
  const { bankWeight, viewWeight } = config
  const againstBank = bankTerms(graph, config, views, bank)
  const terms = [
    ...(bankWeight > 0 ? [scaled(graph, againstBank, bankWeight)] : []),
    ...(viewWeight > 0 ? [scaled(graph, meanOf(graph, viewTerm(graph, config, views), views.count), viewWeight)] : []),
  ]
  const { bankGradient } = againstBank
  // What no output needs is not reckoned.
  const partition = bankWeight > 0 ? againstBank.partition : graph.scalar(1)
  const weighted = bankGradient && graph.op('Mul', [bankGradient, graph.scalar(bankWeight)])
  return { ...terms.reduce((a, b) => plus(graph, a, b)), partition, bankGradient: weighted }
}

/** The objective and the proximal term, a mean over the large views, with zeros for the small views' gradient. */
function bankTerms(graph: Graph, config: EngineConfig, views: ViewRows, bank: Value): ObjectiveResult {
  const { count, largeCount, photoCount } = views
  const ofPhotos = graph.input('instances', 'int32', ['B'])
  const photos = graph.op('Mod', [upTo(graph, largeCount), photoCount])
  const given: Given = {
    v: firstRows(graph, views.rows, largeCount),
    bank,
    photos,
    instances: graph.op('Gather', [ofPhotos, photos], { axis: 0 }),
  }
  const own = graph.op('Gather', [bank, given.instances], { axis: 0 })
  const { partition, bankGradients, losses, gradients } = chosen[config.objective](graph, config, given, own)
  const proximal = proximalTerm(graph, config.proximalWeight, given.v, own)
  const perRow = {
    losses: graph.op('Add', [losses, proximal.losses]),
    gradients: graph.op('Add', [gradients, proximal.gradients]),
  }
  const { loss, gradient } = meanOf(graph, perRow, largeCount)
  return {
    loss,
    gradient:
      config.smallViewCount > 0 ? withRowsBelow(graph, gradient, graph.op('Sub', [count, largeCount])) : gradient,
    partition,
    bankGradient: bankGradients ? graph.op('Div', [bankGradients, asFloat(graph, largeCount)]) : null,
  }
}

/** A mean loss, and its gradient with respect to the rows. */
type Mean = Pick<ObjectiveResult, 'loss' | 'gradient'>

function meanOf(graph: Graph, { losses, gradients }: PerRow, count: Value): Mean {
  return { loss: graph.reduce('Mean', losses, 0, false), gradient: graph.op('Div', [gradients, asFloat(graph, count)]) }
}

const asFloat = (graph: Graph, count: Value): Value => graph.op('Cast', [count], { to: 1 })

/** One objective against the bank. */
export interface InstanceTerm extends PerRow {
  partition: Value
  /** [N, D], summed over the rows. */
  bankGradients?: Value
}

/** What a term against the bank reads. */
export interface Given {
  /** [L, D], the large views. */
  v: Value
  /** [N, D]. */
  bank: Value
  /** int32 [L]: which photo of the batch each is of, and its bank row. */
  photos: Value
  instances: Value
}

type Term = (graph: Graph, config: EngineConfig, given: Given, own: Value) => InstanceTerm
const chosen: Record<EngineConfig['objective'], Term> = { softmax, nce, parametric }

interface PerRow {
  /** One a row. */
  losses: Value
  /** Of their sum, with respect to the rows. */
  gradients: Value
}

/** −log P(i|v), P(i|v) = exp(v·f_i / τ) / Σ_j exp(v·f_j / τ); gradient (Σ_j P(j|v) f_j − f_i) / τ. */
function softmax(graph: Graph, { temperature }: EngineConfig, { v, bank }: Given, own: Value): InstanceTerm {
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
function parametric(graph: Graph, { temperature }: EngineConfig, { v, bank, instances }: Given): InstanceTerm {
  const inverse = graph.scalar(1 / temperature)
  const logits = graph.op('Gemm', [v, bank], { transB: 1, alpha: 1 / temperature })
  const logShares = graph.op('LogSoftmax', [logits], { axis: 1 })
  const rowCount = graph.op('Shape', [bank], { start: 0, end: 1 })
  const wanted = graph.op('OneHot', [graph.op('Cast', [instances], { to: 7 }), rowCount, graph.floats([0, 1], [2])], {
    axis: 1,
  })
  const pull = graph.op('Mul', [graph.op('Sub', [graph.op('Exp', [logShares]), wanted]), inverse])
  return {
    losses: graph.op('Neg', [rowDot(graph, logShares, wanted)]),
    gradients: graph.op('MatMul', [pull, bank]),
    bankGradients: graph.op('Gemm', [pull, v], { transA: 1 }),
    partition: graph.scalar(1),
  }
}

function plus(graph: Graph, a: Mean, b: Mean): Mean {
  return { loss: graph.op('Add', [a.loss, b.loss]), gradient: graph.op('Add', [a.gradient, b.gradient]) }
}

function scaled(graph: Graph, { loss, gradient }: Mean, weight: number): Mean {
  if (weight === 1) return { loss, gradient }
  const by = graph.scalar(weight)
  return { loss: graph.op('Mul', [loss, by]), gradient: graph.op('Mul', [gradient, by]) }
}

/** λ ‖v − f_i‖²; gradient 2 λ (v − f_i). */
function proximalTerm(graph: Graph, weight: number, v: Value, own: Value): PerRow {
  const change = graph.op('Sub', [v, own])
  return {
    losses: graph.op('Mul', [rowDot(graph, change, change), graph.scalar(weight)]),
    gradients: graph.op('Mul', [change, graph.scalar(2 * weight)]),
  }
}

function rowDot(graph: Graph, a: Value, b: Value): Value {
  return graph.reduce('Sum', graph.op('Mul', [a, b]), 1, false)
}
