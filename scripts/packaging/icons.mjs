/** The app's icon in the sizes that systems ask for, drawn from the window's own. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { root } from '../setup.mjs'

const linuxSizes = [16, 32, 48, 64, 128, 256, 512]

/** `icon.png` of 1024 px, from which electron-builder makes those of macOS and Windows; `linux/` has one a size. */
export async function writeIcons(dir) {
  const svg = readFileSync(join(root, 'src/renderer/icon.svg'))
  mkdirSync(join(dir, 'linux'), { recursive: true })
  for (const size of linuxSizes) await draw(svg, size, join(dir, 'linux', `${size}x${size}.png`))
  await draw(svg, 1024, join(dir, 'icon.png'))
}

/** The drawing is 32 units wide, which are so many pixels at 72 dots an inch. */
const draw = (svg, size, path) =>
  sharp(svg, { density: (72 * size) / 32 })
    .resize(size, size)
    .png()
    .toFile(path)
