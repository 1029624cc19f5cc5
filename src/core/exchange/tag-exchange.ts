/** Tags out of the library and in: keywords and sidecars of other programs, tables. */
import type { PhotoApi } from '../../shared/contract.ts'
import { exportTags } from './exported-tags.ts'
import { createKeywordImport, type KeywordImportDependencies } from './keyword-import.ts'
import { createSidecars } from './sidecars.ts'
import { createSidecarThread } from './sidecar-thread.ts'

type Methods = Pick<PhotoApi, 'findKeywords' | 'importKeywords' | 'previewSidecars' | 'writeSidecars' | 'exportTags'>

export function createTagExchange({ catalogue, emit }: Omit<KeywordImportDependencies, 'thread'>): {
  methods: Methods
  close(): Promise<void>
} {
  const thread = createSidecarThread()
  const methods: Methods = {
    ...createKeywordImport({ catalogue, thread, emit }),
    ...createSidecars({ catalogue, thread }),
    exportTags: (args) => exportTags(catalogue, args),
  }
  return { methods, close: thread.close }
}
