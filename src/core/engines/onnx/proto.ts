/**
 * The part of ONNX's protobuf schema we write (onnx.proto, IR version 10), encoded by protobufjs.
 */
import protobuf from 'protobufjs'

const field = (type: string, id: number) => ({ type, id })
const list = (type: string, id: number) => ({ rule: 'repeated', type, id })

const root = protobuf.Root.fromJSON({
  nested: {
    Model: {
      fields: {
        irVersion: field('int64', 1),
        producerName: field('string', 2),
        graph: field('Graph', 7),
        opsetImport: list('OperatorSet', 8),
      },
    },
    OperatorSet: { fields: { domain: field('string', 1), version: field('int64', 2) } },
    Graph: {
      fields: {
        node: list('Node', 1),
        name: field('string', 2),
        initializer: list('Tensor', 5),
        input: list('ValueInfo', 11),
        output: list('ValueInfo', 12),
      },
    },
    Node: {
      fields: {
        input: list('string', 1),
        output: list('string', 2),
        name: field('string', 3),
        opType: field('string', 4),
        attribute: list('Attribute', 5),
      },
    },
    Attribute: {
      fields: {
        name: field('string', 1),
        f: field('float', 2),
        i: field('int64', 3),
        ints: list('int64', 8),
        type: field('int32', 20),
      },
    },
    Tensor: {
      fields: {
        dims: list('int64', 1),
        dataType: field('int32', 2),
        name: field('string', 8),
        rawData: field('bytes', 9),
      },
    },
    ValueInfo: { fields: { name: field('string', 1), type: field('Type', 2) } },
    Type: { fields: { tensorType: field('TensorType', 1) } },
    TensorType: { fields: { elemType: field('int32', 1), shape: field('Shape', 2) } },
    Shape: { fields: { dim: list('Dimension', 1) } },
    Dimension: { fields: { dimValue: field('int64', 1), dimParam: field('string', 2) } },
  },
})

export const elementTypes = { float32: 1, uint8: 2, int32: 6, int64: 7, float64: 11 } as const
export type ElementType = keyof typeof elementTypes

/** Encodes a model given as plain objects under the field names above. */
export function encodeModel(model: object): Uint8Array {
  return root
    .lookupType('Model')
    .encode(model as protobuf.Message)
    .finish()
}
