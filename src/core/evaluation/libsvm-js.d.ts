/** What we use of libsvm-js, which ships no types; asm.js is its build that loads at once. */
declare module 'libsvm-js/asm.js' {
  interface Svm {
    train(samples: ArrayLike<number>[], labels: number[]): void
    predict(samples: ArrayLike<number>[]): number[]
    free(): void
  }
  interface SvmClass {
    new (options: { type: number; kernel: number; cost: number; quiet: boolean }): Svm
    SVM_TYPES: { C_SVC: number }
    KERNEL_TYPES: { LINEAR: number }
  }
  const Svm: SvmClass
  export default Svm
}
