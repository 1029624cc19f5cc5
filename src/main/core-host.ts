/** The core as main sees it: opens the catalogue, serves the contract on every port it is given, answers for pixels. */
import type { Core, CoreOptions } from '../core/core.ts'
import { toErrorValue } from '../shared/errors.ts'
import { fromMessagePort, type MessagePortLike } from '../transport/message-port.ts'
import { serve } from '../transport/serve.ts'
import type { CoreReply, CoreRequest, ProcessNews } from './core-protocol.ts'
import { createProcessOrders } from './process-orders.ts'
import { createToldMachine } from './told-machine.ts'

export interface CoreHostOptions {
  createCore(options: CoreOptions): Promise<Core>
  reply(message: CoreReply): void
  /** The core is closed, or never opened. */
  exit(code: number): void
}

/** Takes main's messages in order; those before the catalogue is open wait for it. */
export function createCoreHost({
  createCore,
  reply,
  exit,
}: CoreHostOptions): (request: CoreRequest, ports: MessagePortLike[]) => void {
  let opening: Promise<Core> | null = null
  const processes = createProcessOrders(reply)
  const machine = createToldMachine()

  async function open({ type: _, ...options }: Extract<CoreRequest, { type: 'open' }>): Promise<Core> {
    const core = await createCore({
      ...options,
      startProcess: processes.startProcess,
      machine,
      trainAutomatically: true,
      watchFolders: true,
    })
    await core.api.rescan({})
    return core
  }

  async function sendMedia(
    core: Core,
    { requestId, kind, photoId }: Extract<CoreRequest, { type: 'media' }>,
  ): Promise<void> {
    try {
      reply({ type: 'media', requestId, media: await core.media[kind === 'thumb' ? 'thumbnail' : 'display'](photoId) })
    } catch (error) {
      reply({ type: 'mediaFailed', requestId, error: toErrorValue(error) })
    }
  }

  async function addFolder({ api }: Core, { path, exclude }: Extract<CoreRequest, { type: 'addFolder' }>) {
    const { exclusions } = await api.getStatus({})
    await api.setExclusions({ patterns: [...new Set([...exclusions, ...exclude])] })
    if (path !== null) await api.addFolder({ path })
  }

  async function close(core: Core): Promise<void> {
    await core.close()
    exit(0)
  }

  function handle(core: Core, request: CoreRequest, ports: MessagePortLike[]): unknown {
    if (request.type === 'connect') return serve(core, fromMessagePort(ports[0]))
    if (request.type === 'media') return sendMedia(core, request)
    // The window shows what is wrong with a folder: its state is an event of the contract.
    if (request.type === 'addFolder')
      return addFolder(core, request).catch((error: Error) => console.error(error.message))
    if (request.type === 'close') return close(core)
    return undefined
  }

  return (request, ports) => {
    if (isProcessNews(request)) processes.handle(request, ports)
    else if (request.type === 'machine') machine.take(request)
    else if (request.type === 'open') {
      opening = open(request)
      opening.catch((error) => {
        reply({ type: 'failed', error: toErrorValue(error) })
        exit(1)
      })
    } else
      void opening?.then(
        (core) => handle(core, request, ports),
        () => {},
      )
  }
}

const isProcessNews = (request: CoreRequest): request is ProcessNews => request.type.startsWith('process')
