/**
 * Which screen is shown, as an entry of the browser's history: Back, Forward and reload lead to where one was. An
 * entry keeps its key; by that its screen's state is found again while the page lives, and its place after a reload.
 */
import { addressOf, isSameScreen, parentOf, screenAt, type GalleryScreen, type Screen } from './address.ts'
import { KnownScreens } from './known-screens.ts'
import { Places } from './places.ts'
import type { Sorting } from './sorting.ts'

/** What the browser keeps of an entry. */
interface EntryState {
  key: string
  /** Entries of this window before it. */
  depth: number
  /** Of the screen before it, in words. */
  back: string
  /** Of the list that a photo was opened from. */
  listKey?: string
}

/** Reads where a screen is when it is left, and puts it there when it is come back to. Places are plain JSON. */
export interface PlaceKeeper<Place> {
  read(): Place
  write(place: Place): void
}

const names: Record<Screen['name'], string> = {
  library: 'Library',
  map: 'Map',
  hidden: 'Hidden',
  removed: 'Removed',
  photo: 'Photo',
  similar: 'Similar photos',
  search: 'Search',
  tag: 'Tag',
  these: 'Photo',
  learning: 'Learning',
  problems: 'Problems',
  duplicates: 'Duplicates',
  nowhere: 'Library',
}

export class Navigation {
  helpOpen = $state(false)
  #screen = $state.raw<Screen>({ name: 'library' })
  #entry = $state.raw<EntryState>({ key: '', depth: 0, back: '' })
  #states = new WeakMap<Screen, object>()
  #known = new KnownScreens()
  #places = new Places()
  #keepers = new Set<() => void>()
  /** The browser goes back in its own time: what is asked for meanwhile waits. */
  #isGoingBack = false
  #waiting: (() => void)[] = []

  constructor() {
    this.#arrive(history.state as EntryState | null)
    addEventListener('popstate', (event) => this.#moved(event.state as EntryState | null))
    addEventListener('pagehide', () => {
      this.#leave()
      this.#places.store()
    })
  }

  get screen(): Screen {
    return this.#screen
  }

  get canGoBack(): boolean {
    return this.#screen.name !== 'library'
  }

  /** Where Back leads, in words. */
  get backLabel(): string {
    return this.#entry.depth > 0 ? this.#entry.back : names[parentOf(this.#screen).name]
  }

  /** Goes on to a screen; nothing is done where it is shown already, in whatever order. */
  open(screen: Screen): void {
    this.#act(() => {
      if (isSameScreen(screen, this.#screen)) return
      const { depth } = this.#entry
      this.#put('pushState', screen, {
        key: this.#known.keyOf(screen),
        depth: depth + 1,
        back: names[this.#screen.name],
      })
    })
  }

  /** Puts another screen in the place of the present one (next photo, another tab). */
  replace(screen: Screen): void {
    this.#act(() => this.#put('replaceState', screen, this.#entry))
  }

  /** Another order of the gallery that is shown, which stays: its address, in the place of the one before. */
  sort(gallery: GalleryScreen, sorted: Sorting): void {
    this.#act(() => {
      gallery.sorted = sorted
      history.replaceState(this.#entry, '', addressOf(this.#screen))
    })
  }

  /** To where one came from; without that to what the screen lies in, never out of the window. */
  back(): void {
    this.#act(() => {
      if (!this.canGoBack) return
      if (this.#entry.depth === 0) return this.#put('replaceState', parentOf(this.#screen), this.#entry)
      this.#isGoingBack = true
      history.back()
    })
  }

  /** What a screen keeps while others are shown; a screen that is gone to again has it made anew. */
  stateOf<State extends object>(screen: Screen, make: () => State): State {
    const state = (this.#states.get(screen) as State | undefined) ?? outliving(make)
    this.#states.set(screen, state)
    return state
  }

  /** Call while a screen is being made: writes its place where it has one. Returns how to stop reading it. */
  keepPlace<Place>(screen: Screen, { read, write }: PlaceKeeper<Place>): () => void {
    const keyNow = (): string => `${this.#known.keyOf(screen)} ${addressOf(screen)}`
    const place = this.#places.get(keyNow())
    if (place !== undefined) write(place as Place)
    const keep = (): void => this.#places.set(keyNow(), read())
    this.#keepers.add(keep)
    return () => void this.#keepers.delete(keep)
  }

  #act(action: () => void): void {
    if (this.#isGoingBack) this.#waiting.push(action)
    else action()
  }

  #put(how: 'pushState' | 'replaceState', screen: Screen, state: EntryState): void {
    this.#leave()
    const listKey = screen.name === 'photo' ? this.#known.keyOf(screen.list) : undefined
    this.#entry = { ...state, listKey }
    this.#show(screen)
    history[how](this.#entry, '', addressOf(screen))
  }

  /** Back, Forward, or another address put in by hand, which is an entry that knows nothing yet. */
  #moved(state: EntryState | null): void {
    this.#leave()
    this.#arrive(state)
    this.#isGoingBack = false
    const waiting = this.#waiting.splice(0)
    for (const action of waiting) this.#act(action)
  }

  #arrive(state: EntryState | null): void {
    const { key, depth } = this.#entry
    const next = { key: crypto.randomUUID(), depth: key === '' ? 0 : depth + 1, back: names[this.#screen.name] }
    this.#entry = state ?? next
    this.#show(this.#known.at(this.#entry.key, location.hash) ?? this.#read())
    if (state === null) history.replaceState(next, '', this.#screen.name === 'nowhere' ? null : addressOf(this.#screen))
  }

  /** The screen of the address, with the list that is known by its key. */
  #read(): Screen {
    const screen = screenAt(location.hash)
    const { listKey } = this.#entry
    if (screen.name !== 'photo' || listKey === undefined) return screen
    const list = (this.#known.at(listKey, addressOf(screen.list)) as typeof screen.list | undefined) ?? screen.list
    this.#known.rememberList(list, listKey)
    return { ...screen, list }
  }

  #show(screen: Screen): void {
    this.#screen = screen
    this.#known.remember(screen, this.#entry.key)
  }

  #leave(): void {
    for (const keep of this.#keepers) keep()
  }
}

/** No part of the component that asks first: what is derived in one is never worked out again once that is gone. */
function outliving<State>(make: () => State): State {
  let state: State
  $effect.root(() => void (state = make()))
  return state!
}
