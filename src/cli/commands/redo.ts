/** semblance redo */
import { print } from '../print.ts'
import { newCommand, type CommonOptions } from '../shared.ts'
import { withKnownCatalogue } from '../with-core.ts'
import { turnedLine } from '../tags.ts'

export const redoCommand = () =>
  newCommand('redo', 'redo what was undone last').action((options: CommonOptions) =>
    withKnownCatalogue(options, async ({ api }) => {
      const entry = await api.redo({})
      print(options, entry, entry ? turnedLine('Redone', entry) : 'There is nothing to redo.')
    }),
  )
