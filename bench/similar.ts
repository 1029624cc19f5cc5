/**
 * npm run bench -- similar: how far an example of minus helps, and how right "same shot", "same scene" and "same kind"
 * are, on labelled libraries as the app sees them at minute zero.
 */
import { Command } from 'commander'
import { Random } from '../src/core/learning/random.ts'
import { cutoffsOf, spreadOf, type LevelCutoffs } from '../src/core/search/level-cutoffs.ts'
import { highest, similaritiesTo } from '../src/core/search/nearest.ts'
import { queryScores } from '../src/core/search/query-scores.ts'
import { rowAt } from '../src/core/search/search-space.ts'
import { printMachine } from './measure.ts'
import { printRegions } from './similar-regions.ts'
import { isOfScene, readSimilarLibrary, type SimilarLibrary } from './similar-library.ts'

const [mostClasses, drawsOfClass, foundCount] = [20, 20, 20]
const mostQueries = 300

export const similarBench = () =>
  new Command('similar')
    .description('examples of minus, and the cut-offs in words, on labelled libraries')
    .requiredOption('--data <dirs...>', 'folder trees; the folder that holds a photo is its kind')
    .option('--most <n>', 'most photos of a kind', Number)
    .option('--regions', 'parts of photos alone, found in made-up collages and in photos as they are')
    .action(async ({ data, most, regions }: { data: string[]; most?: number; regions?: boolean }) => {
      printMachine()
      for (const dir of data)
        if (regions) await printRegions(dir, most)
        else await printLibrary(await readSimilarLibrary(dir, most))
    })

export async function printLibrary(library: SimilarLibrary): Promise<void> {
  const { name, rows, size, classes } = library
  const cutoffs = cutoffsOf(spreadOf(rows, size))
  console.log(`\n${name}: ${classes.length} photos of ${new Set(classes).size} kinds`)
  console.log(`  right of the first ${foundCount} by two examples:`)
  for (const [how, score] of Object.entries(await minusScores(library)))
    console.log(`    ${how.padEnd(28)} ${percent(score)}`)
  for (const [level, { precision, recall }] of Object.entries(levelScores(library, cutoffs)))
    console.log(
      `  ${level.padEnd(22)} from ${cutoffs[level.split(',')[0] as keyof LevelCutoffs].toFixed(2)}: precision ${percent(precision)}, recall ${percent(recall)}`,
    )
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/** By two photos of a kind; then with one more as minus: the first that is wrong, or any of the kind of that. */
export async function minusScores({ rows, size, classes }: SimilarLibrary): Promise<Record<string, number>> {
  const random = new Random(7)
  const scores: Record<string, number[]> = {}
  const vectorOf = (row: number) => rowAt({ rows, size }, row)
  const rowsOf = (label: number) => Int32Array.from([...classes.keys()].filter((row) => classes[row] === label))
  async function found(plus: number[], minus: number[], leftOut = minus): Promise<number[]> {
    const examples = { plus: plus.map(vectorOf), minus: minus.map(vectorOf) }
    const { scores } = await queryScores(examples, (vector) => similaritiesTo(vector, rows))
    return highest(scores, foundCount, (row) => plus.includes(row) || leftOut.includes(row)).map(({ row }) => row)
  }
  for (const label of [...new Set(classes)].slice(0, mostClasses)) {
    for (let draw = 0; draw < drawsOfClass; draw++) {
      const plus = [...random.shuffle(rowsOf(label)).slice(0, 2)]
      const first = (await found(plus, [])).find((row) => classes[row] !== label)
      if (first === undefined) continue
      const any = random.shuffle(rowsOf(classes[first]))[0]
      for (const [name, minus] of [
        ['the first wrong one', first],
        ['any of its kind', any],
      ] as const) {
        const share = (them: number[]) => mean(them.map((row) => Number(classes[row] === label)))
        ;(scores[`without ${name}`] ??= []).push(share(await found(plus, [], [minus])))
        ;(scores[`less ${name}`] ??= []).push(share(await found(plus, [minus])))
      }
    }
  }
  return Object.fromEntries(Object.entries(scores).map(([name, values]) => [name, mean(values)]))
}

interface LevelScores {
  /** Of what reaches it, what is right; of what is right, what reaches it. */
  precision: number
  recall: number
}

export function levelScores(library: SimilarLibrary, cutoffs: LevelCutoffs): Record<string, LevelScores> {
  const { edits } = library
  const shotKinds = [...new Set(edits.map(({ kind }) => kind))].filter((kind) => !isOfScene(kind))
  const shots = shotKinds.map((kind) => [`shot, ${kind}`, shotScores(library, cutoffs.shot, [kind])] as const)
  return {
    shot: shotScores(library, cutoffs.shot, shotKinds),
    ...Object.fromEntries(shots),
    scene: sceneScores(library, cutoffs.scene),
    kind: kindScores(library, cutoffs.kind),
  }
}

/** Asked by an edit: its photo is right, every other photo wrong. */
function shotScores({ rows, edits }: SimilarLibrary, least: number, kinds: string[]): LevelScores {
  return pooled(
    edits
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ row, vector }) => {
        const similarities = similaritiesTo(vector, rows)
        return { right: Number(similarities[row] >= least), found: countOf(similarities, least), all: 1 }
      }),
  )
}

/** Asked by the left of a photo: the right of it is right, every photo but that wrong. */
function sceneScores({ rows, edits }: SimilarLibrary, least: number): LevelScores {
  const [left, right] = ['left', 'right'].map((side) => edits.filter(({ kind }) => kind.startsWith(side)))
  return pooled(
    left.map(({ row, vector }) => {
      const similarities = similaritiesTo(vector, rows)
      const others = countOf(similarities, least) - Number(similarities[row] >= least)
      const [mate] = similaritiesTo(vector, right.find((edit) => edit.row === row)!.vector)
      return { right: Number(mate >= least), found: others + Number(mate >= least), all: 1 }
    }),
  )
}

function kindScores({ rows, size, classes }: SimilarLibrary, least: number): LevelScores {
  const step = Math.max(1, Math.floor(classes.length / mostQueries))
  const queries = [...classes.keys()].filter((row) => row % step === 0)
  return pooled(
    queries.map((row) => {
      const similarities = similaritiesTo(rowAt({ rows, size }, row), rows)
      const isOwn = (_: unknown, other: number) => classes[other] === classes[row]
      return {
        right: countOf(similarities.filter(isOwn), least) - 1,
        found: countOf(similarities, least) - 1,
        all: classes.filter(isOwn).length - 1,
      }
    }),
  )
}

const countOf = (similarities: Float32Array, least: number): number =>
  similarities.reduce((count, similarity) => count + Number(similarity >= least), 0)

function pooled(answers: { right: number; found: number; all: number }[]): LevelScores {
  const right = answers.reduce((sum, answer) => sum + answer.right, 0)
  const found = answers.reduce((sum, answer) => sum + answer.found, 0)
  return {
    precision: right / Math.max(1, found),
    recall: mean(answers.map(({ right, all }) => right / Math.max(1, all))),
  }
}
