/** What a search asks of a photo `p`, as SQL whose values are parameters. Imports only shared and the store's tools. */
import type { Condition, SearchPart, SearchTerm } from '../../shared/search.ts'
import { isRefused, liveTags, within } from './tag-tree.ts'

type Values = Record<string, string | number>

const present = "file.state IN ('found', 'decoded')"
const inFile = (what: string, text: string) => `EXISTS (
  SELECT 1 FROM file JOIN folder ON folder.id = file.folder_id
  WHERE file.photo_id = p.id AND ${present} AND instr(${what}(file.path, folder.path), ${text}))`
const inColumn = (column: 'camera' | 'lens', text: string) => `instr(folded(p.${column}), ${text})`

const texts = {
  name: (text: string) => inFile('folded_name', text),
  folder: (text: string) => inFile('folded_folder', text),
  camera: (text: string) => inColumn('camera', text),
  lens: (text: string) => inColumn('lens', text),
  anything: (text: string) =>
    `(${inFile('folded_path', text)} OR coalesce(${inColumn('camera', text)}, 0) OR coalesce(${inColumn('lens', text)}, 0))`,
}

const stands = 'standing_machine_tag s WHERE s.photo_id = p.id'
const isStanding = `NOT ${isRefused('s.tag_id', 's.photo_id')}`

/** Marked yes, or found by a machine that nobody contradicts, by the tag or one that lies in it. */
const tagged = (tag: string) => `(
  NOT EXISTS (SELECT 1 FROM label WHERE tag_id = ${tag} AND photo_id = p.id AND value = 'no')
  AND (EXISTS (SELECT 1 FROM label l WHERE l.photo_id = p.id AND l.value = 'yes' AND l.tag_id IN (${within(tag)}))
    OR EXISTS (SELECT 1 FROM ${stands} AND s.tag_id IN (${within(tag)}) AND ${isStanding})))`

const anyTag = `(
  EXISTS (SELECT 1 FROM label l WHERE l.photo_id = p.id AND l.value = 'yes' AND l.tag_id IN (SELECT id FROM ${liveTags}))
  OR EXISTS (SELECT 1 FROM ${stands} AND s.tag_id IN (SELECT id FROM ${liveTags}) AND ${isStanding}))`

/** A twentieth more on one side is no square any more. */
const shapes = {
  landscape: 'p.width > 1.05 * p.height',
  portrait: 'p.height > 1.05 * p.width',
  square: 'p.width <= 1.05 * p.height AND p.height <= 1.05 * p.width',
}

/** `give` takes a value and returns its parameter. */
function sqlOf(condition: Condition, give: (value: string | number) => string): string {
  if (condition.kind === 'text') return texts[condition.field](give(condition.text))
  if (condition.kind === 'tag') return tagged(give(condition.tagId))
  if (condition.kind === 'date')
    return `p.captured_at_ms >= ${give(condition.fromMs)} AND p.captured_at_ms < ${give(condition.toMs)}`
  if (condition.kind === 'month')
    return `CAST(strftime('%m', p.captured_at_ms / 1000.0, 'unixepoch') AS INTEGER) = ${give(condition.month)}`
  if (condition.kind === 'format') return `p.format = ${give(condition.format)}`
  if (condition.kind === 'shape') return shapes[condition.shape]
  if (condition.kind === 'stars')
    return `coalesce(p.own_rating, p.rating, 0) BETWEEN ${give(condition.least)} AND ${give(condition.most)}`
  if (condition.kind === 'place') return `is_in_place(p.latitude, p.longitude, ${give(condition.placeId)})`
  if (condition.kind === 'near')
    return `km_apart(p.latitude, p.longitude, ${give(condition.latitude)}, ${give(condition.longitude)}) <= ${give(condition.distanceKm)}`
  const { favourite, dated, located } = {
    favourite: 'p.favourite = 1',
    dated: 'p.captured_at_ms IS NOT NULL',
    located: 'p.latitude IS NOT NULL AND p.longitude IS NOT NULL',
  }
  return { favourite, dated, located, tagged: anyTag }[condition.kind]
}

/** True or false, never null, so that it can be denied. */
export function conditionOf(parts: readonly Pick<SearchPart, 'terms'>[]): { sql: string; values: Values } {
  const values: Values = {}
  const give = (value: string | number): string => {
    const name = `value${Object.keys(values).length}`
    values[name] = value
    return `@${name}`
  }
  const termSql = ({ conditions, isAbsent }: SearchTerm): string => {
    const any = conditions.map((condition) => `coalesce((${sqlOf(condition, give)}), 0)`).join(' OR ')
    return `${isAbsent ? 'NOT ' : ''}(${any})`
  }
  const sql = parts.map(({ terms }) => `(${terms.map(termSql).join(' OR ')})`).join(' AND ')
  return { sql: sql || '1', values }
}
