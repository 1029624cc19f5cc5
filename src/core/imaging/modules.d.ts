declare module 'libheif-js/wasm-bundle.js'

/** As much as is used: the package may not be there. */
declare module 'exiftool-vendored' {
  export class ExifTool {
    constructor(options: { maxProcs: number; taskRetries: number; taskTimeoutMillis: number; useMWG: boolean })
    version(): Promise<string>
    readRaw(path: string, options: { readArgs: string[] }): Promise<Record<string, unknown>>
    extractBinaryTag(tag: string, from: string, to: string): Promise<void>
    write(path: string, tags: object, options: { writeArgs: string[] }): Promise<unknown>
    closeChildProcesses(gracefully: boolean): Promise<void>
    end(gracefully?: boolean): Promise<void>
  }
}
