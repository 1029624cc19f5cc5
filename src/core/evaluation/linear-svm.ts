/**
 * Accuracy of a linear support vector machine on fixed features (Wu et al. 2018, section 4.1); libsvm does the work.
 */
import Svm from 'libsvm-js/asm.js'
import type { LabelledSet } from '../search/embedding-scores.ts'

/** Of libsvm's C-SVC, one against one. */
const cost = 1

/** Share of `test` that is right, [0, 1], after fitting `train`; rows are [N, size]. Cost about N² · size. */
export function linearSvmAccuracy(train: LabelledSet, test: LabelledSet, size: number): number {
  const standardise = standardiser(train.rows, size)
  const svm = new Svm({ type: Svm.SVM_TYPES.C_SVC, kernel: Svm.KERNEL_TYPES.LINEAR, cost, quiet: true })
  try {
    svm.train(standardise(train.rows), [...train.classes])
    const found = svm.predict(standardise(test.rows))
    return found.filter((label, i) => label === test.classes[i]).length / found.length
  } finally {
    svm.free()
  }
}

/** Each column to mean 0 and variance 1 / size over `rows`, so that one cost suits features of any scale and width. */
function standardiser(rows: Float32Array, size: number): (rows: Float32Array) => number[][] {
  const count = rows.length / size
  const [mean, square] = [new Float64Array(size), new Float64Array(size)]
  rows.forEach((value, i) => {
    mean[i % size] += value / count
    square[i % size] += (value * value) / count
  })
  const scale = mean.map((m, d) => 1 / Math.sqrt(Math.max(square[d] - m * m, 1e-12) * size))
  return (all) =>
    Array.from({ length: all.length / size }, (_, row) =>
      Array.from({ length: size }, (_, d) => (all[row * size + d] - mean[d]) * scale[d]),
    )
}
