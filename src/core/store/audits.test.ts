/** Audits: a ranking that stays, answers that are marks and known as such. */
import { describe, expect, it } from 'vitest'
import { taggedCatalogue, temporaryCatalogue } from './testing/support.ts'

function withAudit() {
  const catalogue = taggedCatalogue()
  const { audits, tagId, photoIds } = catalogue
  const ranked = { photoIds: Int32Array.from(photoIds).reverse(), scores: Float32Array.of(2.5, 1.5, 0.5, -0.5, -1.5) }
  const create = () =>
    audits.create({ tagId, modelVersion: null, scorer: 'vote', seed: 7, wanted: 0.9, cutoffs: [2, 4], ...ranked })
  return { ...catalogue, ranked, create, audit: create() }
}

describe('an audit', () => {
  it('keeps its ranking in its order, and goes on after a restart', () => {
    const { audits, audit, tagId, ranked, close, dir } = withAudit()
    expect(audit).toMatchObject({
      tagId,
      scorer: 'vote',
      seed: 7,
      wanted: 0.9,
      cutoffs: [2, 4],
      bound: null,
      answers: [],
    })
    close()
    const after = temporaryCatalogue(dir).audits
    expect(after.open(tagId)).toEqual(audit)
    expect(after.ranking(audit.auditId)).toEqual(ranked)
    expect(audits).not.toBe(after)
  })

  it('is refused where scores are missing, and then none is begun', () => {
    const { audits, audit, tagId, ranked } = withAudit()
    const wrong = { ...ranked, scores: new Float32Array(2) }
    const create = () =>
      audits.create({ tagId, modelVersion: null, scorer: 'vote', seed: 1, wanted: 0.9, cutoffs: [], ...wrong })
    expect(create).toThrow(/5 photos has 2 scores/)
    expect(audits.list(tagId)).toEqual([audit])
  })

  it('ends with its bound, or without one when another begins', () => {
    const { audits, audit, create, tagId } = withAudit()
    expect(audits.end(audit.auditId, { low: 0.8 })).toMatchObject({
      bound: { low: 0.8 },
      endedAtMs: expect.any(Number),
    })
    expect(audits.open(tagId)).toBeNull()
    const [second, third] = [create(), create()]
    expect(audits.open(tagId)?.auditId).toBe(third.auditId)
    expect(audits.list(tagId).map(({ auditId, bound }) => [auditId, bound])).toEqual([
      [third.auditId, null],
      [second.auditId, null],
      [audit.auditId, { low: 0.8 }],
    ])
    expect(() => audits.end(second.auditId, null)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
    expect(() => audits.answer(99, [])).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
    expect(() => audits.ranking(99)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  })
})

describe('answers', () => {
  it('are marks by their author, and stay where a photo was marked alike by choice', () => {
    const { audits, audit, labels, tagId, photoIds } = withAudit()
    const [a, b, c] = photoIds
    labels.set(
      tagId,
      [a, b].map((photoId) => ({ photoId, label: 'yes' as const })),
    )
    const { answers } = audits.answer(audit.auditId, [
      { photoId: a, value: 'yes' },
      { photoId: b, value: 'no' },
      { photoId: c, value: 'no' },
    ])
    expect(answers.map(({ photoId, value }) => [photoId, value])).toEqual([
      [a, 'yes'],
      [b, 'no'],
      [c, 'no'],
    ])
    expect(labels.list(tagId).map(({ photoId, label, author }) => [photoId, label, author])).toEqual([
      [a, 'yes', 'person'],
      [b, 'no', 'audit'],
      [c, 'no', 'audit'],
    ])
  })

  it('can be given otherwise, all or none at a time, and machine tags give way to a no', async () => {
    const { audits, audit, tagRuns, run, tagId, photoIds } = withAudit()
    const [a, b] = photoIds
    await run({ [a]: 0.9, [b]: 0.8 })
    const answer = (photoId: number, value: 'yes' | 'no') => audits.answer(audit.auditId, [{ photoId, value }])
    answer(a, 'yes')
    expect(answer(a, 'no').answers).toMatchObject([{ photoId: a, value: 'no' }])
    expect((await tagRuns.machineTags(tagId)).map(({ photoId }) => photoId)).toEqual([b])
    const unknown = [a, 99].map((photoId) => ({ photoId, value: 'yes' as const }))
    expect(() => audits.answer(audit.auditId, unknown)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
    expect(audits.open(tagId)?.answers).toMatchObject([{ photoId: a, value: 'no' }])
  })
})
