/** What Electron's main process says to the core process or the command line, and hears from it. */
import type { Media } from '../core/core.ts'
import type { ErrorValue } from '../shared/errors.ts'

export type MediaKind = 'thumb' | 'photo'

export type CoreRequest =
  /** The first message. */
  | { type: 'open'; catalogueDir: string; learnerEntry: string; starterPath: string }
  /** Serve the contract on the port that travels with this message. */
  | { type: 'connect' }
  | { type: 'media'; requestId: number; kind: MediaKind; photoId: number }
  /** After leaving these out as well. */
  | { type: 'addFolder'; path: string | null; exclude: string[] }
  | MachineNews
  /** Of a process that the core asked for. */
  | ProcessNews
  /** Checkpoint, release the catalogue, exit. */
  | { type: 'close' }

export type CoreReply =
  | { type: 'media'; requestId: number; media: Media }
  | { type: 'mediaFailed'; requestId: number; error: ErrorValue }
  | ProcessOrder
  /** The catalogue cannot be opened; the process exits. */
  | { type: 'failed'; error: ErrorValue }

/** To the process that runs a command. */
export type CommandRequest = ProcessNews | { type: 'signal'; signal: 'SIGINT' | 'SIGTERM' }

export type CommandReply =
  | ProcessOrder
  /** All is printed and closed. */
  | { type: 'ended'; exitCode: number }

/** What of the machine only main can ask; told every few seconds. */
export interface MachineNews {
  type: 'machine'
  isOnMains: boolean
  /** Since somebody last touched keyboard or mouse, in any program. */
  unusedMs: number
}

/** Without RunAsNode only main can start a process. */
export type ProcessOrder =
  | { type: 'startProcess'; processId: number; entry: string; env: Record<string, string> }
  | { type: 'killProcess'; processId: number }

export type ProcessNews =
  /** A port to it travels with this message. */
  | { type: 'processStarted'; processId: number }
  /** On its standard error. */
  | { type: 'processSaid'; processId: number; text: string }
  | { type: 'processEnded'; processId: number; reason: string }
