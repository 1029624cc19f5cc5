/** The folders of this machine, for choosing one: what lies in a folder, and where photos usually are. */
import type { Dirent } from 'node:fs'
import { access, readdir, readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, parse } from 'node:path'
import type { BrowsedFolder, NamedFolder } from '../../shared/domain.ts'
import { SemblanceError } from '../../shared/errors.ts'
import { echoed, folderName, shownName } from '../../shared/shown-name.ts'
import { formatOfName } from '../imaging/formats.ts'
import { fsPath, nameOf } from './file-names.ts'
import { checkFolder } from './folders.ts'
import { leftOutFolder } from './left-out.ts'
import { typedFolder } from './typed-folder.ts'

/** More folders in one are not looked through by eye. */
const mostListed = 2000
const byName = new Intl.Collator(undefined, { numeric: true })

/** Without a path the person's pictures. Throws FOLDER_NOT_FOUND, NOT_A_FOLDER, FOLDER_UNREADABLE. */
export async function browseFolders(typed?: string): Promise<BrowsedFolder> {
  const places = await usualPlaces()
  const path = typed === undefined ? (places[0]?.path ?? parse(process.cwd()).root) : typedFolder(typed)
  const entries = await entriesOf(path)
  const names = await Promise.all(
    entries.map(async (entry) => ((await isFolder(path, entry)) ? nameOf(entry.name) : '')),
  )
  const folders = names.filter((name) => name !== '' && leftOutFolder(name) === null).sort(byName.compare)
  const parentPath = dirname(path) === path ? null : dirname(path)
  return {
    path,
    parentPath,
    folders: folders.slice(0, mostListed).map((name) => ({ name: shownName(name), path: join(path, name) })),
    folderCount: folders.length,
    photoFileCount: entries.filter((entry) => !entry.isDirectory() && isPhoto(nameOf(entry.name))).length,
    places,
  }
}

/** What went between two looks is told as what was never there. */
async function entriesOf(path: string): Promise<Dirent<Buffer>[]> {
  await checkFolder(path)
  try {
    return await readdir(fsPath(path), { withFileTypes: true, encoding: 'buffer' })
  } catch (error) {
    await checkFolder(path)
    const { code } = error as NodeJS.ErrnoException
    throw new SemblanceError('FOLDER_UNREADABLE', `${echoed(path)} cannot be read just now (${code}). Try again.`)
  }
}

/** By its name. */
const isPhoto = (name: string): boolean => (formatOfName(name)?.decoder ?? null) !== null

/** Also what a link leads to. */
async function isFolder(path: string, entry: Dirent<Buffer>): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory()
  return stat(fsPath(join(path, nameOf(entry.name)))).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

/** Those that are there: pictures first, then the person's own folder and what is connected. */
async function usualPlaces(): Promise<NamedFolder[]> {
  const home = homedir()
  const wanted = [await picturesFolder(home), home, ...(await drives())]
  const there = await Promise.all(wanted.map((path) => isThere(path)))
  const paths = [...new Set(wanted.filter((_, i) => there[i]))]
  return paths.map((path) => ({ path, name: path === home ? 'Home' : folderName(path) }))
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** On Linux it has a name of the person's language. */
async function picturesFolder(home: string): Promise<string> {
  const config = process.env.XDG_CONFIG_HOME ?? join(home, '.config')
  const text = await readFile(join(config, 'user-dirs.dirs'), 'utf8').catch(() => '')
  const [, named] = /^XDG_PICTURES_DIR="(.+)"$/m.exec(text) ?? []
  return named?.replace('$HOME', home) ?? join(home, 'Pictures')
}

/** Where systems show drives and cards that are connected. */
async function drives(): Promise<string[]> {
  if (process.platform === 'win32') return [...'CDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => `${letter}:\\`)
  const user = process.env.USER ?? ''
  const roots = ['/Volumes', '/mnt', join('/media', user), join('/run/media', user)]
  const listed = await Promise.all(roots.map((root) => readdir(root, { withFileTypes: true }).catch(() => [])))
  return listed.flatMap((entries, i) =>
    entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => join(roots[i], name)),
  )
}
