/**
 * npm run bench -- tagging: binary tags from folder names, ranked from few marks by every scorer; how true what is said
 * of it is; and whether a checked bound holds. Rows are what the app has at minute zero. Photos are never shown with
 * their labels.
 */
import { Command } from 'commander'
import { drawsOf, type Question } from './tagging-draws.ts'
import { readLibrary, thinned } from './tagging-library.ts'
import { auditsOf, printAudits } from './tagging-audit.ts'
import { printStatements, statementsOf } from './tagging-calibration.ts'
import { exclusiveGains, printExclusive } from './tagging-exclusive.ts'
import { printUsers, usersOf } from './tagging-users.ts'
import { printRanking, printSummary, rankingTable } from './tagging-ranking.ts'
import { printMachine } from './measure.ts'

interface Options {
  data: string[]
  draws: number
  tags: number
  most?: number
  share?: number
  clutter?: string
  calibration?: boolean
  audit?: boolean
  users?: boolean
  exclusive?: boolean
}

export const taggingBench = () =>
  new Command('tagging')
    .description(
      'ranking for one tag from few marks, by scorer; how true the estimate is; whether a checked bound holds',
    )
    .requiredOption('--data <dirs...>', 'folder trees: DIR/train/<class>/ beside validation/ or test/, or DIR/<class>/')
    .option('--draws <n>', 'draws of marks a tag', Number, 10)
    .option('--tags <n>', 'most tags of a library', Number, 20)
    .option('--most <n>', 'most photos of a class', Number)
    .option('--share <n>', 'thins each library until the tag is this share of it', Number)
    .option('--clutter <dir>', 'adds photos that are in no tag, half as many, from a folder of images')
    .option('--calibration', 'instead: stated beside true precision')
    .option('--audit', 'instead: whether what a check claims is true')
    .option('--users', 'instead: marks that simulated users need')
    .option('--exclusive', 'instead: tags that exclude each other, by own scores and among rivals')
    .action(async (options: Options) => {
      printMachine()
      const { calibration, audit, users, exclusive } = options
      if (calibration) printStatements(await each(options, statementsOf))
      else if (audit) printAudits(await each(options, auditsOf))
      else if (users) printUsers(await each(options, usersOf))
      else if (exclusive) printExclusive(await each(options, exclusiveGains))
      else printSummary(await each(options, rankingTable, printRanking))
    })

async function each<T>(
  options: Options,
  measure: (question: Question) => T,
  tell?: (name: string, measured: T) => void,
): Promise<Map<string, T>> {
  const tables = new Map<string, T>()
  for (const dir of options.data) {
    const question = await read(dir, options)
    const measured = measure(question)
    tell?.(question.name, measured)
    tables.set(question.name, measured)
  }
  return tables
}

/** A library with all its tags; thinned, once for each tag. */
async function read(dir: string, { draws, tags, share, ...reading }: Options): Promise<Question> {
  const library = await readLibrary(dir, reading)
  const all = drawsOf(library, draws, tags)
  console.log(`\n${library.name}: ${library.classes.length} photos, ${all.length} draws of marks`)
  if (share === undefined) return { name: library.name, parts: [{ library, draws: all }] }
  const parts: Question['parts'] = []
  for (const label of new Set(all.map((draw) => draw.label))) {
    const thin = await thinned(library, label, share)
    parts.push({ library: thin, draws: drawsOf(thin, draws, Infinity).filter((draw) => draw.label === label) })
  }
  return { name: `${library.name}, tags ${100 * share} %`, parts }
}
