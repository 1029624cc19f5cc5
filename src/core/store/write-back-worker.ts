/** The thread that brings a catalogue's log back into its file, once: as much as nobody is reading or writing. */
import { workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'

const db = new Database(workerData as string, { fileMustExist: true })
db.pragma('wal_checkpoint(PASSIVE)')
db.close()
