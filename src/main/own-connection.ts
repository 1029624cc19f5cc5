/** Main as one more client of the core, beside the window; connected again when the core was started again. */
import type { MessagePortMain } from 'electron'
import type { PhotoApi } from '../shared/contract.ts'
import type { TrainingStatus } from '../shared/domain.ts'
import { connect } from '../transport/connect.ts'
import { fromMessagePort, type MessagePortLike } from '../transport/message-port.ts'

const retryMs = 1000

export interface OwnConnection {
  /** Of the core that runs at the time. */
  api(): PhotoApi
  /** No core is started any more. */
  end(): void
}

export function openOwnConnection(
  openPort: () => MessagePortMain,
  onTraining: (training: TrainingStatus) => void,
): OwnConnection {
  let hasEnded = false
  let api = open()

  function open(): PhotoApi {
    const host = connect(fromMessagePort(openPort() as unknown as MessagePortLike))
    host.subscribe('training', onTraining)
    host.onClose(() => setTimeout(reopen, retryMs).unref())
    return host.api
  }

  function reopen(): void {
    if (!hasEnded) api = open()
  }

  return { api: () => api, end: () => void (hasEnded = true) }
}
