/** A pause: who comes to it waits until it is opened. */
export function createGate() {
  let closed: { wait: Promise<void>; open(): void } | null = null

  function close(): void {
    let open = () => {}
    const wait = new Promise<void>((done) => (open = done))
    closed = { wait, open }
  }

  function open(): void {
    closed?.open()
    closed = null
  }

  return { close, open, isClosed: () => closed !== null, passed: () => closed?.wait }
}
