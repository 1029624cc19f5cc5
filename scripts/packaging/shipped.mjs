/** Which installed packages go into the app: what the app needs when it runs, and nothing else. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../setup.mjs'

/** Of scoring alone, of installing and compiling, or added by hand. What only they need goes with them. */
const notShipped = [
  '@tensorflow/tfjs-node-gpu',
  '@types/luxon',
  'adm-zip',
  'global-agent',
  'libsvm-js',
  'node',
  'node-addon-api',
]

const read = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'))

const { author, homepage } = read('package.json')
/** A deb names whom to write to and where the project lives. */
export const canBeDeb = Boolean(homepage && author?.email)

/** Names of installed packages that are left out. */
export function leftOut() {
  const locked = read('package-lock.json').packages
  const reached = new Set()
  const reach = ({ dependencies, optionalDependencies } = {}) => {
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      if (notShipped.includes(name) || reached.has(name)) continue
      reached.add(name)
      reach(locked[`node_modules/${name}`])
    }
  }
  reach(read('package.json'))
  const installed = Object.entries(locked).filter(([path, { dev }]) => path !== '' && !dev)
  return [...new Set(installed.map(([path]) => path.split('node_modules/').at(-1)))].filter(
    (name) => !reached.has(name),
  )
}
