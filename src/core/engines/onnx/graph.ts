/**
 * Builds one ONNX graph, node by node. Values are named by strings; constants are shared when equal.
 * Knows ONNX, not networks.
 */
import { encodeModel, elementTypes, type ElementType } from './proto.ts'

/** The name of a value in the graph. */
export type Value = string
/** A number, or the name of a side known only when the graph runs. */
export type Side = number | string
type Attributes = Record<string, number | number[]>

interface Node {
  opType: string
  input: readonly Value[]
  output: readonly Value[]
  name: string
  attribute?: object[]
}

/** The operators' version of the graphs that we run; an older one is understood by more runtimes. */
const newest = { opset: 20, ir: 10 }
export const widelyKnown = { opset: 13, ir: 7 }

export class Graph {
  private readonly nodes: Node[] = []
  private readonly initializers: object[] = []
  private readonly inputs: object[] = []
  private readonly outputs: object[] = []
  private readonly constants = new Map<string, Value>()
  /** Values that are outputs, by the name they have inside. */
  private readonly outputNames = new Map<Value, string>()
  private readonly shared = new Map<string, Value>()
  private readonly made = new Set<Value>()
  private valueCount = 0
  private readonly versions: typeof newest

  constructor(versions = newest) {
    this.versions = versions
  }

  input(name: string, type: ElementType, shape: readonly Side[]): Value {
    this.inputs.push(valueInfo(name, type, shape))
    return name
  }

  /**
   * Makes `value` an output of the graph under `name`. A node's result is renamed rather than copied: on WebGPU,
   * outputs of Identity that stay on the device crash ONNX Runtime 1.30 when they are fed to the third run.
   */
  output(name: string, value: Value, type: ElementType, shape: readonly Side[]): void {
    if (this.made.has(value) && !this.outputNames.has(value)) this.outputNames.set(value, name)
    else this.nodes.push({ opType: 'Identity', input: [value], output: [name], name: `output ${name}` })
    this.outputs.push(valueInfo(name, type, shape))
  }

  /** What `build` gave the first time it was asked for under this key. */
  once(key: string, build: () => Value): Value {
    const known = this.shared.get(key)
    if (known !== undefined) return known
    const value = build()
    this.shared.set(key, value)
    return value
  }

  /** Adds a node with one output. Numbers among the attributes are whole but for those named in `floatAttributes`. */
  op(opType: string, inputs: readonly Value[], attributes: Attributes = {}): Value {
    const output = `${opType}_${this.valueCount++}`
    this.made.add(output)
    this.nodes.push({ opType, input: inputs, output: [output], name: output, attribute: encodeAttributes(attributes) })
    return output
  }

  /** The highest of each row, `count` (int64, [1]), highest first, and where: float32 and int64, [rows, count]. */
  topK(value: Value, count: Value): [Value, Value] {
    const values = this.op('TopK', [value, count])
    const indices = `${values}_indices`
    this.nodes[this.nodes.length - 1].output = [values, indices]
    this.made.add(indices)
    return [values, indices]
  }

  /** A constant under a name of its own. */
  initializer(name: string, data: Float32Array, shape: readonly number[]): Value {
    this.initializers.push({
      dims: shape,
      dataType: elementTypes.float32,
      name,
      rawData: new Uint8Array(Float32Array.from(data).buffer),
    })
    return name
  }

  floats(data: ArrayLike<number>, shape: readonly number[] = []): Value {
    return this.constant('float32', Float32Array.from(data), shape)
  }

  scalar(value: number): Value {
    return this.floats([value])
  }

  int64s(data: readonly number[], shape: readonly number[] = [data.length]): Value {
    return this.constant('int64', BigInt64Array.from(data, BigInt), shape)
  }

  int32s(data: ArrayLike<number>, shape: readonly number[]): Value {
    return this.constant('int32', Int32Array.from(data), shape)
  }

  reshape(value: Value, shape: readonly number[]): Value {
    return this.op('Reshape', [value, this.int64s(shape)])
  }

  reduce(kind: 'Mean' | 'Sum' | 'Max', value: Value, axis: number, keepSides = true): Value {
    return this.op(`Reduce${kind}`, [value, this.int64s([axis])], { keepdims: keepSides ? 1 : 0 })
  }

  encode(): Uint8Array {
    const graph = {
      name: 'semblance',
      node: this.nodes.map((node) => ({ ...node, input: this.named(node.input), output: this.named(node.output) })),
      initializer: this.initializers,
      input: this.inputs,
      output: this.outputs,
    }
    const opsetImport = [{ domain: '', version: this.versions.opset }]
    return encodeModel({ irVersion: this.versions.ir, producerName: 'semblance', graph, opsetImport })
  }

  private named(values: readonly Value[]): Value[] {
    return values.map((value) => this.outputNames.get(value) ?? value)
  }

  protected constant(
    type: ElementType,
    data: Float32Array | Float64Array | BigInt64Array | Int32Array,
    shape: readonly number[],
  ): Value {
    const rawData = new Uint8Array(data.buffer)
    const key = data.length <= 16 ? `${type}[${shape.join()}]:${data.join()}` : null
    const known = key === null ? undefined : this.constants.get(key)
    if (known !== undefined) return known
    const name = `constant_${this.valueCount++}`
    this.initializers.push({ dims: shape, dataType: elementTypes[type], name, rawData })
    if (key !== null) this.constants.set(key, name)
    return name
  }
}

const floatAttributes = new Set(['alpha', 'beta'])

function encodeAttributes(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([name, value]) => {
    if (Array.isArray(value)) return { name, ints: value, type: 7 }
    return floatAttributes.has(name) ? { name, f: value, type: 1 } : { name, i: value, type: 2 }
  })
}

function valueInfo(name: string, type: ElementType, shape: readonly Side[]): object {
  const dim = shape.map((side) => (typeof side === 'number' ? { dimValue: side } : { dimParam: side }))
  return { name, type: { tensorType: { elemType: elementTypes[type], shape: { dim } } } }
}
