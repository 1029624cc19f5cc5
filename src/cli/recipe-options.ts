/** The numbers of the recipe that `train` and `evaluate` take, in the ranges of the contract. */
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { z } from 'zod'
import { schemas } from '../shared/schemas.ts'

const { shape } = schemas.startTraining
type RecipeNumber =
  | 'imageSize'
  | 'embeddingSize'
  | 'batchSize'
  | 'learningRate'
  | 'temperature'
  | 'negativeCount'
  | 'proximalWeight'
  | 'bankMomentum'
  | 'seed'

const flags: [flag: string, key: RecipeNumber, description: string][] = [
  ['--image-size <px>', 'imageSize', "side of the encoder's input, 32 to 256"],
  ['--embedding-size <n>', 'embeddingSize', 'numbers in an embedding, 32 to 256'],
  ['--batch-size <n>', 'batchSize', 'photos a step'],
  ['--learning-rate <x>', 'learningRate', 'highest learning rate'],
  ['--temperature <x>', 'temperature', 'temperature of the training softmax'],
  ['--negative-count <m>', 'negativeCount', 'negatives a photo, with NCE'],
  ['--proximal-weight <x>', 'proximalWeight', 'weight of the proximal term'],
  ['--bank-momentum <x>', 'bankMomentum', 'share of a bank row that stays, 0 to 1'],
  ['--seed <n>', 'seed', 'seed of all randomness'],
]

export function withRecipeOptions(command: Command): Command {
  return flags.reduce(
    (all, [flag, key, description]) => all.addOption(new Option(flag, description).argParser(numberOf(key))),
    command,
  )
}

const numberOf =
  (key: RecipeNumber) =>
  (text: string): number => {
    const parsed = shape[key].safeParse(text.trim() === '' ? NaN : Number(text))
    if (!parsed.success) throw new InvalidArgumentError(inWords(parsed.error.issues[0]))
    return parsed.data!
  }

function inWords(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small') return `It must be ${issue.inclusive ? 'at least' : 'above'} ${issue.minimum}.`
  if (issue.code === 'too_big') return `It must be ${issue.inclusive ? 'at most' : 'below'} ${issue.maximum}.`
  return issue.code === 'invalid_type' && issue.expected === 'int'
    ? 'It must be a whole number.'
    : 'It must be a number.'
}
