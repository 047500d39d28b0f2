import { expect, it } from 'vitest'
import { createNotices } from './state.ts'

it('an urgent notice comes before any other, whichever came first', () => {
  const { say, getState } = createNotices()
  const idle = { text: 'You are signed out soon.', button: 'Stay', isUrgent: true }
  const ended = { text: 'Your sign-in has ended.', button: 'Sign in again' }
  say('idle', idle)
  say('renewal', ended)
  expect(getState()).toBe(idle)
  say('idle', undefined)
  expect(getState()).toBe(ended)
  say('idle', idle)
  expect(getState()).toBe(idle)
})
