/**
 * Noise-contrastive estimation as a graph piece: Wu et al. 2018, eq. 4 to 8, with Z constant or estimated as in
 * learning/losses, which says how that differs from the paper. Sums of exponentials are taken as logarithms, shifted
 * by the largest; but Z is handed on as a single, which holds N exp(1/τ) for τ of 0.0135 or more (up to a million
 * rows).
 */
import type { EngineConfig } from '../../learning/engine.ts'
import type { Graph, Value } from './graph.ts'
import type { Given, InstanceTerm } from './objective-graph.ts'

/**
 * −log h(i, v) − Σ_m log(1 − h(j, v)), h = σ(v·f / τ − log(Z m / N)); gradient ((h_i − 1) f_i + Σ h_j f_j) / τ.
 * `partition` 0 uses this batch's own estimate.
 */
export function nce(graph: Graph, config: EngineConfig, { v, bank, photos, instances }: Given): InstanceTerm {
  const D = config.embeddingSize
  const inverse = graph.scalar(1 / config.temperature)
  const ofPhotos = graph.input('negatives', 'int32', ['B', 'm'])
  const negatives = graph.op('Gather', [ofPhotos, photos], { axis: 0 })
  const ownRows = graph.reshape(instances, [-1, 1])
  const all = graph.op('Gather', [bank, graph.op('Concat', [ownRows, negatives], { axis: 1 })], { axis: 0 })
  const similarities = graph.op('MatMul', [all, graph.reshape(v, [-1, D, 1])])
  const logits = graph.op('Mul', [graph.op('Squeeze', [similarities, graph.int64s([2])]), inverse])
  const isOther = graph.op('Cast', [graph.op('Not', [graph.op('Equal', [negatives, ownRows])])], { to: 1 })
  const logEstimate = logPartition(graph, logits, isOther, sideOf(graph, bank, 0))
  const given = graph.input('partition', 'float32', [])
  const logZ = graph.op('Where', [graph.op('Greater', [given, graph.scalar(0)]), graph.op('Log', [given]), logEstimate])
  const { losses, pulls } = nceOfMargins(graph, graph.op('Sub', [logits, noiseOdds(graph, bank, negatives, logZ)]))
  const mixed = graph.op('MatMul', [graph.op('Unsqueeze', [pulls, graph.int64s([1])]), all])
  return {
    losses,
    gradients: graph.op('Mul', [graph.reshape(mixed, [-1, D]), inverse]),
    partition: graph.op('Exp', [logEstimate]),
  }
}

/** log(Z m / N), a scalar. */
function noiseOdds(graph: Graph, bank: Value, negatives: Value, logZ: Value): Value {
  const share = graph.op('Div', [sideOf(graph, negatives, 1), sideOf(graph, bank, 0)])
  return graph.op('Add', [logZ, graph.op('Log', [share])])
}

/**
 * Margins [L, 1 + m], logits less the noise's; the photo's own first: losses [L], their slopes by the margins [L, 1 +
 * m].
 */
function nceOfMargins(graph: Graph, margins: Value): { losses: Value; pulls: Value } {
  // log(1 − σ(x)) = log σ(−x).
  const [first, rest] = ownAndRest(graph, margins)
  const negated = graph.op('Neg', [first])
  const ofRest = graph.reduce('Sum', graph.op('Softplus', [rest]), 1, false)
  const losses = graph.op('Add', [graph.op('Softplus', [graph.reshape(negated, [-1])]), ofRest])
  const pulls = [graph.op('Neg', [graph.op('Sigmoid', [negated])]), graph.op('Sigmoid', [rest])]
  return { losses, pulls: graph.op('Concat', pulls, { axis: 1 }) }
}

/**
 * ln of the estimate of Z in learning/losses, shifted by the largest; logits [L, 1 + m], own first, isOther [L, m] 0
 * or 1.
 */
function logPartition(graph: Graph, logits: Value, isOther: Value, rowCount: Value): Value {
  const all = (kind: 'Max' | 'Sum' | 'Mean', value: Value) => graph.op(`Reduce${kind}`, [value], { keepdims: 0 })
  const highest = all('Max', logits)
  const [own, others] = ownAndRest(graph, graph.op('Exp', [graph.op('Sub', [logits, highest])]))
  const count = graph.op('Max', [all('Sum', isOther), graph.scalar(1)])
  const mean = graph.op('Div', [all('Sum', graph.op('Mul', [others, isOther])), count])
  const weighted = graph.op('Mul', [mean, graph.op('Sub', [rowCount, graph.scalar(1)])])
  return graph.op('Add', [highest, graph.op('Log', [graph.op('Add', [all('Mean', own), weighted])])])
}

/** The first column and the others. */
function ownAndRest(graph: Graph, value: Value): [Value, Value] {
  const columns = (from: number, to: number) =>
    graph.op('Slice', [value, graph.int64s([from]), graph.int64s([to]), graph.int64s([1])])
  return [columns(0, 1), columns(1, 2 ** 31)]
}

/** One side of a value's shape, as a float scalar. */
function sideOf(graph: Graph, value: Value, side: number): Value {
  const shape = graph.op('Shape', [value], { start: side, end: side + 1 })
  return graph.reshape(graph.op('Cast', [shape], { to: 1 }), [])
}
