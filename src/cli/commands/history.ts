/** semblance history */
import { print } from '../print.ts'
import { newCommand, positive, type CommonOptions } from '../shared.ts'
import { withReader } from '../with-core.ts'
import type { HistoryEntry } from '../../shared/domain.ts'
import { formatMoment } from '../../shared/format.ts'
import { shownName } from '../../shared/shown-name.ts'

const mostShown = 1000

export const historyCommand = () =>
  newCommand('history', 'what was done to tags and photos, newest first; "undo" and "redo" go along it')
    .option('--limit <n>', `how much to show, up to ${mostShown}`, positive('whole', mostShown), 20)
    .action((options: CommonOptions & { limit: number }) =>
      withReader(options, async ({ api }) => {
        const entries = await api.listHistory({ limit: options.limit })
        print(options, entries, entries.map(lineOf).join('\n') || 'Nothing was done yet.')
      }),
    )

const lineOf = ({ atMs, text, undone }: HistoryEntry): string =>
  `${formatMoment(atMs)}  ${shownName(text)}${undone ? ' (undone)' : ''}`
