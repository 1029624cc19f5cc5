/** Where the files of photos are: copied as text, or shown in the file manager. */
import { countOf } from '../../shared/format.ts'
import type { AppState } from './app.svelte.ts'

type Services = Pick<AppState, 'session' | 'toasts'>

const mostCopied = 1000

/** One path a line, of the file that each photo is shown by. */
export async function copyPaths(services: Services, photoIds: number[]): Promise<void> {
  try {
    if (photoIds.length > mostCopied)
      throw new Error(`Select ${countOf(mostCopied, 'photo')} at most to copy their paths.`)
    const paths = await services.session.api.getPaths({ photoIds })
    await navigator.clipboard.writeText(paths.map(({ path }) => path).join('\n'))
    services.toasts.notice(`Copied ${countOf(paths.length, 'path')}.`)
  } catch (error) {
    services.toasts.error(error)
  }
}

/** Null where the window is no app's: a browser cannot. */
export function fileManagerOf(services: Services): ((photoId: number) => Promise<void>) | null {
  const { showInFolder } = services.session
  if (showInFolder === null) return null
  return async (photoId) => {
    try {
      await showInFolder(photoId)
    } catch (error) {
      services.toasts.error(error)
    }
  }
}
