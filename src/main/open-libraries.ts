/** The libraries that are open in the desktop app, each once. */
import type { WebContents } from 'electron'
import { mkdirSync } from 'node:fs'
import { noteOpened, realDir } from './library-places.ts'
import { openLibrary, type OpenLibrary } from './open-library.ts'

export interface OpenLibraries {
  /** In a window of its own; one that is open comes to the front. */
  open(catalogueDir: string): Promise<OpenLibrary>
  /** The one used last. */
  last(): OpenLibrary | undefined
  /** Whose page this is. */
  askedBy(page: WebContents): OpenLibrary | undefined
  /** None is open, and every core has ended. */
  areClosed(): boolean
  closeAll(): Promise<void>
}

export interface OpenLibrariesOptions {
  /** A library cannot be opened, or not go on. */
  onFailure(library: OpenLibrary, message: string): void
  onOpened(): void
}

export function createOpenLibraries({ onFailure, onOpened }: OpenLibrariesOptions): OpenLibraries {
  /** The one used last stands last. */
  const open: OpenLibrary[] = []
  /** Cores that still write. */
  const closing = new Map<string, Promise<void>>()

  async function openOne(catalogueDir: string): Promise<OpenLibrary> {
    makeIgnoringErrors(catalogueDir)
    const dir = realDir(catalogueDir)
    await closing.get(dir)
    const known = open.find((library) => realDir(library.catalogueDir) === dir)
    if (known) known.show()
    return known ?? start(catalogueDir, dir)
  }

  function start(catalogueDir: string, dir: string): OpenLibrary {
    const library = openLibrary({
      catalogueDir,
      onFailure: (message) => {
        forget(library)
        onFailure(library, message)
      },
      onClosed: () => {
        forget(library)
        closing.set(
          dir,
          library.close().then(() => void closing.delete(dir)),
        )
      },
    })
    open.push(library)
    library.window.on('focus', () => use(library))
    noteOpened(dir)
    onOpened()
    return library
  }

  function forget(library: OpenLibrary): void {
    const at = open.indexOf(library)
    if (at >= 0) open.splice(at, 1)
  }

  function use(library: OpenLibrary): void {
    forget(library)
    open.push(library)
  }

  return {
    open: openOne,
    last: () => open.at(-1),
    askedBy: (page) => open.find((library) => library.isAskedBy(page)),
    areClosed: () => open.length === 0 && closing.size === 0,
    closeAll: async () => {
      // A window that closes takes its library out of the list.
      const closings = [...open].map((library) => library.close())
      await Promise.all([...closings, ...closing.values()])
    },
  }
}

/** Only what is there has one real path. What cannot be made the core tells of. */
function makeIgnoringErrors(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true })
  } catch {
    // The core tries again, and says why not.
  }
}
