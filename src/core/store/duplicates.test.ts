import { expect, test } from 'vitest'
import { addPhoto, temporaryCatalogue, temporaryDir } from './testing/support.ts'

test('a look is kept whole, over a restart, until the next', () => {
  const dir = temporaryDir()
  const look = {
    modelVersion: null,
    seenIds: Int32Array.of(1, 2, 3),
    pairs: Int32Array.of(1, 2, 0, 2, 3, 1),
    alike: Float32Array.of(0.5, 0.25),
  }
  const first = temporaryCatalogue(dir)
  expect(first.duplicates.look()).toBeNull()
  first.duplicates.saveLook({ ...look, alike: Float32Array.of(1, 1) })
  first.duplicates.saveLook(look)
  first.close()
  expect(temporaryCatalogue(dir).duplicates.look()).toEqual({ ...look, lookedAtMs: expect.any(Number) })
})

test('what is told apart or kept is one step each, undone and redone', async () => {
  const { duplicates, history, ...catalogue } = temporaryCatalogue()
  for (const name of ['a', 'b', 'c']) addPhoto({ ...catalogue, duplicates, history }, name)
  expect(duplicates.tellApart(2, [1, 3])).toBe(2)
  expect(duplicates.tellApart(1, [2])).toBe(0)
  duplicates.keep([1, 3])
  expect(duplicates.apart()).toEqual([
    [1, 2],
    [2, 3],
  ])
  expect(duplicates.keptGroups()).toEqual([Int32Array.of(1, 3)])
  expect(await history.undo()).toMatchObject({ kind: 'keep group' })
  expect(await history.undo()).toMatchObject({ kind: 'tell apart', note: null })
  expect([duplicates.keptGroups(), duplicates.apart()]).toEqual([[], []])
  await history.redo()
  expect(duplicates.apart()).toHaveLength(2)
})
