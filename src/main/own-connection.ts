/** Main as one more client of the core, beside the window; connected again when the core was started again. */
import type { MessagePortMain } from 'electron'
import type { PhotoApi } from '../shared/contract.ts'
import type { TrainingStatus } from '../shared/domain.ts'
import { connect } from '../transport/connect.ts'
import { fromMessagePort, type MessagePortLike } from '../transport/message-port.ts'

const retryMs = 1000

/** The api of the core that runs at the time. */
export function openOwnConnection(
  openPort: () => MessagePortMain,
  onTraining: (training: TrainingStatus) => void,
): () => PhotoApi {
  let api = open()

  function open(): PhotoApi {
    const host = connect(fromMessagePort(openPort() as unknown as MessagePortLike))
    host.subscribe('training', onTraining)
    host.onClose(() => setTimeout(() => (api = open()), retryMs).unref())
    return host.api
  }

  return () => api
}
