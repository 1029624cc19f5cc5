/** The gallery's photos, folders and indexing. */
import { messageOf } from '../../shared/errors.ts'
import type { FolderSummary } from '../../shared/domain.ts'
import { shownName } from '../../shared/shown-name.ts'
import { countOf } from '../../shared/format.ts'
import { GridMemory } from './grid-memory.svelte.ts'
import { Gallery } from './gallery.svelte.ts'
import type { Session } from './session.svelte.ts'
import type { Toasts } from './toasts.svelte.ts'

export class Library {
  readonly photos: Gallery
  readonly grid = new GridMemory()
  #session: Session
  #toasts: Toasts

  constructor(session: Session, toasts: Toasts) {
    this.#session = session
    this.#toasts = toasts
    this.photos = new Gallery(session, toasts)
    session.onChanged((what) => {
      if (this.photos.isMovedBy(what)) void this.photos.refresh()
      else if (what === 'choices') void this.photos.renew()
    })
  }

  /** Adds a folder by its absolute path. Returns why it cannot, in words; null where it is taken. */
  async addFolder(path: string): Promise<string | null> {
    try {
      const folder = await this.#session.api.addFolder({ path })
      await this.#session.refreshStatus()
      this.#toasts.succeeded()
      this.#toasts.notice(`Added ${shownName(folder.path)}. Its photos appear as they are read.`)
      return null
    } catch (error) {
      return messageOf(error)
    }
  }

  /** Takes a folder out of the library; its files are not touched. */
  async removeFolder({ folderId, path }: FolderSummary): Promise<void> {
    try {
      const { removedPhotoCount } = await this.#session.api.removeFolder({ folderId })
      await this.#session.refreshStatus()
      this.#toasts.succeeded()
      this.#toasts.notice(
        `${countOf(removedPhotoCount, 'photo')} left the library with ${shownName(path)}. Add the folder again to have them back.`,
      )
    } catch (error) {
      this.#toasts.error(error)
    }
  }

  /** Leaves out what these patterns say and nothing else. Returns why it cannot, in words; null where it is done. */
  async setExclusions(patterns: string[]): Promise<string | null> {
    try {
      await this.#session.api.setExclusions({ patterns })
      await this.#session.refreshStatus()
      return null
    } catch (error) {
      return messageOf(error)
    }
  }

  pause = (): Promise<boolean> => this.#job('pauseIndexing')
  resume = (): Promise<boolean> => this.#job('resumeIndexing')
  cancel = async (): Promise<void> => {
    const goOn = { label: 'Go on', run: () => void this.rescan() }
    if (await this.#job('cancelIndexing'))
      this.#toasts.notice('Reading is cancelled. The rest is read when Semblance starts again.', goOn)
  }
  rescan = (): Promise<boolean> => this.#job('rescan')

  /** Reads every file again, also those that look as before. */
  checkAll = async (): Promise<void> => {
    try {
      await this.#session.api.rescan({ full: true })
      await this.#session.refreshStatus()
      this.#toasts.notice('Reading every file again. What has changed shows as it is found.')
    } catch (error) {
      this.#toasts.error(error)
    }
  }

  /** Whether it could be asked for. */
  async #job(method: 'pauseIndexing' | 'resumeIndexing' | 'cancelIndexing' | 'rescan'): Promise<boolean> {
    try {
      await this.#session.api[method]({})
      this.#toasts.succeeded()
      await this.#session.refreshStatus()
      return true
    } catch (error) {
      this.#toasts.error(error)
      return false
    }
  }
}
