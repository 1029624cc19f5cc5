/**
 * npm run bench -- duplicates DIR...: near-duplicates found among photos of folders and edits and bursts made of them,
 * with precision and recall by level, and how often the sharper of two is known.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { Command } from 'commander'
import { host, starterPath } from '../src/cli/host.ts'
import { lookAtAll, untilIndexed } from '../src/cli/jobs.ts'
import { looked } from '../src/cli/commands/duplicates.ts'
import type { Core } from '../src/core/core.ts'
import { createCore } from '../src/core/create-core.ts'
import type { DuplicateGroup, DuplicateLevel } from '../src/shared/domain.ts'
import { makeVariants, originalOf, variantOf } from './duplicates/variants.ts'
import { speedAt } from './duplicates/speed.ts'
import { printMachine } from './measure.ts'

interface Options {
  photos: number
  seed: number
  speed?: number
  list?: boolean
}

export const duplicatesBench = () =>
  new Command('duplicates')
    .description('precision and recall of near-duplicates, by level')
    .argument('[dirs...]', 'folders of photos, one library each')
    .option('--photos <n>', 'photos of each folder', Number, 240)
    .option('--seed <n>', 'which photos and edits', Number, 1)
    .option('--list', 'name the pairs that are wrong')
    .option('--speed <n>', 'how long a made-up library of so many photos takes', Number)
    .action(async (dirs: string[], options: Options) => {
      printMachine()
      if (dirs.length > 0)
        console.log('| library | level | groups | pairs found | precision | recall | by kind of edit |')
      for (const dir of dirs) await measure(resolve(dir), options)
      if (options.speed) await speedAt(options.speed)
    })

async function measure(dir: string, { photos, seed, list }: Options): Promise<void> {
  const [photosDir, catalogueDir] = [await temporary(), await temporary()]
  const made = await makeVariants(dir, photosDir, { photoCount: photos, seed })
  const core = await createCore({ catalogueDir, ...host(), starterPath })
  await core.api.addFolder({ path: photosDir })
  await untilIndexed(core, () => {})
  await lookAtAll(core)
  await looked(core)
  for (const level of ['shot', 'moment'] as const) {
    const groups = await allGroups(core, level)
    tell(basename(dir), level, pairsOf(groups), groups.length, made.names, list ?? false)
  }
  const blurred = made.names.filter((name) => variantOf(name) === 'blurred')
  const groups = [...(await allGroups(core, 'shot')), ...(await allGroups(core, 'moment'))]
  const withBlurred = groups.filter(({ duplicates }) => duplicates.some(({ name }) => blurred.includes(name)))
  const right = withBlurred.filter(({ duplicates }) => variantOf(duplicates[0].name) !== 'blurred')
  console.log(`${basename(dir)}: the best is not the blurred one in ${right.length} of ${withBlurred.length} groups`)
  await core.close()
  for (const each of [photosDir, catalogueDir]) await rm(each, { recursive: true })
}

const temporary = (): Promise<string> => mkdtemp(join(tmpdir(), 'semblance-bench-'))

async function allGroups({ api }: Core, level: DuplicateLevel): Promise<DuplicateGroup[]> {
  const groups: DuplicateGroup[] = []
  for (;;) {
    const page = await api.listDuplicates({ offset: groups.length, limit: 100, level })
    groups.push(...page.groups)
    if (page.groups.length === 0) return groups
  }
}

type NamePair = [string, string]

const pairsOf = (groups: DuplicateGroup[]): NamePair[] =>
  groups.flatMap(({ duplicates }) =>
    duplicates.flatMap((one, at) => duplicates.slice(at + 1).map((other): NamePair => [one.name, other.name])),
  )

/** Frames of a burst are one moment, all other variants of an original one shot. */
const isFrame = (name: string): boolean => /^frame|^blurred/.test(variantOf(name))
const levelOf = (name: string, level: DuplicateLevel): boolean => isFrame(name) === (level === 'moment')

function tell(
  library: string,
  level: DuplicateLevel,
  found: NamePair[],
  groupCount: number,
  names: string[],
  list: boolean,
): void {
  const isRight = ([one, other]: NamePair) => originalOf(one) === originalOf(other)
  const wrong = found.filter((pair) => !isRight(pair))
  const wanted = truePairs(names.filter((name) => levelOf(name, level)))
  const has = new Set(found.flatMap(([a, b]) => [`${a} ${b}`, `${b} ${a}`]))
  const recalled = wanted.filter(([a, b]) => has.has(`${a} ${b}`))
  const kinds = [...new Set(wanted.map(([, b]) => variantOf(b)))].sort()
  const byKind = kinds.map((kind) => {
    const of = wanted.filter(([a, b]) => variantOf(b) === kind && ['original', 'frame0'].includes(variantOf(a)))
    return `${kind} ${of.filter(([a, b]) => has.has(`${a} ${b}`)).length}/${of.length}`
  })
  const precision = found.length === 0 ? 1 : 1 - wrong.length / found.length
  const recall = recalled.length / Math.max(1, wanted.length)
  console.log(
    `| ${library} | ${level} | ${groupCount} | ${found.length} | ${precision.toFixed(3)} | ${recall.toFixed(3)} | ${byKind.join(', ')} |`,
  )
  if (list) for (const [one, other] of wrong) console.log(`    wrong: ${one} and ${other}`)
}

function truePairs(names: string[]): NamePair[] {
  return [...new Set(names.map(originalOf))].flatMap((original) => {
    const all = names.filter((name) => originalOf(name) === original)
    const sorted = all.toSorted((a, b) => order(a) - order(b))
    return sorted.flatMap((one, at) => sorted.slice(at + 1).map((other): NamePair => [one, other]))
  })
}

const order = (name: string): number => (['original', 'frame0'].includes(variantOf(name)) ? 0 : 1)
