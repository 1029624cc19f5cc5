/** What the catalogue tells of the library as a whole, the same for who keeps it and for who only reads it. */
import { resolve } from 'node:path'
import type { FolderSummary } from '../shared/domain.ts'
import { folderName } from '../shared/shown-name.ts'
import type { LibraryFigures } from './core.ts'
import { defaultCatalogueDir } from './default-catalogue.ts'
import type { LibraryCounts } from './library/library-counts.ts'
import type { Catalogue } from './store/catalogue.ts'
import { missingForRefining } from './training/label-examples.ts'

export function libraryFigures(
  catalogue: Catalogue,
  counts: LibraryCounts,
  watchingOf: (folderId: number) => FolderSummary['watching'],
): LibraryFigures {
  return {
    ...counts,
    cataloguePath: catalogue.dir,
    libraryName: catalogue.dir === resolve(defaultCatalogueDir()) ? null : folderName(catalogue.dir),
    folders: counts.folders.map((folder) => ({ ...folder, watching: watchingOf(folder.folderId) })),
    activeModel: catalogue.models.list().find((model) => model.active) ?? null,
    refinementMissing: missingForRefining(catalogue),
  }
}
