/** Benchmarks: each prints ours beside a named alternative, measured in turns in one run, as medians with the ratio. */
import { Command } from 'commander'
import { duplicatesBench } from './duplicates.ts'
import { galleryBench } from './gallery/gallery.ts'
import { gpuBench } from './gpu/gpu.ts'
import { indexBench } from './index-photos.ts'
import { learningBench } from './learning.ts'
import { mapBench } from './map.ts'
import { memoryBench } from './memory.ts'
import { paperBench } from './paper/paper.ts'
import { responsivenessBench } from './responsiveness.ts'
import { rowsBench } from './rows.ts'
import { searchBench } from './search.ts'
import { similarBench } from './similar.ts'
import { markingBench } from './marking.ts'
import { stressBench } from './stress.ts'
import { taggingSpeedBench } from './tagging-speed.ts'
import { taggingBench } from './tagging.ts'
import { trainBench } from './train/train.ts'

const program = new Command('npm run bench --').description(
  'Benchmarks; see docs/benchmarks.md for figures and the machine they come from.',
)
for (const command of [
  indexBench,
  galleryBench,
  searchBench,
  similarBench,
  duplicatesBench,
  mapBench,
  trainBench,
  gpuBench,
  learningBench,
  taggingBench,
  taggingSpeedBench,
  markingBench,
  rowsBench,
  paperBench,
  memoryBench,
  responsivenessBench,
  stressBench,
])
  program.addCommand(command())
program.parseAsync().catch((error: Error) => {
  console.error(`bench: ${error.message}`)
  process.exit(1)
})
