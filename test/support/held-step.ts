/** A core that says of its steps of the history that they go on, until they are let go: none is a matter of time. */
import type { Core } from '../../src/core/core.ts'
import type { PhotoEvents } from '../../src/shared/contract.ts'
import type { LongStep } from '../../src/shared/domain.ts'

type Served = Pick<Core, 'api' | 'subscribe' | 'media'>

export interface HeldSteps {
  /** As `core`, but for merging tags and importing keywords, which only begin. */
  core: Served
  /** The one asked for last goes on, to its end. */
  goOn(): void
  /** Says that such a step goes on; null ends it. */
  tell(going: LongStep | null): void
}

export function holdSteps(core: Served): HeldSteps {
  const listeners = new Set<(value: PhotoEvents['step']) => void>()
  const begun: (() => void)[] = []
  const held = async <T>(call: () => Promise<T>): Promise<T> => {
    await new Promise<void>((go) => begun.push(go))
    return call()
  }
  const subscribe: Core['subscribe'] = (event, listener) => {
    if (event !== 'step') return core.subscribe(event, listener)
    const told = listener as (value: PhotoEvents['step']) => void
    listeners.add(told)
    return () => void listeners.delete(told)
  }
  return {
    core: {
      api: {
        ...core.api,
        mergeTags: (args) => held(() => core.api.mergeTags(args)),
        importKeywords: (args) => held(() => core.api.importKeywords(args)),
      },
      subscribe,
      media: core.media,
    },
    goOn: () => begun.pop()?.(),
    tell: (going) => listeners.forEach((listener) => listener({ going })),
  }
}
