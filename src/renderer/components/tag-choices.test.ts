import { describe, expect, it } from 'vitest'
import { tagChoices } from './tag-choices.ts'

const tags = ['Birds', 'Animals/Dogs', 'Hot dogs', 'Dogs'].map((name) => ({ name }))
const chosen = (typed: string) => {
  const { names, activeIndex } = tagChoices(tags, typed)
  return names[activeIndex]
}

describe('a name that is being typed', () => {
  it('becomes the tag of that name, whatever its letter case', () => {
    expect(chosen('dogs')).toBe('Dogs')
    expect(tagChoices(tags, 'dogs').newIndex).toBe(-1)
  })
  it('becomes the first that begins so, also below a slash, before one that has it somewhere', () => {
    expect(tagChoices(tags, 'dog').names).toEqual(['Animals/Dogs', 'Dogs', 'Hot dogs', 'dog'])
    expect(chosen('bi')).toBe('Birds')
  })
  it('becomes a new tag where nothing begins so', () => {
    expect(chosen(' ats ')).toBe('ats')
    expect(tagChoices(tags, 'ogs')).toMatchObject({ activeIndex: 3, newIndex: 3 })
  })
  it('is what the tag will be called, however its slashes are typed', () => {
    expect(tagChoices(tags, 'Animals / dogs/')).toEqual({ names: ['Animals/Dogs'], activeIndex: 0, newIndex: -1 })
    expect(tagChoices(tags, '/birds/')).toMatchObject({ names: ['Birds'], newIndex: -1 })
    expect(chosen(' Fish // Cod ')).toBe('Fish/Cod')
    expect(chosen('animals/')).toBe('Animals/Dogs')
    expect(tagChoices(tags, ' / ').newIndex).toBe(-1)
  })
  it('lists the tags before anything is typed, and makes none', () => {
    expect(tagChoices(tags, '')).toMatchObject({ activeIndex: 0, newIndex: -1 })
    expect(tagChoices([], ' ').names).toEqual([])
  })
})
