/** The files of an exported model, which belong together: model.json comes last and says by their hashes which. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SemblanceError } from '../../shared/errors.ts'
import { makeFolder } from '../store/make-folder.ts'
import { isTemporary, removeTemporary, temporaryBeside } from './temporary-file.ts'
import { unwritten } from './unwritten.ts'

type Contents = Record<string, string | Uint8Array>

const hashedNames = ['encoder.onnx', 'embeddings.npy', 'embeddings.json', 'encoder.safetensors']
const modelName = 'model.json'

/**
 * Writes `contents` and, last, model.json, which says `about` and their hashes; returns all names. Where one does not
 * go onto the disk, an earlier export stays as it was. Throws INVALID_ARGUMENT, DISK_FULL.
 */
export function writeExport(dir: string, contents: Contents, about: object): string[] {
  openForExport(dir)
  const sha256 = Object.fromEntries(Object.entries(contents).map(([name, content]) => [name, hashOf(content)]))
  const files = { ...contents, [modelName]: JSON.stringify({ ...about, sha256 }, null, 1) }
  writeTogether(dir, files)
  return Object.keys(files)
}

const hashOf = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex')

function writeTogether(dir: string, files: Contents): void {
  const temporaries = new Map(Object.keys(files).map((name) => [name, temporaryBeside(join(dir, name))]))
  let replacedCount = 0
  try {
    for (const [name, temporary] of temporaries) writeFileSync(temporary, files[name])
    for (const [name, temporary] of temporaries) {
      renameSync(temporary, join(dir, name))
      replacedCount++
    }
  } catch (error) {
    throw replacedCount === 0 ? unwritten(dir, error as NodeJS.ErrnoException) : cutShort(dir, error)
  } finally {
    for (const temporary of temporaries.values()) removeTemporary(temporary)
  }
}

const cutShort = (dir: string, error: unknown) =>
  new SemblanceError(
    'INVALID_ARGUMENT',
    `Only some of the files in ${dir} could be replaced (${(error as NodeJS.ErrnoException).code}): do not use what is there. Export again, or into another folder.`,
    { cause: error },
  )

/** Only a new or empty folder, or an earlier export: nothing of anybody's is overwritten. */
function openForExport(dir: string): void {
  try {
    makeFolder(dir)
  } catch (error) {
    throw new SemblanceError(
      'INVALID_ARGUMENT',
      `The folder ${dir} cannot be made (${(error as NodeJS.ErrnoException).code}). Choose another for the export.`,
      { cause: error },
    )
  }
  if (!statSync(dir).isDirectory())
    throw new SemblanceError('INVALID_ARGUMENT', `${dir} is a file. Choose a folder for the export.`)
  const foreign = readdirSync(dir).find((name) => ![...hashedNames, modelName].includes(name) && !isTemporary(name))
  if (foreign)
    throw new SemblanceError(
      'INVALID_ARGUMENT',
      `${dir} holds other files (${foreign}). Choose a new folder for the export.`,
    )
  // What an export left that was ended by force.
  for (const name of readdirSync(dir).filter(isTemporary)) rmSync(join(dir, name), { force: true })
}

/** Throws INVALID_ARGUMENT where the files beside an encoder were not exported with it, as far as they say. */
export function checkExportedTogether(encoder: string): void {
  const pathOf = (name: string) => (name === 'encoder.safetensors' ? encoder : join(dirname(encoder), name))
  const said = saidHashes(pathOf(modelName))
  if (said === null) return
  const found = hashedNames.filter((name) => existsSync(pathOf(name)))
  if (found.every((name) => said[name] === hashOf(readFileSync(pathOf(name))))) return
  throw new SemblanceError(
    'INVALID_ARGUMENT',
    `The files in ${dirname(encoder)} are not of one export, going by its model.json. Export again, or import encoder.safetensors from a folder of its own to embed every photo anew.`,
  )
}

/** Null of what a version before exported, which says nothing of hashes. */
function saidHashes(path: string): Record<string, unknown> | null {
  try {
    const { modelVersion, sha256 } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, object | undefined>
    return sha256 === undefined && modelVersion !== undefined ? null : { ...sha256 }
  } catch {
    return {}
  }
}
