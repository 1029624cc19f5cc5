/** semblance redo */
import { print } from '../print.ts'
import { newCommand, type CommonOptions } from '../shared.ts'
import { withKnownCatalogue } from '../with-core.ts'
import { turnedLine } from '../tags.ts'

export const redoCommand = () =>
  newCommand('redo', 'do again what was taken back last').action((options: CommonOptions) =>
    withKnownCatalogue(options, async ({ api }) => {
      const entry = await api.redo({})
      print(options, entry, entry ? turnedLine('Done again', entry) : 'There is nothing to do again.')
    }),
  )
