/** semblance history */
import { newCommand, positive, print, withKnownCatalogue, type CommonOptions } from '../shared.ts'
import type { HistoryEntry } from '../../shared/domain.ts'
import { formatMoment } from '../../shared/format.ts'
import { shownName } from '../../shared/shown-name.ts'

export const historyCommand = () =>
  newCommand('history', 'what was done to tags and photos, newest first; "undo" and "redo" go along it')
    .option('--limit <n>', 'how much to show', positive('whole'), 20)
    .action((options: CommonOptions & { limit: number }) =>
      withKnownCatalogue(options, async ({ api }) => {
        const entries = await api.listHistory({ limit: Math.min(options.limit, 1000) })
        print(options, entries, entries.map(lineOf).join('\n') || 'Nothing was done yet.')
      }),
    )

const lineOf = ({ atMs, text, undone }: HistoryEntry): string =>
  `${formatMoment(atMs)}  ${shownName(text)}${undone ? ' (taken back)' : ''}`
