/** Tags and photos out of the library, and tags in: keywords and sidecars of other programs, tables, copies. */
import type { PhotoApi } from '../../shared/contract.ts'
import { exportCopies } from './exported-copies.ts'
import { exportTags } from './exported-tags.ts'
import { createKeywordImport, type KeywordImportDependencies } from './keyword-import.ts'
import { createSidecars } from './sidecars.ts'
import { createSidecarThread } from './sidecar-thread.ts'

type Methods = Pick<
  PhotoApi,
  'findKeywords' | 'importKeywords' | 'previewSidecars' | 'writeSidecars' | 'exportTags' | 'exportCopies'
>

export function createTagExchange({ catalogue, emit }: Omit<KeywordImportDependencies, 'thread'>): {
  methods: Methods
  close(): Promise<void>
} {
  const thread = createSidecarThread()
  const methods: Methods = {
    ...createKeywordImport({ catalogue, thread, emit }),
    ...createSidecars({ catalogue, thread }),
    exportTags: (args) => exportTags(catalogue, args),
    exportCopies: (args) => exportCopies(catalogue, args),
  }
  return { methods, close: thread.close }
}
