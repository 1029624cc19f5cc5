/** Loaded before the entry of a stand-in's utility process: gives it Electron's process.parentPort. */
import type { ParentPort } from 'electron'
import { StandInPort } from './port.ts'
import { PortTable, type Parcel } from './wire.ts'

const table = new PortTable((parcel) => void process.send!(parcel))
const parentPort = new StandInPort()
parentPort.wire.post = (data) => void process.send!({ kind: 'message', data, portIds: [] } satisfies Parcel)
// Electron holds messages back until there is somebody to hear them.
parentPort.arrive = (event) =>
  void (parentPort.listenerCount('message') ? parentPort.emit('message', event) : held.push(event))
const held: unknown[] = []
parentPort.on('newListener', (name) => name === 'message' && queueMicrotask(release))

function release(): void {
  for (const event of held.splice(0)) parentPort.arrive(event)
}

process.on('message', (parcel: Parcel) => {
  if (parcel.kind !== 'message') return table.deliver(parcel)
  parentPort.arrive({ data: parcel.data, ports: parcel.portIds.map((portId) => table.receive(portId)) })
})
// Chromium ends the processes of a browser that is gone.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
process.parentPort = parentPort as unknown as ParentPort
