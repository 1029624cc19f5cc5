/** Where the files of photos are: copied as text, or shown in the file manager. */
import { countOf } from '../../shared/format.ts'
import type { AppState } from './app.svelte.ts'

type Services = Pick<AppState, 'session' | 'toasts'>

const mostCopied = 1000

const pathOf = async ({ session }: Services, photoId: number): Promise<string> =>
  (await session.api.getPhoto({ photoId })).files.find(({ state }) => state !== 'gone')?.path ?? ''

/** One path a line, of the file that each photo is shown by. */
export async function copyPaths(services: Services, photoIds: number[]): Promise<void> {
  try {
    if (photoIds.length > mostCopied) throw new Error(`Select ${mostCopied} photos at most to copy their paths.`)
    const paths = await Promise.all(photoIds.map((photoId) => pathOf(services, photoId)))
    await navigator.clipboard.writeText(paths.filter((path) => path !== '').join('\n'))
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
