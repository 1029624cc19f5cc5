/**
 * The connection to the host and the library's status, kept current by events. Other states call the host
 * through `api`; a lost connection is tried again by itself, with growing pauses.
 */
import { messageOf } from '../../shared/errors.ts'
import { SvelteMap } from 'svelte/reactivity'
import type { PhotoApi, PhotoEvents, Unsubscribe } from '../../shared/contract.ts'
import type { DuplicatesStatus, LibraryStatus, LongStep, MapStatus } from '../../shared/domain.ts'
import type { Connection } from '../connect.ts'

export type ChangedWhat = PhotoEvents['changed']['what']
export type ConnectionState = 'connecting' | 'open' | 'lost'

const changedPauseMs = 400
const firstRetryMs = 1000
const longestRetryMs = 15_000

export class Session {
  status = $state.raw<LibraryStatus | null>(null)
  /** As last told of; null before a look is told of. */
  duplicates = $state.raw<DuplicatesStatus | null>(null)
  /** As last told of. */
  map = $state.raw<MapStatus | null>(null)
  /** As last told of; null while none takes long. */
  step = $state.raw<LongStep | null>(null)
  connectionState = $state<ConnectionState>('connecting')
  /** Why the last attempt failed, in words. */
  connectionError = $state<string | null>(null)
  /** How often it was connected. */
  openedCount = $state(0)
  #connection = $state.raw<Connection | null>(null)
  #subscriptions: Unsubscribe[] = []
  #listeners = new Set<(what: ChangedWhat) => void>()
  #backListeners = new Set<() => void>()
  #changed = new Set<ChangedWhat>()
  #changedCounts = new SvelteMap<ChangedWhat, number>()
  #changedTimer: ReturnType<typeof setTimeout> | null = null
  #retryMs = firstRetryMs
  #retryTimer: ReturnType<typeof setTimeout> | null = null
  #opening = false
  #connect: () => Promise<Connection>

  constructor(connect: () => Promise<Connection>) {
    this.#connect = connect
  }

  /** The core's methods. Throws while there has never been a connection. */
  get api(): PhotoApi {
    if (this.#connection === null) throw new Error('Semblance is not connected yet. Wait a moment and try again.')
    return this.#connection.host.api
  }

  /** Learning goes on now. */
  get isLearning(): boolean {
    return this.status?.training.state === 'running'
  }

  thumbUrl(photoId: number): string {
    return this.#mediaUrl(`thumb/${photoId}`)
  }

  photoUrl(photoId: number): string {
    return this.#mediaUrl(`photo/${photoId}`)
  }

  get pickFolder(): (() => Promise<string | null>) | null {
    return this.#connection?.pickFolder ?? null
  }

  /** Null where the window has no file manager at hand. */
  get showInFolder(): ((photoId: number) => Promise<void>) | null {
    return this.#connection?.showInFolder ?? null
  }

  /** Calls back, gathered to a few times a second, when something of the library changed. */
  onChanged(listener: (what: ChangedWhat) => void): Unsubscribe {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Calls back when a lost connection is back: what failed meanwhile can be asked for again. */
  onBack(listener: () => void): Unsubscribe {
    this.#backListeners.add(listener)
    return () => void this.#backListeners.delete(listener)
  }

  /** How often it was told of since the window opened: whether an answer from before is the newest. */
  changedCount(what: ChangedWhat): number {
    return this.#changedCounts.get(what) ?? 0
  }

  /** Connects, or connects again; does nothing while an attempt is under way. */
  async open(): Promise<void> {
    if (this.#opening) return
    this.#opening = true
    this.#clearRetry()
    try {
      const connection = await this.#connect()
      this.#adopt(connection)
      const status = await connection.host.api.getStatus({})
      if (this.#isOfAnother(status)) return location.assign('/')
      this.status = status
      this.connectionState = 'open'
      this.connectionError = null
      this.#retryMs = firstRetryMs
      const all = ['photos', 'choices', 'tags', 'searches', 'model', 'problems', 'duplicates'] as const
      for (const what of all) this.#tell(what)
      if (this.openedCount++ > 0) for (const listener of this.#backListeners) listener()
    } catch (error) {
      this.#lost(messageOf(error))
    } finally {
      this.#opening = false
    }
  }

  async refreshStatus(): Promise<void> {
    this.status = await this.api.getStatus({})
  }

  /** An image that did not come is fetched again once its address is another one. */
  #mediaUrl(path: string): string {
    return `${this.#connection?.mediaRoot ?? '/'}${path}${this.openedCount > 1 ? `#${this.openedCount}` : ''}`
  }

  /** Another library may have been started on this one's port: what is on screen and chosen is not of it. */
  #isOfAnother({ cataloguePath }: LibraryStatus): boolean {
    return this.status !== null && this.status.cataloguePath !== cataloguePath
  }

  #adopt(connection: Connection): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe()
    this.#connection = connection
    const { host } = connection
    this.#subscriptions = [
      host.subscribe('indexing', (indexing) => {
        if (this.status !== null) this.status = { ...this.status, indexing }
      }),
      host.subscribe('training', (training) => {
        if (this.status !== null) this.status = { ...this.status, training }
      }),
      host.subscribe('duplicates', (duplicates) => (this.duplicates = duplicates)),
      host.subscribe('map', (map) => (this.map = map)),
      host.subscribe('step', ({ going }) => (this.step = going)),
      host.subscribe('changed', ({ what }) => this.#gather(what)),
    ]
    connection.onClose(() => {
      if (this.#connection === connection) this.#lost('The connection to Semblance was closed.')
    })
  }

  #lost(message: string): void {
    this.connectionState = 'lost'
    this.connectionError = message
    this.step = null
    this.#clearRetry()
    this.#retryTimer = setTimeout(() => void this.open(), this.#retryMs)
    this.#retryMs = Math.min(longestRetryMs, this.#retryMs * 2)
  }

  #clearRetry(): void {
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer)
    this.#retryTimer = null
  }

  #gather(what: ChangedWhat): void {
    this.#changed.add(what)
    this.#changedCounts.set(what, this.changedCount(what) + 1)
    this.#changedTimer ??= setTimeout(() => {
      this.#changedTimer = null
      const changed = [...this.#changed]
      this.#changed.clear()
      // A failed refresh is the connection's matter, which has its own banner.
      this.refreshStatus().catch(() => {})
      for (const one of changed) this.#tell(one)
    }, changedPauseMs)
  }

  #tell(what: ChangedWhat): void {
    for (const listener of this.#listeners) listener(what)
  }
}
