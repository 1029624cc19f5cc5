/**
 * Watches the library's folders, so that changes show without being asked for. Where the system cannot (network
 * drives, too many folders for its limit), they are looked at every minute, and that is said.
 */
import watcher, { type AsyncSubscription } from '@parcel/watcher'

/** Programs write a file in many steps: what they do within this time is looked at once. */
const settleMs = 500
const pollMs = 60_000

export type Watching = 'events' | 'polling'

export interface WatchListener {
  onChanged(folderId: number, paths: Set<string>): void
  /** Look at everything. */
  onPoll(): void
}

interface Watched {
  how: Watching
  stop(): void
}

export function createFolderWatch(ignored: string[], { onChanged, onPoll }: WatchListener) {
  const watched = new Map<number, Watched>()
  /** Folders that the system would not watch. */
  const refused = new Set<number>()
  let closed = false

  /** Watches these folders and no others; a drive that is away is looked for every minute. */
  function update(folders: { folderId: number; path: string; unavailable: string | null }[]): void {
    if (closed) return
    const modes = new Map(
      folders.map(({ folderId, unavailable }) => [
        folderId,
        unavailable !== null || refused.has(folderId) ? 'polling' : 'events',
      ]),
    )
    for (const [folderId, { how, stop }] of watched) {
      if (modes.get(folderId) === how) continue
      stop()
      watched.delete(folderId)
    }
    for (const { folderId, path } of folders) {
      if (watched.has(folderId)) continue
      watched.set(folderId, modes.get(folderId) === 'polling' ? polled() : byEvents(folderId, path))
    }
  }

  function polled(): Watched {
    const timer = setInterval(onPoll, pollMs).unref()
    return { how: 'polling', stop: () => clearInterval(timer) }
  }

  function byEvents(folderId: number, path: string): Watched {
    let paths = new Set<string>()
    let timer: NodeJS.Timeout | undefined
    const tell = () => {
      const changed = paths
      paths = new Set()
      onChanged(folderId, changed)
    }
    const subscribed = watcher.subscribe(
      path,
      (error, events) => {
        if (error) return poll(folderId)
        for (const event of events) paths.add(event.path)
        clearTimeout(timer)
        timer = setTimeout(tell, settleMs)
      },
      { ignore: ignored },
    )
    subscribed.catch(() => poll(folderId))
    const stop = () => {
      clearTimeout(timer)
      void subscribed.then((subscription: AsyncSubscription) => subscription.unsubscribe()).catch(() => {})
    }
    return { how: 'events', stop }
  }

  function poll(folderId: number): void {
    if (closed || watched.get(folderId)?.how !== 'events') return
    refused.add(folderId)
    watched.get(folderId)!.stop()
    watched.set(folderId, polled())
  }

  return {
    update,
    howOf: (folderId: number): Watching | null => watched.get(folderId)?.how ?? null,
    close: (): void => {
      closed = true
      for (const { stop } of watched.values()) stop()
      watched.clear()
    },
  }
}
