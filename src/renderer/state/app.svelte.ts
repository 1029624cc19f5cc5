/** All state of the window in one object, made once and handed down by context. */
import { getContext, setContext } from 'svelte'
import type { Connection } from '../connect.ts'
import { Choices } from './choices.svelte.ts'
import { Copies } from './copies.svelte.ts'
import { Duplicates } from './duplicates.svelte.ts'
import { History } from './history.svelte.ts'
import { Learning } from './learning.svelte.ts'
import { Library } from './library.svelte.ts'
import { Navigation } from './navigation.svelte.ts'
import { Placeholders } from './placeholders.svelte.ts'
import { Problems } from './problems.svelte.ts'
import { Queries } from './queries.ts'
import { Search } from './search.svelte.ts'
import { Session } from './session.svelte.ts'
import { Tags } from './tags.svelte.ts'
import { Theme } from './theme.svelte.ts'
import { Toasts } from './toasts.svelte.ts'

export interface AppState {
  session: Session
  navigation: Navigation
  queries: Queries
  toasts: Toasts
  history: History
  theme: Theme
  library: Library
  tags: Tags
  choices: Choices
  copies: Copies
  search: Search
  learning: Learning
  problems: Problems
  duplicates: Duplicates
  placeholders: Placeholders
}

const key = Symbol('app')

/** Makes the state and puts it in Svelte's context; call while the root component is being made. */
export function provideApp(connect: () => Promise<Connection>): AppState {
  const toasts = new Toasts()
  const session = new Session(connect)
  const navigation = new Navigation()
  const history = new History(session, toasts)
  const tags = new Tags(session, toasts, history)
  const choices = new Choices(session, toasts, history)
  history.onStep(() => tags.refresh())
  history.onStep(() => choices.turned())
  const app: AppState = {
    session,
    toasts,
    history,
    navigation,
    queries: new Queries(navigation, toasts),
    theme: new Theme(),
    library: new Library(session, toasts),
    tags,
    choices,
    copies: new Copies(session),
    search: new Search(session, toasts, history, navigation),
    learning: new Learning(session, toasts),
    problems: new Problems(session, toasts),
    duplicates: new Duplicates({ session, toasts, history, choices }),
    placeholders: new Placeholders(session),
  }
  return setContext(key, app)
}

export const useApp = (): AppState => getContext<AppState>(key)
