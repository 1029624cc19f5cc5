/** What a person said of a photo, and where its date and tags come from, in words and signs. Pure. */
import type { DateOrigin, Exposure, PhotoDetail, PhotoSummary, PhotoTag } from '../../../shared/domain.ts'
import { countOf, formatPercent } from '../../../shared/format.ts'

type Chosen = Pick<PhotoSummary, 'favourite' | 'stars'>

/** Beside the date; empty where that is as a camera says it. */
export const dateOrigins: Record<DateOrigin, string> = {
  taken: '',
  digitized: 'when it was digitized',
  written: 'when the file was written, as it says',
  xmp: '',
  iptc: '',
  'file name': "by the file's name",
  'folder name': "by the folder's name",
  'file time': 'when the file was last changed',
}

const starSigns = (stars: number): string => '★'.repeat(stars)

/** "favourite, 3 stars", joined to what is said before; falsy ones are left out. */
export const listed = (parts: (string | false | 0 | null | undefined)[]): string => parts.filter(Boolean).join(', ')

/** To be read out. */
export const chosenInWords = ({ favourite, stars }: Chosen): string =>
  listed([favourite && 'favourite', stars && countOf(stars, 'star')])

/** "♥ ★3"; empty where nothing was said. */
export const chosenInSigns = ({ favourite, stars }: Chosen): string =>
  [favourite && '♥', stars && `★${stars}`].filter(Boolean).join(' ')

/** "♥ favourite ★★★ (the file says ★)"; null where there is nothing to say. */
export function starsInWords({ stars, ownRating, rating, favourite }: PhotoDetail): string | null {
  const shown = [favourite && '♥ favourite', stars ? starSigns(stars) : ownRating === 0 && 'none'].filter(Boolean)
  const isOther = ownRating !== null && rating !== null && rating !== ownRating
  if (isOther) shown.push(`(the file says ${starSigns(rating) || 'none'})`)
  return shown.join(' ') || null
}

/** "3 marks, ♥ favourite, ★★★"; empty where nothing is offered. */
export const offeredInWords = ({ offeredMarkCount, offeredFavourite, offeredStars }: PhotoDetail): string =>
  listed([
    offeredMarkCount > 0 && countOf(offeredMarkCount, 'mark'),
    offeredFavourite && '♥ favourite',
    offeredStars !== null && (starSigns(offeredStars) || 'no stars'),
  ])

/** No line ends between a number and what it is of. */
const joined = (...words: (string | number)[]): string => words.join('\u00a0')

/** "1/250 s", "2.5 s". */
function shutterInWords(seconds: number): string {
  return joined(seconds < 0.3 ? `1/${Math.round(1 / seconds)}` : Number(seconds.toFixed(1)), 's')
}

/** "+0.7 stops", "−1 stop". */
const biasInWords = (stops: number): string =>
  joined(`${stops > 0 ? '+' : '−'}${Math.abs(stops)}`, Math.abs(stops) === 1 ? 'stop' : 'stops')

/** "1/250 s, f/2.8, ISO 400, +0.7 stops, with flash"; null where the file says none of it. */
export function exposureInWords(exposure: Exposure): string | null {
  const { seconds, fNumber, iso, biasStops, flashFired } = exposure
  const stops = biasStops && Number(biasStops.toFixed(1))
  const parts = [
    seconds && shutterInWords(seconds),
    fNumber && `f/${Number(fNumber.toFixed(1))}`,
    iso && joined('ISO', iso),
    stops && biasInWords(stops),
    flashFired && 'with flash',
  ]
  return listed(parts) || null
}

/** "50 mm (75 mm on 35 mm film)"; null where the file does not say it. */
export function focalLengthInWords({ focalLengthMm, focalLength35Mm }: Exposure): string | null {
  const own = focalLengthMm && joined(Number(focalLengthMm.toFixed(1)), 'mm')
  const asOnFilm =
    focalLength35Mm &&
    focalLength35Mm !== focalLengthMm &&
    `${joined(focalLength35Mm, 'mm')} on ${joined(35, 'mm')} film`
  if (own && asOnFilm) return `${own} (${asOnFilm})`
  return own || asOnFilm || null
}

/** "Italy, 43.770° N, 11.250° E", to about a hundred metres; null where it is not known. */
export function placeInWords({ country, latitude, longitude }: PhotoDetail): string | null {
  if (latitude === null || longitude === null) return null
  const degrees = (value: number, sides: string): string => `${Math.abs(value).toFixed(3)}° ${sides[Number(value < 0)]}`
  return listed([country, degrees(latitude, 'NS'), degrees(longitude, 'EW')])
}

/** How a photo came to a tag; empty for what was found by a run of older versions. */
export function originInWords({ label, confidence }: PhotoTag): string {
  if (label !== null) return label === 'yes' ? 'you said yes' : 'you said no'
  return confidence === null ? '' : `found, ${formatPercent(confidence)}`
}
