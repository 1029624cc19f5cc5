/** Photos that say things of themselves: XMP and IPTC written into made-up JPEGs, and XMP into other formats. */
import { readFileSync, writeFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { writePhoto } from './photos.ts'

const rdf = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'
const list = (name: string, values: string[]) =>
  `<${name}><rdf:Bag>${values.map((value) => `<rdf:li>${value}</rdf:li>`).join('')}</rdf:Bag></${name}>`

/** An XMP packet with these lists, by names with the usual prefixes; values are XML. */
export function xmpWith(lists: Record<string, string[]>): string {
  const inside = Object.entries(lists).map(([name, values]) => list(name, values))
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="${rdf}"><rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
    xmlns:digiKam="http://www.digikam.org/ns/1.0/">${inside.join('')}</rdf:Description></rdf:RDF></x:xmpmeta>`
}

/** A photo of its own colours by `variant`, in the format of its ending. */
export async function writeDescribed(
  path: string,
  variant: number,
  { lists = {}, iptcKeywords = [] }: { lists?: Record<string, string[]>; iptcKeywords?: string[] },
): Promise<string> {
  await writePhoto(path, [(variant * 37) % 200, 90, 60], variant)
  if (Object.keys(lists).length > 0) {
    const ending = path.slice(path.lastIndexOf('.') + 1) as 'png'
    const image = sharp(readFileSync(path)).toFormat(ending)
    if (ending === 'png') writeFileSync(path, withText(await image.toBuffer(), xmpWith(lists)))
    else writeFileSync(path, await image.withXmp(xmpWith(lists)).toBuffer())
  }
  if (iptcKeywords.length > 0) writeFileSync(path, withIptc(readFileSync(path), iptcKeywords))
  return path
}

/** XMP in a PNG, as its standard says: text behind the pixels, not compressed. */
function withText(png: Buffer, xmp: string): Buffer {
  const chunk = Buffer.from(`iTXtXML:com.adobe.xmp\0\0\0\0\0${xmp}`)
  const [size, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  size.writeUInt32BE(chunk.length - 4)
  checksum.writeUInt32BE(crc32(chunk))
  const end = png.length - 12
  return Buffer.concat([png.subarray(0, end), size, chunk, checksum, png.subarray(end)])
}

/** IPTC in a JPEG: Photoshop's segment with one resource, UTF-8 and a data set for each keyword. */
function withIptc(jpeg: Buffer, keywords: string[]): Buffer {
  const dataSet = (record: number, number: number, data: Buffer) =>
    Buffer.concat([Buffer.of(0x1c, record, number, data.length >> 8, data.length & 255), data])
  const iptc = Buffer.concat([
    dataSet(1, 90, Buffer.from('\x1b%G')),
    ...keywords.map((keyword) => dataSet(2, 25, Buffer.from(keyword))),
  ])
  const size = Buffer.alloc(4)
  size.writeUInt32BE(iptc.length)
  const resource = [Buffer.from('Photoshop 3.0\x008BIM\x04\x04\x00\x00'), size, iptc, Buffer.alloc(iptc.length % 2)]
  const segment = Buffer.concat(resource)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(segment.length + 2)
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.of(0xff, 0xed), length, segment, jpeg.subarray(2)])
}
