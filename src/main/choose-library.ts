/** Choosing another library: a folder that holds one, or an empty one in which it is made. */
import { dialog } from 'electron'
import { whatIsIn } from './library-places.ts'

/** Null where none was chosen, or none that can be opened, which has been said then. */
export async function chooseLibrary(): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog({
    title: 'Choose the folder of a library, or an empty one for a new library',
    buttonLabel: 'Open library',
    properties: ['openDirectory', 'createDirectory'],
  })
  if (canceled) return null
  const [dir] = filePaths
  if (whatIsIn(dir) === 'other things') return refuse('This folder holds no library.', notEmpty(dir))
  return dir
}

/** One from the list: its drive may be away, and nothing is made in its place. */
export async function recentLibrary(dir: string): Promise<string | null> {
  if (whatIsIn(dir) === 'library') return dir
  return refuse('This library is not there.', `There is none in ${dir}. Its drive may not be connected.`)
}

const notEmpty = (dir: string): string =>
  `${dir} has other things in it. A new library is made in an empty folder, and holds only what Semblance learns and ` +
  'remembers; photos are added to it afterwards and stay where they are.'

async function refuse(message: string, detail: string): Promise<null> {
  await dialog.showMessageBox({ type: 'info', message, detail })
  return null
}
