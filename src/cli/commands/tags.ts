/** semblance tags */
import { print } from '../print.ts'
import { newCommand, type CommonOptions } from '../shared.ts'
import { withReader } from '../with-core.ts'
import { tagLine } from '../tags.ts'

export const tagsCommand = () =>
  newCommand('tags', 'the tags, with how many photos are marked and tagged').action((options: CommonOptions) =>
    withReader(options, async ({ api }) => {
      const tags = await api.listTags({})
      print(
        options,
        tags,
        tags.map(tagLine).join('\n') || 'No tags yet: "semblance tag NAME --yes PHOTO..." makes one.',
      )
    }),
  )
