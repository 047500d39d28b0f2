import { describe, expect, it } from 'vitest'
import { findPicture } from './picture.tsx'

describe('findPicture', () => {
  it.each([
    ['Freezing', 'snow'],
    ['Bracing', 'wind'],
    ['Chilly', 'cloud'],
    ['Cool', 'partly'],
    ['Mild', 'partly'],
    ['Warm', 'sun'],
    ['Balmy', 'sun'],
    ['Hot', 'heat'],
    ['Sweltering', 'heat'],
    ['Scorching', 'heat'],
    ['heavy rain', 'rain'],
    ['Quite peculiar', 'thermometer'],
    [null, 'thermometer'],
  ])('draws %s as %s', (summary, picture) => {
    expect(findPicture(summary)).toBe(picture)
  })
})
