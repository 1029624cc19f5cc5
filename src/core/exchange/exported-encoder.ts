/** Checks an encoder file that comes from outside before it becomes a model: its recipe, its shapes, its numbers. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { z } from 'zod'
import { SemblanceError } from '../../shared/errors.ts'
import { schemas } from '../../shared/schemas.ts'
import { stateFits } from '../learning/encoder-weights.ts'
import type { EngineState } from '../learning/engine.ts'
import type { TrainingRecipe } from '../learning/recipe.ts'
import { encoderIn } from '../learner/checkpoint.ts'
import { parseTensors } from '../learner/safetensors.ts'

const { shape } = schemas.startTraining
const share = z.number().min(0).max(1)
const weight = z.number().min(0).max(1000)

const recipeSchema: z.ZodType<TrainingRecipe> = z.looseObject({
  start: shape.start.unwrap(),
  backbone: shape.backbone.unwrap(),
  widthMultiplier: z.number().positive().max(1).optional(),
  objective: shape.objective.unwrap(),
  imageSize: shape.imageSize.unwrap(),
  searchImageSize: shape.imageSize.unwrap(),
  embeddingSize: shape.embeddingSize.unwrap(),
  headSize: z.int().min(0).max(8192),
  hasLayout: z.boolean(),
  hasOutlines: z.boolean(),
  bankWeight: weight,
  temperature: shape.temperature.unwrap(),
  batchSize: z.int().min(1).max(1024),
  learningRate: shape.learningRate.unwrap(),
  bankMomentum: shape.bankMomentum.unwrap(),
  proximalWeight: weight,
  viewWeight: weight,
  viewTemperature: shape.temperature.unwrap(),
  smallViewCount: z.int().min(0).max(64),
  smallImageSize: shape.imageSize.unwrap(),
  optimizerMomentum: z.number().min(0).lt(1),
  weightDecay: share,
  negativeCount: shape.negativeCount.unwrap(),
  centredStart: z.boolean(),
  seed: shape.seed.unwrap(),
  augmentation: z.looseObject({
    minimumScale: share,
    smallScale: z.tuple([share, share]),
    flip: z.boolean(),
    brightness: share,
    contrast: share,
    saturation: share,
    hue: share,
    grayscaleShare: share,
    strengthVaries: z.boolean(),
  }),
})

/** The recipe of an exported encoder.safetensors. Throws NOT_FOUND, INVALID_ARGUMENT saying what is wrong with it. */
export function checkedRecipe(path: string): TrainingRecipe {
  if (!existsSync(path)) throw new SemblanceError('NOT_FOUND', `There is no file ${path}.`)
  if (/\.onnx$/i.test(path))
    throw new SemblanceError(
      'INVALID_ARGUMENT',
      `${path} is the encoder for other programs. Give the encoder.safetensors beside it.`,
    )
  // A device or a pipe would be read without end.
  if (!statSync(path).isFile())
    throw new SemblanceError('INVALID_ARGUMENT', `${path} is no file. Give an encoder.safetensors.`)
  try {
    return checked(path)
  } catch (error) {
    throw new SemblanceError(
      'INVALID_ARGUMENT',
      `${path} is not an encoder that Semblance exported: ${(error as Error).message}.`,
      { cause: error },
    )
  }
}

function checked(path: string): TrainingRecipe {
  const file = parseTensors(readFileSync(path))
  if (file.metadata.recipe === undefined)
    throw new Error('it does not say how it was made, as files of other programs do not')
  const { state, recipe } = encoderIn(file)
  const { error } = recipeSchema.safeParse(recipe)
  if (error) throw new Error(`its recipe has no usable ${error.issues[0].path.join('.')} (${error.issues[0].message})`)
  if (!stateFits(recipe, state))
    throw new Error(`its weights are not those of a ${recipe.backbone} with ${recipe.embeddingSize} outputs`)
  const damaged = damagedWeight(state)
  if (damaged !== undefined) throw new Error(`its weights ${damaged} are damaged`)
  return recipe
}

/** A variance below 0 would make every embedding no number, too. */
function damagedWeight({ parameters }: EngineState): string | undefined {
  const isDamaged = (name: string, data: ArrayLike<number>) => {
    const least = name.endsWith('running_var') ? 0 : -Infinity
    return !(data instanceof Float32Array && data.every((value) => Number.isFinite(value) && value >= least))
  }
  return Object.keys(parameters).find((name) => isDamaged(name, parameters[name].data))
}
