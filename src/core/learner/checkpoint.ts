/**
 * Checkpoints and finished encoders on disk, as safetensors under torchvision's names. A checkpoint holds all that a
 * run needs to go on as if it had never stopped: weights, velocity, bank, order of photos, random state, elapsed time.
 */
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { SemblanceError } from '../../shared/errors.ts'
import type { EngineState, NamedTensor } from '../learning/engine.ts'
import { keptRecipe, type TrainingRecipe } from '../learning/recipe.ts'
import type { TrainerSnapshot } from '../learning/trainer.ts'
import { readTensors, writeTensors, type StoredTensor, type TensorFile } from './safetensors.ts'

export interface Checkpoint {
  state: EngineState
  trainer: TrainerSnapshot
  /** Time spent training so far, pauses left out. */
  elapsedMs: number
  lossCurve: { step: number; loss: number }[]
}

const checkpointPath = (modelDir: string) => join(modelDir, 'checkpoint.safetensors')
const previousPath = (modelDir: string) => join(modelDir, 'checkpoint.previous.safetensors')
export const encoderPath = (modelDir: string): string => join(modelDir, 'encoder.safetensors')

/** Keeps the one before, in case this one cannot be read later. */
export function saveCheckpoint(modelDir: string, { state, trainer, ...rest }: Checkpoint): void {
  const { bank, bankVelocity, permutation, ...counters } = trainer
  const tensors: Record<string, StoredTensor> = { ...state.parameters }
  for (const [name, tensor] of Object.entries(state.velocity)) tensors[`velocity ${name}`] = tensor
  tensors.bank = { shape: [bank.length], data: bank }
  if (bankVelocity) tensors.bankVelocity = { shape: [bankVelocity.length], data: bankVelocity }
  tensors.permutation = { shape: [permutation.length], data: permutation }
  if (existsSync(checkpointPath(modelDir))) renameSync(checkpointPath(modelDir), previousPath(modelDir))
  writeTensors(checkpointPath(modelDir), { tensors, metadata: { run: JSON.stringify({ counters, ...rest }) } })
}

export function hasCheckpoint(modelDir: string): boolean {
  return existsSync(checkpointPath(modelDir)) || existsSync(previousPath(modelDir))
}

/** The newest checkpoint that can be read, or null when there is none. */
export function loadCheckpointIfAny(modelDir: string): Checkpoint | null {
  return findCheckpoint(modelDir).checkpoint
}

/** The newest checkpoint that can be read, and whether a newer one was there that cannot. */
export function findCheckpoint(modelDir: string): { checkpoint: Checkpoint | null; damaged: boolean } {
  let damaged = false
  for (const path of [checkpointPath(modelDir), previousPath(modelDir)]) {
    if (!existsSync(path)) continue
    try {
      return { checkpoint: loadCheckpoint(path), damaged }
    } catch {
      // It costs at most one interval: go on to the one before.
      damaged = true
    }
  }
  return { checkpoint: null, damaged }
}

function loadCheckpoint(path: string): Checkpoint {
  const { tensors, metadata } = readTensors(path)
  const { counters, ...rest } = JSON.parse(metadata.run) as { counters: object } & Omit<Checkpoint, 'state' | 'trainer'>
  const { bank, bankVelocity, permutation, ...weights } = tensors
  const state: EngineState = { parameters: {}, velocity: {} }
  for (const [name, tensor] of Object.entries(weights)) {
    const isVelocity = name.startsWith('velocity ')
    if (isVelocity) state.velocity[name.slice('velocity '.length)] = tensor as NamedTensor
    else state.parameters[name] = tensor as NamedTensor
  }
  return {
    state,
    trainer: {
      ...counters,
      bank: bank.data,
      bankVelocity: bankVelocity?.data,
      permutation: permutation.data,
    } as TrainerSnapshot,
    ...rest,
  }
}

export function removeCheckpoints(modelDir: string): void {
  for (const path of [checkpointPath(modelDir), previousPath(modelDir)]) rmSync(path, { force: true })
}

/** The weights alone, with the recipe they were made by. */
export function saveEncoder(modelDir: string, state: EngineState, recipe: TrainingRecipe): string {
  writeTensors(encoderPath(modelDir), {
    tensors: { ...state.parameters },
    metadata: { recipe: JSON.stringify(recipe) },
  })
  return encoderPath(modelDir)
}

/** Throws an Error naming the file when it is damaged. Velocity is zero. */
export const loadEncoder = (path: string): LoadedEncoder => encoderIn(readTensors(path))

/** The same of the model in use. Throws LEARNER_FAILED, which says what to do. */
export function loadEncoderInUse(path: string): LoadedEncoder {
  try {
    return loadEncoder(path)
  } catch (cause) {
    const message = `The model in use is damaged: ${(cause as Error).message}. Learn again, or put another model in use.`
    throw new SemblanceError('LEARNER_FAILED', message, { cause })
  }
}

export interface LoadedEncoder {
  state: EngineState
  recipe: TrainingRecipe
}

/** Throws an Error where it does not say how it was made. */
export function encoderIn({ tensors, metadata }: TensorFile): LoadedEncoder {
  const velocity: Record<string, NamedTensor> = {}
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    if (!name.includes('running_')) velocity[name] = { shape, data: new Float32Array(data.length) }
  }
  const recipe = recipeIn(metadata)
  // What was refined by a version before lost its head, which only learning needs.
  const headSize = 'head.0.weight' in tensors ? recipe.headSize : 0
  return { state: { parameters: tensors as Record<string, NamedTensor>, velocity }, recipe: { ...recipe, headSize } }
}

function recipeIn({ recipe }: TensorFile['metadata']): TrainingRecipe {
  try {
    return keptRecipe(JSON.parse(recipe))
  } catch (cause) {
    throw new Error('what it says of how it was made cannot be read', { cause })
  }
}
