/** Stands in for Electron's MessagePortMain: what arrives is held back until the port is started. */
import type { MessagePortMain } from 'electron'
import { EventEmitter } from 'node:events'

export class StandInPort extends EventEmitter implements Pick<MessagePortMain, 'postMessage' | 'start' | 'close'> {
  /** The way to the other end. */
  wire = { post: (_data: unknown): void => {}, close: (): void => {} }
  #held: unknown[] | null = []
  #open = true

  postMessage(data: unknown): void {
    if (this.#open) this.wire.post(data)
  }

  start(): void {
    const held = this.#held ?? []
    this.#held = null
    held.forEach((data) => this.arrive(data))
    if (!this.#open) this.emit('close')
  }

  close(): void {
    if (this.#open) this.wire.close()
    this.#open = false
  }

  arrive(data: unknown): void {
    if (this.#held) this.#held.push(data)
    else this.emit('message', { data, ports: [] })
  }

  /** The other end is closed, or its process gone. */
  lose(): void {
    if (!this.#open) return
    this.#open = false
    if (!this.#held) this.emit('close')
  }
}

export class MessageChannelMain {
  port1 = new StandInPort()
  port2 = new StandInPort()

  constructor() {
    join(this.port1, this.port2)
    join(this.port2, this.port1)
  }
}

function join(from: StandInPort, to: StandInPort): void {
  from.wire = {
    post: (data) => {
      const copy = structuredClone(data)
      setImmediate(() => to.arrive(copy))
    },
    close: () => setImmediate(() => to.lose()),
  }
}
