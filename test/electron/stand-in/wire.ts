/** Ports to another process, over the one channel that Node gives: each has a number. */
import type { Serializable } from 'node:child_process'
import { StandInPort } from './port.ts'

export type Parcel =
  /** Of parentPort, with the numbers of the ports that travel along. */
  | { kind: 'message'; data: unknown; portIds: number[] }
  | { kind: 'port'; portId: number; data: unknown }
  | { kind: 'close'; portId: number }

export type Send = (parcel: Parcel & Serializable) => void

/** What comes in for ports that are in the other process, or came from it. */
export class PortTable {
  #take = new Map<number, { data(data: unknown): void; close(): void }>()
  #lastId = 0
  #send: Send

  constructor(send: Send) {
    this.#send = send
  }

  /** `port` goes to the other process: from now on it only relays. */
  give(port: StandInPort): number {
    const portId = ++this.#lastId
    port.on('message', ({ data }) => this.#send({ kind: 'port', portId, data }))
    port.on('close', () => this.#send({ kind: 'close', portId }))
    this.#take.set(portId, { data: (data) => port.postMessage(data), close: () => port.close() })
    port.start()
    return portId
  }

  /** A port that came from the other process. */
  receive(portId: number): StandInPort {
    const port = new StandInPort()
    port.wire = {
      post: (data) => this.#send({ kind: 'port', portId, data }),
      close: () => this.#send({ kind: 'close', portId }),
    }
    this.#take.set(portId, { data: (data) => port.arrive(data), close: () => port.lose() })
    return port
  }

  deliver(parcel: Exclude<Parcel, { kind: 'message' }>): void {
    const taker = this.#take.get(parcel.portId)
    if (parcel.kind === 'port') taker?.data(parcel.data)
    else taker?.close()
  }

  /** The other process is gone. */
  closeAll(): void {
    for (const taker of this.#take.values()) taker.close()
  }
}
