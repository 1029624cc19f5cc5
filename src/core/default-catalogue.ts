/**
 * Where the catalogue is kept when nobody chose: the platform's folder for application data, the same for every host.
 */
import envPaths from 'env-paths'

export function defaultCatalogueDir(): string {
  return process.env.SEMBLANCE_CATALOGUE ?? envPaths('semblance', { suffix: '' }).data
}
