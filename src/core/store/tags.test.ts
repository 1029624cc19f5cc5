/** Tags, labels and machine tags: labels are sacred, runs are undone whole. */
import { describe, expect, it } from 'vitest'
import { addPhotos, temporaryCatalogue } from './testing/support.ts'

function withTag() {
  const catalogue = temporaryCatalogue()
  const photoIds = [...addPhotos(catalogue, 5)]
  const { tagId } = catalogue.tags.create('Dogs')
  const run = (confidences: Record<number, number>) =>
    catalogue.tags.createRun({
      tagId,
      modelVersion: null,
      minimumConfidence: 0.5,
      assignments: Object.entries(confidences).map(([photoId, confidence]) => ({
        photoId: Number(photoId),
        confidence,
      })),
    })
  return { ...catalogue, tagId, photoIds, run }
}

describe('tags', () => {
  it('have one name each, letter case and accents as composed ignored', () => {
    const { tags, tagId } = withTag()
    expect(tags.create(' dOGS ')).toMatchObject({ tagId, name: 'Dogs' })
    const ete = tags.create('Été')
    expect(tags.create('été'.normalize('NFD')).tagId).toBe(ete.tagId)
    expect(tags.list().map(({ name }) => name)).toEqual(['Dogs', 'Été'])
    expect([tags.get(tagId)?.name, tags.get(99)]).toEqual(['Dogs', null])
  })

  it('are renamed, in letter case too, but not to a name that is taken', () => {
    const { tags, tagId } = withTag()
    tags.create('Cats')
    expect(tags.rename(tagId, 'DOGS').name).toBe('DOGS')
    expect(() => tags.rename(tagId, 'cats')).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
    expect(tags.rename(tagId, 'Hounds')).toMatchObject({ tagId, name: 'Hounds' })
  })

  it('go with their labels and runs, which are counted, and take nothing of another tag', () => {
    const {
      tags,
      tagId,
      photoIds: [a, b, c],
      run,
    } = withTag()
    const other = tags.create('Cats')
    tags.setLabels(tagId, [
      { photoId: a, label: 'yes' },
      { photoId: b, label: 'no' },
    ])
    tags.setLabels(other.tagId, [{ photoId: a, label: 'no' }])
    run({ [c]: 0.9 })
    expect(tags.remove(tagId)).toBe(2)
    expect([tags.get(tagId), tags.runs(), tags.labels(tagId)]).toEqual([null, [], []])
    expect(tags.labels(other.tagId)).toHaveLength(1)
  })
})

describe('labels', () => {
  it('are set, changed and taken back', () => {
    const {
      tags,
      tagId,
      photoIds: [a, b],
    } = withTag()
    tags.setLabels(tagId, [
      { photoId: a, label: 'yes' },
      { photoId: b, label: 'yes' },
    ])
    tags.setLabels(tagId, [{ photoId: a, label: 'no' }])
    expect(tags.get(tagId)).toMatchObject({ yesCount: 1, noCount: 1, machineCount: 0 })
    expect(tags.labels(tagId).map(({ photoId, label }) => [photoId, label])).toEqual([
      [b, 'yes'],
      [a, 'no'],
    ])
    tags.setLabels(tagId, [{ photoId: a, label: null }])
    expect(tags.get(tagId)).toMatchObject({ yesCount: 1, noCount: 0 })
  })

  it('are written all or none: an unknown photo stops them', () => {
    const {
      tags,
      tagId,
      photoIds: [a],
    } = withTag()
    const set = () =>
      tags.setLabels(tagId, [
        { photoId: a, label: 'yes' },
        { photoId: 99, label: 'yes' },
      ])
    expect(set).toThrow(expect.objectContaining({ code: 'NOT_FOUND', message: expect.stringContaining('99') }))
    expect(tags.labels(tagId)).toEqual([])
  })
})

describe('machine tags', () => {
  it('stand apart from labels, with confidence and run', () => {
    const {
      tags,
      photos,
      tagId,
      photoIds: [a, b],
      run,
    } = withTag()
    const made = run({ [a]: 0.7, [b]: 0.9 })
    expect(made).toMatchObject({
      tagId,
      tagName: 'Dogs',
      modelVersion: null,
      minimumConfidence: 0.5,
      taggedCount: 2,
      undoneAtMs: null,
    })
    expect(tags.machineTags(tagId)).toEqual([
      { photoId: b, confidence: 0.9, runId: made.runId },
      { photoId: a, confidence: 0.7, runId: made.runId },
    ])
    expect(tags.labels(tagId)).toEqual([])
    expect(photos.detail(a)?.tags).toEqual([{ tagId, name: 'Dogs', label: null, confidence: 0.7, runId: made.runId }])
  })

  it('are undone whole by run, once; labels stay and the undo is kept', () => {
    const {
      tags,
      tagId,
      photoIds: [a, b, c],
      run,
    } = withTag()
    tags.setLabels(tagId, [{ photoId: c, label: 'yes' }])
    const { runId } = run({ [a]: 0.7, [b]: 0.9 })
    expect(tags.get(tagId)?.machineCount).toBe(2)
    expect([tags.undoRun(runId), tags.undoRun(runId)]).toEqual([2, 0])
    expect(tags.get(tagId)).toMatchObject({ machineCount: 0, yesCount: 1 })
    expect(tags.machineTags(tagId)).toEqual([])
    expect(tags.runs(tagId)).toMatchObject([{ runId, taggedCount: 2, undoneAtMs: expect.any(Number) }])
    expect(() => tags.undoRun(99)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  })

  it('count once per photo: the latest run speaks, and the one before it after an undo', () => {
    const {
      tags,
      tagId,
      photoIds: [a],
      run,
    } = withTag()
    const first = run({ [a]: 0.6 })
    const second = run({ [a]: 0.8 })
    expect([tags.get(tagId)?.machineCount, tags.machineTags(tagId)[0].confidence]).toEqual([1, 0.8])
    tags.undoRun(second.runId)
    expect(tags.machineTags(tagId)).toEqual([{ photoId: a, confidence: 0.6, runId: first.runId }])
  })

  it("give way to a person's no, and stand again when it is taken back", () => {
    const {
      tags,
      tagId,
      photoIds: [a, b],
      run,
    } = withTag()
    run({ [a]: 0.7, [b]: 0.9 })
    tags.setLabels(tagId, [{ photoId: a, label: 'no' }])
    expect(tags.get(tagId)).toMatchObject({ machineCount: 1, noCount: 1 })
    tags.setLabels(tagId, [{ photoId: a, label: null }])
    expect(tags.get(tagId)?.machineCount).toBe(2)
  })

  it('are written with their run or not at all', () => {
    const {
      tags,
      tagId,
      photoIds: [a],
      run,
    } = withTag()
    expect(() => run({ [a]: 0.7, 99: 0.9 })).toThrow(/FOREIGN KEY/)
    expect([tags.runs(tagId), tags.machineTags(tagId)]).toEqual([[], []])
  })

  it('are listed by tag or all, newest first', () => {
    const {
      tags,
      photoIds: [a],
      run,
    } = withTag()
    const other = tags.create('Cats')
    const first = run({ [a]: 0.6 })
    const second = tags.createRun({ tagId: other.tagId, modelVersion: null, minimumConfidence: 0, assignments: [] })
    expect(tags.runs().map(({ runId }) => runId)).toEqual([second.runId, first.runId])
    expect(tags.runs(other.tagId).map(({ runId }) => runId)).toEqual([second.runId])
  })
})
