/**
 * The gradient by a convolution's weights for TensorFlow.js on its own processor backend, whose kernel takes nearly
 * all of a step's time: the same sum with the channels innermost.
 */
import type * as Tf from '@tensorflow/tfjs'

type Shape = Tf.backend_util.Conv2DInfo

interface Call {
  inputs: { x: Tf.TensorInfo; dy: Tf.TensorInfo }
  backend: {
    readSync(id: object): Float32Array
    makeTensorInfo(shape: number[], type: string, values: Float32Array): Tf.TensorInfo
  }
  attrs: {
    strides: [number, number] | number
    pad: Parameters<typeof Tf.backend_util.computeConv2DInfo>[4]
    dimRoundingMode?: 'floor' | 'round' | 'ceil'
    filterShape: [number, number, number, number]
  }
}

/** In place of the kernel of the backend `cpu`; channels last only. */
export function registerFilterGradient(tf: typeof Tf): void {
  tf.unregisterKernel(tf.Conv2DBackpropFilter, 'cpu')
  const kernelFunc = ((call: Call) => filterGradient(tf, call)) as unknown as Tf.KernelFunc
  tf.registerKernel({ kernelName: tf.Conv2DBackpropFilter, backendName: 'cpu', kernelFunc })
}

function filterGradient(tf: typeof Tf, { inputs: { x, dy }, backend, attrs }: Call): Tf.TensorInfo {
  const { strides, pad, dimRoundingMode, filterShape } = attrs
  const shape = tf.backend_util.computeConv2DInfo(
    x.shape as Shape['inShape'],
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
  )
  const [input, gradient] = [backend.readSync(x.dataId), backend.readSync(dy.dataId)]
  const sum = new Float64Array(filterShape.reduce((a, b) => a * b))
  forEachTap(shape, (place, from, tap) => addProduct(sum, input, gradient, shape, place, from, tap))
  return backend.makeTensorInfo(filterShape, 'float32', Float32Array.from(sum))
}

/** Each output place with each input place that it reads, and the tap by which it does. */
function forEachTap(shape: Shape, visit: (place: number, from: number, tap: number) => void): void {
  const {
    batchSize,
    outHeight,
    outWidth,
    inHeight,
    inWidth,
    filterHeight,
    filterWidth,
    strideHeight,
    strideWidth,
    padInfo,
  } = shape
  for (let b = 0; b < batchSize; b++)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++)
        for (let ky = 0; ky < filterHeight; ky++)
          for (let kx = 0; kx < filterWidth; kx++) {
            const [iy, ix] = [oy * strideHeight + ky - padInfo.top, ox * strideWidth + kx - padInfo.left]
            if (iy < 0 || ix < 0 || iy >= inHeight || ix >= inWidth) continue
            visit((b * outHeight + oy) * outWidth + ox, (b * inHeight + iy) * inWidth + ix, ky * filterWidth + kx)
          }
}

function addProduct(
  sum: Float64Array,
  input: Float32Array,
  gradient: Float32Array,
  { inChannels: I, outChannels: O }: Shape,
  place: number,
  from: number,
  tap: number,
): void {
  for (let i = 0; i < I; i++) {
    const value = input[from * I + i]
    const at = (tap * I + i) * O
    for (let o = 0; o < O; o++) sum[at + o] += value * gradient[place * O + o]
  }
}
