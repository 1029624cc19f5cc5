/** A RAW file as cameras write it: a TIFF of a tiny picture, the sensor's values, and a JPEG preview beside them. */
import { crc32 } from 'node:zlib'

type Value = number[] | string | Buffer
interface Field {
  tag: number
  type: 1 | 2 | 3 | 4
  value: Value
}

const sizes = { 1: 1, 2: 1, 3: 2, 4: 4 }
const short = (tag: number, ...value: number[]): Field => ({ tag, type: 3, value })
const long = (tag: number, ...value: number[]): Field => ({ tag, type: 4, value })
const text = (tag: number, value: string): Field => ({ tag, type: 2, value: `${value}\0` })

export interface RawFile {
  preview: Buffer
  orientation?: number
  /** "2019:07:04 10:20:30" */
  date?: string
  /** As Adobe's converter writes it; as Nikon does otherwise. */
  isDng?: boolean
}

/** Little-endian; what is told apart by its preview has other sensor values, too. */
export function rawFile({ preview, orientation = 1, date = '2019:07:04 10:20:30', isDng = true }: RawFile): Buffer {
  const parts: Buffer[] = [Buffer.from('II*\0\0\0\0\0')]
  let size = 8
  const put = (bytes: Buffer): number => {
    const at = size
    const padded = bytes.length % 2 ? Buffer.concat([bytes, Buffer.alloc(1)]) : bytes
    parts.push(padded)
    size += padded.length
    return at
  }
  const directory = (fields: Field[]): number => {
    const entries = fields
      .sort((a, b) => a.tag - b.tag)
      .map((field) => {
        const bytes = bytesOf(field)
        const entry = Buffer.alloc(12)
        entry.writeUInt16LE(field.tag, 0)
        entry.writeUInt16LE(field.type, 2)
        entry.writeUInt32LE(bytes.length / sizes[field.type], 4)
        if (bytes.length <= 4) bytes.copy(entry, 8)
        else entry.writeUInt32LE(put(bytes), 8)
        return entry
      })
    const count = Buffer.alloc(2)
    count.writeUInt16LE(entries.length)
    return put(Buffer.concat([count, ...entries, Buffer.alloc(4)]))
  }
  const strip = (bytes: Buffer) => [long(273, put(bytes)), long(279, bytes.length)]
  const side = (width: number, height: number) => [long(256, width), long(257, height), long(278, height)]
  const sensor = directory([
    long(254, 0),
    ...side(8, 8),
    short(258, 16),
    short(259, 1),
    short(262, 32803),
    short(277, 1),
    ...strip(Buffer.alloc(128, crc32(preview) & 0xff)),
  ])
  const shown = directory(
    isDng
      ? [long(254, 1), ...side(8, 8), short(259, 7), short(262, 6), ...strip(preview)]
      : [long(254, 1), short(259, 6), long(513, put(preview)), long(514, preview.length)],
  )
  const exif = directory([text(36867, date)])
  const first = directory([
    long(254, 1),
    ...side(4, 4),
    short(258, 8, 8, 8),
    short(259, 1),
    short(262, 2),
    text(271, 'Semblance'),
    text(272, 'Semblance RAW'),
    short(274, orientation),
    short(277, 3),
    long(330, shown, sensor),
    long(34665, exif),
    ...(isDng ? [{ tag: 50706, type: 1, value: [1, 4, 0, 0] } as Field] : []),
    ...strip(Buffer.alloc(48, 90)),
  ])
  parts[0].writeUInt32LE(first, 4)
  return Buffer.concat(parts)
}

function bytesOf({ type, value }: Field): Buffer {
  if (Buffer.isBuffer(value)) return value
  if (typeof value === 'string') return Buffer.from(value)
  const bytes = Buffer.alloc(value.length * sizes[type])
  value.forEach((each, i) => bytes.writeUIntLE(each, i * sizes[type], sizes[type]))
  return bytes
}
