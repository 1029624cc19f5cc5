/** THIRD-PARTY-NOTICES.txt: the licence of every package that is really in the app, beside its archive. */
import { extractFile, listPackage } from '@electron/asar'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../setup.mjs'

const licenceName = /^(licen[cs]e|copying|notice|third-?party)/i

/** electron-builder's hook, once the archive is made. Electron's own notices lie beside the program already. */
export async function writeNotices({ appOutDir, packager }) {
  const resourcesDir = packager.getResourcesDir(appOutDir)
  const archive = join(resourcesDir, 'app.asar')
  const notices = [...packagesIn(archive).map((dir) => noticeOf(archive, dir)), ...windowNotices()]
  const unlicensed = notices.filter(({ licence, text }) => !licence && !text).map(({ name }) => name)
  if (unlicensed.length > 0) throw new Error(`These packages state no licence: ${unlicensed.join(', ')}.`)
  writeFileSync(join(resourcesDir, 'THIRD-PARTY-NOTICES.txt'), notices.map(inWords).join(`\n${'-'.repeat(72)}\n`))
}

/** Folders of packages, nested ones too, relative to the checkout. */
export function packagesIn(archive) {
  const manifests = listPackage(archive, { isPack: false }).map((path) => path.replaceAll('\\', '/').slice(1))
  return manifests
    .filter((path) => /(^|\/)node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(path))
    .map(dirname)
    .sort()
}

function noticeOf(archive, dir) {
  const { name, version, license } = JSON.parse(String(extractFile(archive, `${dir}/package.json`)))
  const source = sourceOf(dir, version)
  const files = licenceFiles(source)
  // Some say it in their README alone, such as libvips of what it is built from.
  const texts = (files.length > 0 ? files : readmes(source)).map((file) => readFileSync(file, 'utf8').trim())
  return { name, version, licence: license, text: texts.join('\n\n') }
}

/** In the archive a package may lie elsewhere than in the checkout. */
function sourceOf(dir, version) {
  const end = `node_modules/${dir.split('node_modules/').at(-1)}`
  const places = Object.keys(installed()).filter((path) => path.endsWith(end) && installed()[path].version === version)
  if (places.length === 0) throw new Error(`${dir} ${version} is not in the checkout. Run "npm ci" and try again.`)
  return join(root, places[0])
}

const installed = () => (lock ??= read(join(root, 'package-lock.json')).packages)
let lock = null

const read = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null)

/** At most one folder down, where packages keep what they bundle. */
function licenceFiles(dir, depth = 1) {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) return depth > 0 && entry.name !== 'node_modules' ? licenceFiles(path, depth - 1) : []
    return licenceName.test(entry.name) ? [path] : []
  })
}

const readmes = (dir) =>
  readdirSync(dir)
    .filter((name) => /^readme/i.test(name))
    .map((name) => join(dir, name))

/** What Vite built into the window. */
function windowNotices() {
  return read(join(root, 'out/renderer/licences.json')).map(({ name, version, identifier, text }) => ({
    name,
    version,
    licence: identifier,
    text: text ?? '',
  }))
}

const inWords = ({ name, version, licence, text }) => `${name} ${version}\nLicence: ${licence}\n\n${text}\n`
