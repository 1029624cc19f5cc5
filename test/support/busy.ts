/** A machine that has much else to do: every turn of this thread takes `turnMs` longer, until the result is called. */
export function busy(turnMs = 40): () => void {
  const nobody = new Int32Array(new SharedArrayBuffer(4))
  const timer = setInterval(() => void Atomics.wait(nobody, 0, 0, turnMs))
  return () => clearInterval(timer)
}
