/** Taking the model elsewhere, and bringing one in: ONNX, safetensors with torchvision's names, NumPy. */
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ExportedModel } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { exportedEncoder } from '../engines/onnx/export-graph.ts'
import { PIXEL_SIZE } from '../imaging/pixels.ts'
import { engineConfig } from '../learning/recipe.ts'
import type { Catalogue } from '../store/catalogue.ts'
import { translateError } from '../store/errors.ts'
import { encoderPath, loadEncoderInUse } from '../learner/checkpoint.ts'
import { embeddingFiles, readEmbeddings } from './exported-embeddings.ts'
import { checkedRecipe } from './exported-encoder.ts'
import { checkExportedTogether, writeExport } from './exported-files.ts'
import { refuseRelative } from './whole-path.ts'

const howToFeed =
  'encoder.onnx takes image [B, 3, S, S], RGB in [0, 1]: the photo turned upright, cropped at the centre to an aspect of 1:2 to 2:1, resized to S x S without keeping its aspect.'

/**
 * Writes the active model into `dir` (made if missing). Throws NOT_FOUND without a model, INVALID_ARGUMENT, DISK_FULL.
 */
export function exportModel(catalogue: Catalogue, modelsDir: string, dir: string): ExportedModel {
  refuseRelative(dir)
  const model = catalogue.models.active()
  if (!model) throw new SemblanceError('NOT_FOUND', 'There is no model to export yet. Learn first.')
  const weights = encoderPath(join(modelsDir, String(model.modelVersion)))
  const { state, recipe } = loadEncoderInUse(weights)
  const bank = catalogue.models.loadBank(model.modelVersion)
  const contents = {
    'encoder.onnx': exportedEncoder(engineConfig(recipe, PIXEL_SIZE), state),
    ...embeddingFiles(catalogue, bank),
    'encoder.safetensors': readFileSync(weights),
  }
  const about = { modelVersion: model.modelVersion, imageSize: recipe.searchImageSize, howToFeed, recipe }
  return { dir, files: writeExport(dir, contents, about), photoCount: bank.photoIds.length }
}

/**
 * Makes the weights of an exported encoder.safetensors a model of this library, in use at once, with the embeddings
 * beside it for the photos that this library has, too; returns its version. Throws NOT_FOUND, INVALID_ARGUMENT (no
 * encoder, or a damaged one, or embeddings that are not its), DISK_FULL.
 */
export function importModel(catalogue: Catalogue, modelsDir: string, path: string): number {
  refuseRelative(path)
  const recipe = checkedRecipe(path)
  const bank = readEmbeddings(catalogue, dirname(path), recipe.embeddingSize)
  if (bank.photoIds.length > 0) checkExportedTogether(path)
  const version = catalogue.models.create({ seed: recipe.seed, recipe, origin: 'imported' })
  const modelDir = join(modelsDir, String(version))
  try {
    mkdirSync(modelDir, { recursive: true })
    copyFileSync(path, encoderPath(modelDir))
    const photoCount = catalogue.photos.pixelSlots().photoIds.length
    catalogue.models.publish(version, {
      ...bank,
      photoCount,
      trainingSeconds: 0,
      imagesPerSecond: 0,
      encoderPath: encoderPath(modelDir),
    })
  } catch (error) {
    catalogue.models.discard(version)
    rmSync(modelDir, { recursive: true, force: true })
    throw translateError(error, catalogue.dir)
  }
  return version
}
