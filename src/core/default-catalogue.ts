/**
 * Where the catalogue is kept when nobody chose: the platform's folder for application data, the same for every host.
 */
import envPaths from 'env-paths'

export const defaultCatalogueDir = (): string => namedCatalogueDir() ?? envPaths('semblance', { suffix: '' }).data

/** By the environment; one that is set to nothing names none, and not the folder that one happens to be in. */
export const namedCatalogueDir = (): string | undefined => process.env.SEMBLANCE_CATALOGUE || undefined
