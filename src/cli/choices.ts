/** What the commands for favourites, stars and photos that are kept out share. */
import type { Choice, KeptOut } from '../shared/domain.ts'
import { SemblanceError } from '../shared/errors.ts'
import { countOf } from '../shared/format.ts'
import { shownName } from '../shared/shown-name.ts'
import { inPages } from './pages.ts'
import { print } from './print.ts'
import { photoIdsOf, type CommonOptions } from './shared.ts'
import { withKnownCatalogue } from './with-core.ts'

const takenBack = 'Take it back with: semblance undo'

/** `told` is what was done to the photos that were not so already: "now favourite". */
export const choose = (paths: string[], options: CommonOptions, choice: Choice, told: string): Promise<void> =>
  withKnownCatalogue(options, async (core) => {
    const photoIds = await photoIdsOf(core, paths)
    const { changedCount } = await core.api.choose({ photoIds, choice })
    const text = changedCount > 0 ? `${countOf(changedCount, 'photo')} ${told}. ${takenBack}` : 'That was so already.'
    print(options, { changedCount }, text)
  })

export interface KeptOutOptions extends CommonOptions {
  takeBack?: boolean
}

/** Keeps photos out or takes them back; without any photo lists those that are kept out so. */
export function keepOut(paths: string[], options: KeptOutOptions, keptOut: KeptOut, told: string): Promise<void> {
  if (paths.length > 0)
    return options.takeBack
      ? choose(paths, options, { keptOut: null }, 'shown again')
      : choose(paths, options, { keptOut }, told)
  if (options.takeBack) throw new SemblanceError('INVALID_ARGUMENT', 'Say which photos to take back, by their paths.')
  return list(options, keptOut)
}

const list = (options: CommonOptions, keptOut: KeptOut): Promise<void> =>
  withKnownCatalogue(options, async ({ api }) => {
    const kept = await inPages(Infinity, 1000, async (page) => {
      const { photos, total } = await api.listPhotos({ ...page, keptOut })
      return { items: photos, total }
    })
    const paths: string[] = []
    for (const { photoId } of kept) paths.push((await api.getPhoto({ photoId })).files[0].path)
    print(options, paths, paths.map((path) => shownName(path)).join('\n') || `No photo is ${keptOut}.`)
  })
